import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** The shortest password that is taken. */
export const shortestPassword = 10;

export function emailProblem(email: string): MessageDescriptor | null {
  if (!email.trim()) return msg`Enter your email address.`;
  if (!/^[^@\s]+@[^@\s]+$/.test(email.trim()))
    return msg`This is not an email address. It looks like name@example.com.`;
  return null;
}

export function newPasswordProblem(password: string): MessageDescriptor | null {
  if (!password) return msg`Enter a password.`;
  if (password.length < shortestPassword)
    return msg`Use at least ${shortestPassword} characters; a few words are easy to remember.`;
  return null;
}
