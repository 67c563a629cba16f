import { useLingui } from '@lingui/react/macro';
import { Check, Copy } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { Button } from './button.tsx';
import style from './field.module.css';
import { showToast } from './toasts.ts';

interface CopyFieldProps {
  label: string;
  value: string;
  /** Visible words of the button, different for each field of a page. */
  copyLabel: string;
  description?: ReactNode;
}

/** A value to read and copy, never to change. */
export function CopyField({ label, value, copyLabel, description }: CopyFieldProps) {
  const { t } = useLingui();
  const id = useId();
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => setCopied(true),
      () =>
        showToast({
          title: t`The browser did not allow copying. Select the text and copy it.`,
          tone: 'danger',
        }),
    );
  return (
    <div className={style.field}>
      <label className={style.label} htmlFor={id}>
        {label}
      </label>
      <div className={style.copy}>
        <input
          id={id}
          className={`${style.input} ${style.code}`}
          value={value}
          readOnly
          aria-describedby={description ? `${id}-more` : undefined}
          onFocus={(event) => event.target.select()}
        />
        <Button onPress={copy}>
          {isCopied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
          {copyLabel}
        </Button>
      </div>
      {description && (
        <span id={`${id}-more`} className={style.description}>
          {description}
        </span>
      )}
      <span className={style.description} role="status">
        {isCopied ? t`Copied` : ''}
      </span>
    </div>
  );
}
