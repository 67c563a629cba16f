import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { ApiError, messageOf } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import style from './app-form.module.css';
import { type AppDraft, problemsOf } from './draft.ts';
import { ElementsTab } from './elements-tab.tsx';
import { GeneralTab } from './general-tab.tsx';
import { PermissionsTab } from './permissions-tab.tsx';

interface AppFormProps {
  initial: AppDraft;
  isNew: boolean;
  submitLabel: string;
  isPending: boolean;
  /** The server's refusal of the last try. */
  error: Error | null;
  onSubmit: (draft: AppDraft) => void;
  /** What the permissions tab shows below the choices: the app's credentials. */
  credentials?: ReactNode;
}

type TabId = 'general' | 'permissions' | 'elements';

/** The one form of an app, for registering and for editing. */
export function AppForm({
  initial,
  isNew,
  submitLabel,
  isPending,
  error,
  onSubmit,
  credentials,
}: AppFormProps) {
  const { t } = useLingui();
  const [draft, setDraft] = useState(initial);
  const [tab, setTab] = useState<TabId>('general');
  const [isChecked, setChecked] = useState(false);
  const problems = problemsOf(draft, window.location.origin);
  const change = (part: Partial<AppDraft>) => setDraft((now) => ({ ...now, ...part }));
  const isTaken = error instanceof ApiError && error.code === 'CONFLICT';
  const submit = () => {
    setChecked(true);
    if (Object.keys(problems).length > 0) setTab('general');
    else onSubmit(draft);
  };
  const form = { draft, onChange: change, isNew };
  const refusals = isTaken ? { apiId: error.message } : {};
  return (
    <form
      className={style.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Tabs
        label={t`Parts of the app`}
        selected={tab}
        onSelect={setTab}
        items={[
          {
            id: 'general',
            title: t`General`,
            panel: <GeneralTab {...form} problems={problems} refusals={refusals} isChecked={isChecked} />,
          },
          {
            id: 'permissions',
            title: t`Permissions`,
            panel: (
              <>
                <PermissionsTab {...form} />
                {credentials}
              </>
            ),
          },
          { id: 'elements', title: t`Elements`, panel: <ElementsTab draft={draft} onChange={change} /> },
        ]}
      />
      {isChecked && Object.keys(problems).length > 0 && (
        <Notice tone="danger">{t`Some fields under “General” need your attention.`}</Notice>
      )}
      {error && <Notice tone="danger">{messageOf(error)}</Notice>}
      <div className={style.actions}>
        <Button type="submit" kind="primary" isPending={isPending}>
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}
