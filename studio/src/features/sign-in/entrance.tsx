import { type ReactNode, useEffect } from 'react';
import mark from '../../tokens/mark.svg';
import style from './entrance.module.css';

/** The frame of the pages before the door: one card, one task. */
export function Entrance({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Epigraph`;
  }, [title]);
  return (
    <main className={style.entrance}>
      <p className={style.mark}>
        <img src={mark} alt="" />
        Epigraph
      </p>
      <div className={style.card}>
        <h1>{title}</h1>
        {lead && <p className={style.lead}>{lead}</p>}
        {children}
      </div>
    </main>
  );
}

export const entranceForm = style.form;
