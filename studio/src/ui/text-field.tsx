import { Trans } from '@lingui/react/macro';
import type { HTMLInputTypeAttribute, ReactNode } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField as AriaTextField } from 'react-aria-components/TextField';
import style from './field.module.css';

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  description?: ReactNode;
  /** Words for the person; the field counts as wrong while there are any. */
  error?: string | null | undefined;
  type?: HTMLInputTypeAttribute;
  name?: string;
  autoComplete?: string;
  autoFocus?: boolean;
  isOptional?: boolean;
  isReadOnly?: boolean;
  isCode?: boolean;
  /** Lines of text; one line when left out. */
  lines?: number;
}

export function TextField(props: TextFieldProps) {
  const { label, description, error, lines, isOptional, isCode, ...rest } = props;
  const className = isCode ? `${style.input} ${style.code}` : style.input;
  return (
    <AriaTextField
      {...rest}
      className={style.field}
      isInvalid={!!error}
      isRequired={!isOptional && !rest.isReadOnly}
      validationBehavior="aria"
      spellCheck={isCode ? 'false' : undefined}
    >
      <FieldHead isOptional={isOptional}>
        <Label className={style.label}>{label}</Label>
      </FieldHead>
      {lines ? <TextArea className={className} rows={lines} /> : <Input className={className} />}
      {description && (
        <Text slot="description" className={style.description}>
          {description}
        </Text>
      )}
      <FieldError className={style.error}>{error}</FieldError>
    </AriaTextField>
  );
}

/** The line above an input. "optional" stands beside the label, not in it: it is no part of the input's name. */
export function FieldHead({
  isOptional,
  children,
}: {
  isOptional?: boolean | undefined;
  children: ReactNode;
}) {
  return (
    <span className={style.head}>
      {children}
      {isOptional && (
        <span className={style.optional} aria-hidden="true">
          <Trans>optional</Trans>
        </span>
      )}
    </span>
  );
}
