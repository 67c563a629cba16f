import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** What the server says, in one word, of a sign-in through the identity provider that came to nothing. */
const messages: Record<string, MessageDescriptor> = {
  'no-account': msg`Nobody with your email address has an account here. Ask for an invitation, then sign in again.`,
  unverified: msg`Your identity provider has not verified your email address. Verify it there, then sign in again.`,
  declined: msg`You were not signed in: the identity provider did not let you through, or you left it.`,
  stale: msg`This sign-in took too long, was finished already, or was begun in another browser. Start again.`,
  provider: msg`The identity provider does not answer as it should. Try again in a moment; if that does not help, tell whoever runs this server.`,
  untrusted: msg`What the identity provider said of you could not be verified, so you were not signed in. Tell whoever runs this server.`,
  'too-many': msg`Too many tries. Wait a minute, then try again.`,
  'not-configured': msg`This server has no identity provider. Sign in with email and password.`,
};

/** The sentence for the person; any other word, which somebody may have put into a link, gets the general one. */
export const openIdProblem = (word: string): MessageDescriptor =>
  (Object.hasOwn(messages, word) ? messages[word] : undefined) ??
  msg`Signing in did not work. Try again in a moment.`;
