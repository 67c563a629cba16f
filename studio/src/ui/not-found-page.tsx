import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Page } from './page.tsx';

export function NotFoundPage() {
  const { t } = useLingui();
  return (
    <Page title={t`There is nothing at this address`} width="narrow">
      <p>
        <Trans>
          It may have been renamed or deleted, the link may be incomplete, or it belongs to a project that you
          are not a member of.
        </Trans>
      </p>
      <p>
        <Link to="/">{t`Go to your projects`}</Link>
      </p>
    </Page>
  );
}
