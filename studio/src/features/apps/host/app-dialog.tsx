import { useLingui } from '@lingui/react/macro';
import { useRef, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Button } from '../../../ui/button.tsx';
import overlay from '../../../ui/dialog.module.css';
import style from './app-frame.module.css';
import { AppFrame } from './app-frame.tsx';
import type { Props } from './wire.ts';

export interface DialogOptions {
  address: string;
  /** What the caller gave: options of the host and props of the page in one (apps.md §5). */
  props: Props;
  /** Answers the caller; null when the dialog was closed without a value. */
  settle: (value: unknown) => void;
}

interface AppDialogProps {
  /** The values every page gets; the caller's own come over them. */
  values: Props;
  options: DialogOptions;
  onClose: () => void;
}

/** A page of an app above the page that opened it. The page below stays mounted and where it is. */
export function AppDialog({ values, options, onClose }: AppDialogProps) {
  const { t } = useLingui();
  const { disableOverlayClick, maxWidth, ariaLabel, ...own } = options.props;
  const [attempt, setAttempt] = useState(0);
  const answered = useRef(false);
  const answer = (value: unknown) => {
    if (answered.current) return;
    answered.current = true;
    options.settle(value ?? null);
    onClose();
  };
  const title = typeof ariaLabel === 'string' && ariaLabel ? ariaLabel : t`Dialog of the app`;
  return (
    <ModalOverlay
      className={overlay.overlay}
      isOpen
      onOpenChange={(open) => !open && answer(null)}
      isDismissable={disableOverlayClick !== true}
    >
      <Modal
        className={overlay.modal}
        style={{ maxWidth: typeof maxWidth === 'string' ? maxWidth : '600px' }}
      >
        <Dialog className={style.dialog}>
          <div className={style.dialogBar}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <Button kind="quiet" onPress={() => answer(null)}>{t`Close`}</Button>
          </div>
          <div className={style.dialogFrame}>
            <AppFrame
              key={attempt}
              address={options.address}
              title={title}
              values={{ ...values, ...own }}
              calls={{ onCloseDialog: async (value: unknown) => answer(value) }}
              onRetry={() => setAttempt(attempt + 1)}
            />
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
