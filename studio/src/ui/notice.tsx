import type { ReactNode } from 'react';
import style from './notice.module.css';
import type { ToastTone } from './toasts.ts';

/** A sentence or two that matter, in the page; a danger is announced at once. */
export function Notice({ tone, children }: { tone: ToastTone; children: ReactNode }) {
  return (
    <div className={style.notice} data-tone={tone} role={tone === 'danger' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}
