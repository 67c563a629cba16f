import style from './badge.module.css';

export function Badge({
  tone = 'neutral',
  children,
}: {
  tone?: 'neutral' | 'success' | 'warning' | 'accent';
  children: string;
}) {
  return (
    <span className={style.badge} data-tone={tone}>
      {children}
    </span>
  );
}
