import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError, hasCode } from './problem.ts';
import { type Session, sessionQuery } from './session.ts';

/**
 * The one cache of what the server said. `onSignedOut` runs when an answer tells that the session is over;
 * by then the cached session says so too, so the router's guard sends the person to the sign-in page.
 */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (!hasCode(error, 'UNAUTHENTICATED')) return;
    client.setQueryData(
      sessionQuery.queryKey,
      (session: Session | undefined) => session && { ...session, user: null },
    );
    onSignedOut();
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // An answer in words is final; only a server that could not be reached is worth a second try.
        retry: (failures, error) => failures < 2 && error instanceof ApiError && error.code === 'UNREACHABLE',
        retryDelay: 800,
      },
    },
  });
  return client;
}
