import type { ReactNode } from 'react';
import style from './table.module.css';

/** A short table that is read, not edited. `label` is its name for a screen reader. */
export function Table({
  label,
  columns,
  children,
}: {
  label: string;
  columns: string[];
  children: ReactNode;
}) {
  return (
    <div className={style.frame}>
      <table className={style.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export function RowActions({ children }: { children: ReactNode }) {
  return <div className={style.actions}>{children}</div>;
}

export function Muted({ children }: { children: ReactNode }) {
  return <span className={style.muted}>{children}</span>;
}
