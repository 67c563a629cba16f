import { expect, test } from 'vitest';
import { pageProps } from './page-props.ts';

const subject = (USER: 'NONE' | 'READ') => ({
  person: { id: 'u1', email: 'a@b.c', name: 'Ada' },
  environment: {
    id: 'e1',
    name: 'master',
    displayName: 'Master',
    endpoint: 'https://cms.example/v2/p1/master',
    newDeliveryUrl: 'https://cms.example/content/p1/master',
    installations: [],
    project: { id: 'p1', name: 'Blog' },
  },
  installation: {
    id: 'i1',
    status: 'COMPLETED' as const,
    config: { KEY: 1 },
    authToken: 'app-token',
    createdAt: '',
    updatedAt: '',
    app: {
      id: 'a1',
      apiId: 'demo',
      name: 'Demo',
      description: '',
      avatarUrl: '',
      setupUrl: 'https://app.example/setup',
      configurationUrl: null,
      permissions: {
        CONTENT: 'NONE' as const,
        SCHEMA: 'READ_WRITE' as const,
        WEBHOOKS: 'NONE' as const,
        USER,
      },
      elements: [],
    },
  },
});

test('the context holds the app token and the Management API without a slash at its end', () => {
  expect(pageProps(subject('NONE')).context).toEqual({
    project: { id: 'p1', name: 'Blog', mgmtApi: 'https://cms.example/graphql', mgmtToken: '' },
    environment: {
      id: 'e1',
      name: 'master',
      endpoint: 'https://cms.example/v2/p1/master',
      authToken: 'app-token',
    },
  });
});

test('the user is handed over with USER READ only, and by id alone', () => {
  expect(pageProps(subject('READ')).context).toMatchObject({ user: { id: 'u1' } });
});

test('the installation carries its app and no token', () => {
  const { installation } = pageProps(subject('NONE'));
  expect(installation).toMatchObject({
    id: 'i1',
    status: 'COMPLETED',
    config: { KEY: 1 },
    app: { apiId: 'demo' },
  });
  expect(JSON.stringify(installation)).not.toContain('app-token');
});
