import { useLingui } from '@lingui/react/macro';
import { Link, Outlet, useRouteContext } from '@tanstack/react-router';
import mark from '../tokens/mark.svg';
import { AccountMenu } from './account-menu.tsx';
import style from './frame.module.css';

export function SignedInFrame() {
  const { t } = useLingui();
  const { user } = useRouteContext({ from: '/signed-in' });
  return (
    <>
      <a className={style.skip} href="#main">{t`Skip to the content`}</a>
      <header className={style.bar}>
        <Link to="/" className={style.brand}>
          <img src={mark} alt="" />
          Epigraph
        </Link>
        <nav className={style.links} aria-label={t`Main`}>
          <Link to="/" activeOptions={{ exact: true }}>{t`Projects`}</Link>
          <Link to="/apps">{t`Your apps`}</Link>
        </nav>
        <AccountMenu person={user} />
      </header>
      <main id="main" className={style.main} tabIndex={-1}>
        <Outlet />
      </main>
    </>
  );
}
