import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import style from './button.module.css';

export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger';

interface ButtonProps extends Omit<AriaButtonProps, 'isPending' | 'className'> {
  kind?: ButtonKind;
  /** While its work is under way the button keeps the focus and does nothing. */
  isPending?: boolean;
}

/**
 * Not React Aria's own `isPending`: that one announces the button by a node that stays behind, without a name, when
 * the button goes away with its dialog.
 */
export function Button({ kind = 'plain', isPending = false, type, onPress, ...props }: ButtonProps) {
  return (
    <AriaButton
      {...props}
      {...(isPending ? { type: 'button' as const } : { type, onPress })}
      className={style.button}
      data-kind={kind}
      data-pending={isPending || undefined}
    />
  );
}

/** A link that looks like a button. `href` loads a new document: what pages with an app's frame need. */
export function DocumentLink({
  href,
  kind = 'plain',
  children,
}: {
  href: string;
  kind?: ButtonKind;
  children: ReactNode;
}) {
  return (
    <a className={style.button} data-kind={kind} href={href}>
      {children}
    </a>
  );
}

export const buttonClass = style.button;
