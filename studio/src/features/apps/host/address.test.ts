import { expect, test } from 'vitest';
import { frameAddress, isMixedContent, likelyCauses, withCode } from './address.ts';

const studio = 'https://cms.example';
const page = 'https://app.example/field/page?x=1';

test.each([
  ['./dialog', 'https://app.example/field/dialog'],
  ['/dialog', 'https://app.example/dialog'],
  ['dialog?y=2', 'https://app.example/field/dialog?y=2'],
  ['https://other.example/d', 'https://other.example/d'],
])('%s is found beside its page', (src, address) => {
  expect(frameAddress(src, page, studio).href).toBe(address);
});

test.each(['javascript:alert(1)', 'data:text/html,x', 'https://cms.example/p', 'https://'])(
  '%s is refused',
  (src) => {
    expect(() => frameAddress(src, page, studio)).toThrow();
  },
);

test('the code joins the query that is there', () => {
  expect(withCode('https://app.example/setup?x=1&code=old', 'a b')).toBe(
    'https://app.example/setup?x=1&code=a+b',
  );
});

test.each([
  ['http://app.example/', studio, true],
  ['http://localhost:3000/', studio, false],
  ['http://127.0.0.1:3000/', studio, false],
  ['http://[::1]:3000/', studio, false],
  ['https://app.example/', studio, false],
  ['http://app.example/', 'http://cms.local:4000', false],
  ['http://localhost.evil.example/', studio, true],
])('%s in %s mixes: %s', (address, origin, mixes) => {
  expect(isMixedContent(address, origin)).toBe(mixes);
});

test('a certain cause stands first', () => {
  const failure = { address: 'https://app.example/', studioOrigin: studio, isBlockedByPolicy: false };
  expect(likelyCauses(failure)[0]).toBe('notRunning');
  expect(likelyCauses({ ...failure, isBlockedByPolicy: true })[0]).toBe('policy');
  expect(likelyCauses({ ...failure, address: 'http://app.example/' })).toEqual(['mixedContent']);
});
