import { useLingui } from '@lingui/react/macro';
import type { AppPermissions } from '../../../api/apps.ts';
import { Notice } from '../../../ui/notice.tsx';
import { SelectField } from '../../../ui/select-field.tsx';
import type { DraftFormProps } from './general-tab.tsx';
import { levelNames, permissionLevels, permissionNames } from './words.ts';

export function PermissionsTab({ draft, onChange, isNew }: DraftFormProps) {
  const { t } = useLingui();
  const explanations: Record<keyof AppPermissions, string> = {
    CONTENT: t`Entries on all stages: read them, or also change, publish and delete them.`,
    SCHEMA: t`Models and fields: read them, or also create, change and delete them.`,
    WEBHOOKS: t`Webhooks of the environment: create, change and delete them.`,
    USER: t`Who is using the app: the ID, permissions and roles of that person.`,
  };
  return (
    <>
      <Notice tone={isNew ? 'warning' : 'info'}>
        {isNew
          ? t`Choose with care: permissions are fixed once the app is saved.`
          : t`Permissions stay as they were first saved. An app that needs others is registered as a new app.`}
      </Notice>
      {(Object.keys(permissionLevels) as (keyof AppPermissions)[]).map((key) => (
        <SelectField
          key={key}
          label={t(permissionNames[key])}
          value={draft.permissions[key]}
          isDisabled={!isNew}
          onChange={(level) => onChange({ permissions: { ...draft.permissions, [key]: level } })}
          options={permissionLevels[key].map((level) => ({ value: level, label: t(levelNames[level]) }))}
          description={explanations[key]}
        />
      ))}
    </>
  );
}
