import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { showToast } from '../../ui/toasts.ts';
import { type NameAndDescription, NameDialog } from './name-dialog.tsx';

interface RenameAndDeleteProps {
  named: NameAndDescription;
  /** Left out where the person may not: then the button is not there. */
  rename?: { title: string; change: (input: NameAndDescription) => Promise<void> } | false;
  remove?: { label: string; change: () => Promise<void>; warning: ReactNode } | false;
  /** The answers that hold the name. */
  stale: readonly (readonly unknown[])[];
  /** Goes to where the thing, once gone, is not shown. */
  leave: () => Promise<void>;
}

/** What can be done to a role or a token as a whole, in the head of its page. */
export function RenameAndDelete({ named, rename, remove, stale, leave }: RenameAndDeleteProps) {
  const { t } = useLingui();
  const [asked, setAsked] = useState<'rename' | 'remove' | null>(null);
  const close = () => setAsked(null);
  return (
    <>
      {rename && <Button onPress={() => setAsked('rename')}>{t`Rename`}</Button>}
      {remove && (
        <Button kind="danger" onPress={() => setAsked('remove')}>
          {remove.label}
        </Button>
      )}
      {rename && asked === 'rename' && (
        <RenameDialog named={named} {...rename} stale={stale} onClose={close} />
      )}
      {remove && asked === 'remove' && (
        <RemoveDialog named={named} {...remove} leave={leave} onClose={close} />
      )}
    </>
  );
}

interface RenameDialogProps {
  named: NameAndDescription;
  title: string;
  change: (input: NameAndDescription) => Promise<void>;
  stale: readonly (readonly unknown[])[];
  onClose: () => void;
}

function RenameDialog({ named, title, change, stale, onClose }: RenameDialogProps) {
  const { t } = useLingui();
  const rename = useChange({ make: change, stale, done: onClose });
  return (
    <NameDialog
      title={title}
      submitLabel={t`Save`}
      initial={named}
      isPending={rename.isPending}
      error={rename.error}
      onClose={onClose}
      onSubmit={(input) => rename.mutate(input)}
    />
  );
}

interface RemoveDialogProps {
  named: NameAndDescription;
  label: string;
  change: () => Promise<void>;
  warning: ReactNode;
  leave: () => Promise<void>;
  onClose: () => void;
}

function RemoveDialog({ named, label, change, warning, leave, onClose }: RemoveDialogProps) {
  const { t } = useLingui();
  const { name } = named;
  const remove = useChange({
    make: change,
    // The page of what is gone must not ask for it again: the list asks anew when it is shown.
    stale: [],
    done: async () => {
      await leave();
      showToast({ title: t`${name} was deleted.`, tone: 'success' });
    },
  });
  return (
    <ConfirmDialog
      title={t`Delete ${name}?`}
      confirmLabel={label}
      isOpen
      isPending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      <p>{warning}</p>
    </ConfirmDialog>
  );
}
