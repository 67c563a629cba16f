import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { appQuery } from '../../../api/apps.ts';
import { TextField } from '../../../ui/text-field.tsx';
import type { AppDraft, DraftProblems, GeneralField } from './draft.ts';
import { appApiIdProblem } from './rules.ts';

export interface DraftFormProps {
  draft: AppDraft;
  onChange: (change: Partial<AppDraft>) => void;
  /** False once the app exists: its API ID and permissions stay as they were first saved. */
  isNew: boolean;
}

interface GeneralTabProps extends DraftFormProps {
  problems: DraftProblems;
  /** Words of the server for one field. */
  refusals: Partial<Record<GeneralField, string>>;
  /** Whether saving was tried: until then only fields that the person has left complain. */
  isChecked: boolean;
}

export function GeneralTab({ draft, onChange, isNew, problems, refusals, isChecked }: GeneralTabProps) {
  const { t } = useLingui();
  const [left, setLeft] = useState<ReadonlySet<GeneralField>>(new Set());
  const input = (key: GeneralField) => ({
    value: draft[key],
    onChange: (value: string) => onChange({ [key]: value }),
    onBlur: () => draft[key] && setLeft((now) => new Set(now).add(key)),
    error: (isChecked || left.has(key)) && problems[key] ? t(problems[key]) : (refusals[key] ?? null),
  });
  return (
    <>
      <TextField label={t`Name`} {...input('name')} />
      {isNew ? (
        <ApiIdField draft={draft} onChange={onChange} isChecked={isChecked} refusal={refusals.apiId} />
      ) : (
        <TextField
          label={t`API ID`}
          isCode
          isReadOnly
          value={draft.apiId}
          onChange={() => {}}
          description={t`The API ID stays as it was first saved.`}
        />
      )}
      <TextField
        label={t`Setup URL`}
        type="url"
        {...input('setupUrl')}
        description={t`Opens when the app is installed, and later as its configuration page. It receives the setup code.`}
      />
      <TextField
        label={t`Configuration URL`}
        type="url"
        isOptional
        {...input('configurationUrl')}
        description={t`Opens in place of the setup page once the app is installed.`}
      />
      <TextField
        label={t`Avatar URL`}
        type="url"
        {...input('avatarUrl')}
        description={t`A square picture.`}
      />
      <TextField
        label={t`Description`}
        isOptional
        lines={3}
        value={draft.description}
        onChange={(description) => onChange({ description })}
      />
    </>
  );
}

interface ApiIdFieldProps {
  draft: AppDraft;
  onChange: (change: Partial<AppDraft>) => void;
  isChecked: boolean;
  refusal: string | undefined;
}

/** Says while the person types whether the API ID is well formed and free on this server. */
function ApiIdField({ draft, onChange, isChecked, refusal }: ApiIdFieldProps) {
  const { t } = useLingui();
  const settled = useSettled(draft.apiId, 300);
  const problem = appApiIdProblem(draft.apiId);
  const { data: other } = useQuery({ ...appQuery(settled), enabled: !!settled && !appApiIdProblem(settled) });
  const isSettled = settled === draft.apiId && !problem;
  const error = () => {
    if (problem) return draft.apiId || isChecked ? t(problem) : null;
    if (isSettled && other) return t`Another app on this server has this API ID. Choose a different one.`;
    return refusal ?? null;
  };
  const rule = t`Letters, digits, _ and -; unique on this server. It cannot be changed later.`;
  return (
    <TextField
      label={t`API ID`}
      isCode
      value={draft.apiId}
      onChange={(apiId) => onChange({ apiId })}
      error={error()}
      description={isSettled && other === null ? t`${draft.apiId} is free.` : rule}
    />
  );
}

/** The value once it has not changed for a while, so that not every key asks the server. */
function useSettled(value: string, milliseconds: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
