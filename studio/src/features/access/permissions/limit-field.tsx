import { CheckField, FieldGroup } from '../../../ui/check-field.tsx';

interface LimitFieldProps {
  label: string;
  allLabel: string;
  options: readonly { id: string; displayName: string }[];
  /** Null: all of them, those that come later included. */
  value: string[] | null;
  onChange: (value: string[] | null) => void;
}

/** All of something, or some by name. */
export function LimitField({ label, allLabel, options, value, onChange }: LimitFieldProps) {
  const toggle = (id: string, isChosen: boolean) =>
    onChange(isChosen ? [...(value ?? []), id] : (value ?? []).filter((one) => one !== id));
  return (
    <FieldGroup label={label}>
      <CheckField
        label={allLabel}
        isChecked={value === null}
        onChange={(isAll) => onChange(isAll ? null : [])}
      />
      {value !== null &&
        options.map((option) => (
          <CheckField
            key={option.id}
            label={option.displayName}
            isChecked={value.includes(option.id)}
            onChange={(isChosen) => toggle(option.id, isChosen)}
          />
        ))}
    </FieldGroup>
  );
}
