import { t } from '@lingui/core/macro';
import { ApiError } from './problem.ts';

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** Every request says that Studio made it: the server accepts the session's cookie on state-changing calls only then. */
export const studioHeaders = { 'content-type': 'application/json', 'x-epigraph-studio': '1' };

/** A request that reached nobody: the server is down or the network is. */
export function unreachable(): ApiError {
  return new ApiError(
    t`Epigraph's server cannot be reached. Check that it runs and that you are online, then try again.`,
    'UNREACHABLE',
  );
}

/**
 * Sends one document to the Management API with the person's session.
 * Throws `ApiError` with the first error's message and code; partial data is never handed on.
 */
export async function graphql<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
  const response = await fetch('/graphql', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { ...studioHeaders, accept: 'application/json' },
    body: JSON.stringify({ query, variables }),
  }).catch(() => {
    throw unreachable();
  });
  const answer = (await response.json().catch(() => ({}))) as Answer<Data>;
  const [error] = answer.errors ?? [];
  if (response.status === 401) {
    throw new ApiError(error?.message ?? t`Your session has ended. Sign in again.`, 'UNAUTHENTICATED');
  }
  if (error) throw new ApiError(error.message, error.extensions?.code ?? 'UNKNOWN');
  if (!response.ok || !answer.data) {
    throw new ApiError(
      t`The server gave an answer that Studio does not understand (status ${response.status}).`,
      'UNKNOWN',
    );
  }
  return answer.data;
}
