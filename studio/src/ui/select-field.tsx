import { type ReactNode, useId } from 'react';
import style from './field.module.css';

interface SelectFieldProps<Value extends string> {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: string }[];
  description?: ReactNode;
  error?: string | null | undefined;
  isDisabled?: boolean;
}

/** The browser's own select: it is known to every screen reader, keyboard and phone. */
export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  const id = useId();
  const { label, value, onChange, options, description, error, isDisabled } = props;
  return (
    <div className={style.field}>
      <label className={style.label} htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className={style.input}
        value={value}
        disabled={isDisabled}
        aria-invalid={!!error}
        aria-describedby={`${id}-more`}
        onChange={(event) => onChange(event.target.value as Value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <span id={`${id}-more`} className={error ? style.error : style.description}>
        {error ?? description}
      </span>
    </div>
  );
}
