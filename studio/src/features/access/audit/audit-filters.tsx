import type { MessageDescriptor } from '@lingui/core';
import { useLingui } from '@lingui/react/macro';
import { type AuditFilter, auditActions, auditResources, auditTriggers } from '../../../api/audit.ts';
import { SelectField } from '../../../ui/select-field.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import style from './audit.module.css';
import { auditActionNames, resourceNames, triggerNames } from './words.ts';

interface AuditFiltersProps {
  filter: AuditFilter;
  onChange: (filter: AuditFilter) => void;
}

export function AuditFilters({ filter, onChange }: AuditFiltersProps) {
  const { t } = useLingui();
  /** Sets one part of the filter; an empty value takes it out. */
  const set = (key: keyof AuditFilter) => (value: string) => {
    const { [key]: _, ...rest } = filter;
    onChange(value ? { ...rest, [key]: value } : rest);
  };
  const options = <Value extends string>(
    values: readonly Value[],
    names: Record<Value, MessageDescriptor>,
  ): { value: string; label: string }[] => [
    { value: '', label: t`All` },
    ...values.map((value) => ({ value, label: t(names[value]) })),
  ];
  return (
    <div className={style.filters}>
      <SelectField
        label={t`Resource`}
        value={filter.resource ?? ''}
        onChange={set('resource')}
        options={options(auditResources, resourceNames)}
      />
      <SelectField
        label={t`Action`}
        value={filter.action ?? ''}
        onChange={set('action')}
        options={options(auditActions, auditActionNames)}
      />
      <SelectField
        label={t`By`}
        value={filter.triggerType ?? ''}
        onChange={set('triggerType')}
        options={options(auditTriggers, triggerNames)}
      />
      <TextField
        label={t`Entity ID`}
        isOptional
        isCode
        value={filter.entityId ?? ''}
        onChange={(value) => set('entityId')(value.trim())}
      />
    </div>
  );
}
