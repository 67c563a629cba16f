import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { messageOf } from '../api/problem.ts';
import { Button } from './button.tsx';
import style from './dialog.module.css';
import { Notice } from './notice.tsx';

interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** False where the person must answer: neither Escape nor a click beside it closes the dialog. */
  isDismissable?: boolean;
  children: ReactNode;
}

export function Dialog({ title, isOpen, onClose, isDismissable = true, children }: DialogProps) {
  return (
    <ModalOverlay
      className={style.overlay}
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={isDismissable}
      isKeyboardDismissDisabled={!isDismissable}
    >
      <Modal className={style.modal}>
        <AriaDialog className={style.dialog}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

interface FormDialogProps {
  title: string;
  submitLabel: string;
  isOpen: boolean;
  isPending?: boolean;
  error?: unknown;
  onClose: () => void;
  onSubmit: () => void;
  children: ReactNode;
}

/** A dialog that is one form; closes only by its owner, when the work is done. */
export function FormDialog(props: FormDialogProps) {
  const { t } = useLingui();
  const { title, submitLabel, isOpen, isPending, error, onClose, onSubmit, children } = props;
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      <form
        className={style.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          // A dialog is a child of its opener for React: its form must not submit the form around the opener.
          event.stopPropagation();
          onSubmit();
        }}
      >
        {children}
        {!!error && <Notice tone="danger">{messageOf(error)}</Notice>}
        <DialogActions>
          <Button onPress={onClose}>{t`Cancel`}</Button>
          <Button type="submit" kind="primary" isPending={!!isPending}>
            {submitLabel}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface ConfirmDialogProps {
  title: string;
  confirmLabel: string;
  kind?: 'primary' | 'danger';
  isOpen: boolean;
  isPending?: boolean;
  error?: unknown;
  onClose: () => void;
  onConfirm: () => void;
  children: ReactNode;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { t } = useLingui();
  const {
    title,
    confirmLabel,
    kind = 'danger',
    isOpen,
    isPending,
    error,
    onClose,
    onConfirm,
    children,
  } = props;
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      {children}
      {!!error && <Notice tone="danger">{messageOf(error)}</Notice>}
      <DialogActions>
        <Button onPress={onClose}>{t`Cancel`}</Button>
        <Button kind={kind} isPending={!!isPending} onPress={onConfirm}>
          {confirmLabel}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={style.actions}>{children}</div>;
}
