import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect } from 'react';
import style from './page.module.css';

interface PageProps {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  width?: 'normal' | 'narrow' | 'full';
  children: ReactNode;
}

/** One screen: its heading, which is also the document's title, what can be done, and the rest. */
export function Page({ title, lead, actions, width = 'normal', children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Epigraph`;
  }, [title]);
  return (
    <div className={style.page} data-width={width}>
      <div className={style.head}>
        <div className={style.title}>
          <h1>{title}</h1>
          {lead && <div className={style.lead}>{lead}</div>}
        </div>
        {actions && <div className={style.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}

export function Section({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={style.section} aria-label={title}>
      <div className={style.sectionHead}>
        <h2>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

export function Card({ children }: { children: ReactNode }) {
  return <div className={style.card}>{children}</div>;
}

/** Says what will stand here, and offers the way to it. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={style.empty}>
      <p>
        <strong>{title}</strong>
        {children}
      </p>
      {action}
    </div>
  );
}

export function Loading() {
  const { t } = useLingui();
  return (
    <p className={style.loading} role="status">
      {t`Loading…`}
    </p>
  );
}
