import { expect, test } from 'vitest';
import { appApiIdProblem, appUrlProblem, elementApiIdProblem } from './rules.ts';

test.each(['a', 'demo', 'demoApp_2-x', 'newest'])('%s is an API ID', (apiId) => {
  expect(appApiIdProblem(apiId)).toBeNull();
});

test.each(['', 'Demo', '1demo', '_demo', '-demo', 'de mo', 'dämo', 'a.b', 'a/b', 'new', 'a'.repeat(65)])(
  '"%s" is none',
  (apiId) => {
    expect(appApiIdProblem(apiId)).not.toBeNull();
  },
);

test('an element may start with a capital letter', () => {
  expect(elementApiIdProblem('Dashboard')).toBeNull();
  expect(elementApiIdProblem('1st')).not.toBeNull();
});

const https = 'https://cms.example';
const http = 'http://localhost:4000';

test.each([
  ['https://app.example/setup', https],
  ['http://localhost:3000/setup', https],
  ['http://127.0.0.1:3000', https],
  ['http://app.example/', http],
  ['http://localhost:3000/', http],
  ['https://cms.example:8443/setup', https],
])('%s may be framed in %s', (address, studio) => {
  expect(appUrlProblem(address, studio)).toBeNull();
});

test.each([
  ['', https],
  ['app.example/setup', https],
  ['/setup', https],
  ['ftp://app.example/', https],
  ['javascript:alert(1)', https],
  ['https://cms.example/setup', https],
  ['https://cms.example:443/setup', https],
  ['https://me:secret@app.example/', https],
  ['http://app.example/setup', https],
  ['http://localhost:4000/x', http],
])('%s may not be framed in %s', (address, studio) => {
  expect(appUrlProblem(address, studio)).not.toBeNull();
});
