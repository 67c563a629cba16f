import { expect, test } from 'vitest';
import { returnPath } from './return-path.ts';

const origin = 'https://cms.example';

test.each([
  ['/p1/master/apps?x=1#y', '/p1/master/apps?x=1#y'],
  ['/', '/'],
  [undefined, '/'],
  ['', '/'],
  ['https://evil.example/', '/'],
  ['//evil.example/', '/'],
  ['/\\evil.example/', '/'],
  ['/\t/evil.example/', '/'],
  ['/.//evil.example/', '/'],
  ['/x/..//evil.example/', '/'],
  ['javascript:alert(1)', '/'],
  ['/sign-in?return=/', '/'],
])('%s leads to %s', (wanted, path) => {
  expect(returnPath(wanted, origin)).toBe(path);
});
