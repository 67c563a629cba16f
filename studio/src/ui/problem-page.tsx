import { useLingui } from '@lingui/react/macro';
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { hasCode, messageOf } from '../api/problem.ts';
import { Button } from './button.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { Notice } from './notice.tsx';
import { Loading, Page } from './page.tsx';

/** What a screen shows when it cannot be built: what went wrong, in words, and a way on. */
export function ProblemPage({ error, reset }: { error: unknown; reset?: () => void }) {
  const { t } = useLingui();
  const router = useRouter();
  const { reset: resetQueries } = useQueryErrorResetBoundary();
  if (hasCode(error, 'NOT_FOUND')) return <NotFoundPage />;
  // The guard is already on its way to the sign-in page.
  if (hasCode(error, 'UNAUTHENTICATED')) return <Loading />;
  const retry = () => {
    resetQueries();
    reset?.();
    router.invalidate();
  };
  return (
    <Page title={t`This page could not be loaded`} width="narrow">
      <Notice tone="danger">{messageOf(error)}</Notice>
      <div>
        <Button kind="primary" onPress={retry}>{t`Try again`}</Button>
      </div>
    </Page>
  );
}
