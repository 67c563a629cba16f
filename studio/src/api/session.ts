import { t } from '@lingui/core/macro';
import { queryOptions } from '@tanstack/react-query';
import { studioHeaders, unreachable } from './graphql.ts';
import { ApiError } from './problem.ts';

export interface Person {
  id: string;
  email: string;
  name: string;
}

export interface Session {
  user: Person | null;
  ownerExists: boolean;
  /** The name of the identity provider that people may sign in through. */
  openId: string | null;
  /** Whether invitations are mailed, and links for forgotten passwords. */
  sendsMail: boolean;
  serverVersion: string;
}

interface Refusal {
  message?: string;
  field?: string;
}

async function call<Body>(method: string, path: string, body?: unknown): Promise<Body> {
  const response = await fetch(path, {
    method,
    credentials: 'same-origin',
    headers: studioHeaders,
    body: body === undefined ? null : JSON.stringify(body),
  }).catch(() => {
    throw unreachable();
  });
  if (response.status === 204) return undefined as Body;
  const answer = (await response.json().catch(() => ({}))) as Body & Refusal;
  if (!response.ok) throw refusal(response, answer);
  return answer;
}

function refusal(response: Response, answer: Refusal): ApiError {
  if (response.status === 429) {
    const seconds = Number(response.headers.get('retry-after')) || 60;
    return new ApiError(
      answer.message ?? t`Too many tries. Wait ${seconds} seconds, then try again.`,
      'TOO_MANY',
    );
  }
  const fallback = t`The server refused this (status ${response.status}).`;
  return new ApiError(answer.message ?? fallback, `HTTP_${response.status}`, answer.field);
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => call<Session>('GET', '/studio-api/session'),
  staleTime: 60_000,
});

export interface NewPerson {
  email: string;
  name: string;
  password: string;
}

export const createOwner = (input: NewPerson & { setupToken: string }) =>
  call<{ user: Person }>('POST', '/studio-api/owner', input);

export const signIn = (input: { email: string; password: string }) =>
  call<{ user: Person }>('POST', '/studio-api/session', input);

export const signOut = () => call<void>('DELETE', '/studio-api/session');

/** Ends every session of the person, this one too. */
export const signOutEverywhere = () => call<void>('DELETE', '/studio-api/sessions');

/** Ends the person's other sessions. */
export const changePassword = (input: { currentPassword: string; newPassword: string }) =>
  call<void>('PUT', '/studio-api/password', input);

/** Has a link mailed that sets a new password, if somebody has the address. */
export const mailPasswordReset = (input: { email: string }) =>
  call<void>('POST', '/studio-api/password-reset/mail', input);

/** Whose password a link sets. */
export const passwordResetQuery = (token: string) =>
  queryOptions({
    queryKey: ['password-reset', token],
    queryFn: () => call<{ email: string }>('POST', '/studio-api/password-reset/link', { token }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Sets a password through a link; every session of the person ends. */
export const resetPassword = (input: { token: string; password: string }) =>
  call<void>('POST', '/studio-api/password-reset', input);

/** What an invitation's link says before anybody is signed in. */
export interface OpenInvite {
  email: string;
  projectName: string;
  /** Whether the address has an account: then its owner signs in instead of making one. */
  hasAccount: boolean;
}

export const openInviteQuery = (code: string) =>
  queryOptions({
    queryKey: ['invite', code],
    queryFn: () => call<OpenInvite>('POST', '/studio-api/invite', { code }),
    retry: false,
  });

/** Makes the account that an invitation is for, accepts it and signs the person in. */
export const createInvitedPerson = (input: { code: string; name: string; password: string }) =>
  call<{ user: Person }>('POST', '/studio-api/invited-person', input);
