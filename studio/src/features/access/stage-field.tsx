import { useLingui } from '@lingui/react/macro';
import type { Schema } from '../../api/schema.ts';
import { SelectField } from '../../ui/select-field.tsx';

interface StageFieldProps {
  stages: Schema['stages'];
  value: string;
  isDisabled?: boolean;
  onChange: (stageId: string) => void;
}

/** The stage of a request that names none (platform.md §1.6). */
export function StageField({ stages, value, isDisabled = false, onChange }: StageFieldProps) {
  const { t } = useLingui();
  return (
    <SelectField
      label={t`Default stage`}
      value={value}
      onChange={onChange}
      isDisabled={isDisabled}
      options={stages.map((stage) => ({ value: stage.id, label: stage.displayName }))}
      description={t`What is read when a request names no stage.`}
    />
  );
}
