import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type ParsedLocation,
  redirect,
} from '@tanstack/react-router';
import { sessionQuery } from './api/session.ts';
import { loadFrameDocument } from './shell/frame-document.ts';
import { RootFrame } from './shell/root-frame.tsx';
import { NotFoundPage } from './ui/not-found-page.tsx';
import { Loading } from './ui/page.tsx';
import { ProblemPage } from './ui/problem-page.tsx';

interface RouterContext {
  queryClient: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({
  component: RootFrame,
  notFoundComponent: NotFoundPage,
});

const textSearch =
  <Key extends string>(...keys: Key[]) =>
  (search: Record<string, unknown>) =>
    Object.fromEntries(
      keys.filter((key) => typeof search[key] === 'string').map((key) => [key, search[key]]),
    ) as { [K in Key]?: string };

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: textSearch('token'),
  component: lazyRouteComponent(() => import('./features/sign-in/owner-page.tsx'), 'OwnerPage'),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: textSearch('return', 'problem'),
  component: lazyRouteComponent(() => import('./features/sign-in/sign-in-page.tsx'), 'SignInPage'),
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(
    () => import('./features/sign-in/forgot-password-page.tsx'),
    'ForgotPasswordPage',
  ),
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: lazyRouteComponent(
    () => import('./features/sign-in/reset-password-page.tsx'),
    'ResetPasswordPage',
  ),
});

const invite = createRoute({
  getParentRoute: () => root,
  path: '/invite/$code',
  component: lazyRouteComponent(() => import('./features/sign-in/invite-page.tsx'), 'InvitePage'),
});

/** Everything below needs a person; a signed-out visit goes to the sign-in page and comes back. */
async function requirePerson({ context, location }: { context: RouterContext; location: ParsedLocation }) {
  const { user } = await context.queryClient.ensureQueryData(sessionQuery);
  if (!user)
    throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { return: location.href } });
  return { user };
}

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: requirePerson,
  component: lazyRouteComponent(() => import('./shell/signed-in-frame.tsx'), 'SignedInFrame'),
});

const projects = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: lazyRouteComponent(() => import('./features/projects/projects-page.tsx'), 'ProjectsPage'),
});

const account = createRoute({
  getParentRoute: () => signedIn,
  path: '/account',
  component: lazyRouteComponent(() => import('./features/account/account-page.tsx'), 'AccountPage'),
});

const ownApps = createRoute({
  getParentRoute: () => signedIn,
  path: '/apps',
  component: lazyRouteComponent(
    () => import('./features/apps/registration/own-apps-page.tsx'),
    'OwnAppsPage',
  ),
});

const registerApp = createRoute({
  getParentRoute: () => signedIn,
  path: '/apps/new',
  component: lazyRouteComponent(
    () => import('./features/apps/registration/register-page.tsx'),
    'RegisterPage',
  ),
});

const editApp = createRoute({
  getParentRoute: () => signedIn,
  path: '/apps/$apiId',
  component: lazyRouteComponent(() => import('./features/apps/registration/edit-page.tsx'), 'EditPage'),
});

const chooseEnvironment = createRoute({
  getParentRoute: () => signedIn,
  path: '/apps/$apiId/new',
  component: lazyRouteComponent(() => import('./features/apps/installation/choose-page.tsx'), 'ChoosePage'),
});

const environment = createRoute({
  getParentRoute: () => signedIn,
  path: '/$projectId/$environmentName',
  component: lazyRouteComponent(() => import('./shell/environment-frame.tsx'), 'EnvironmentFrame'),
});

const schema = createRoute({
  getParentRoute: () => environment,
  path: '/',
  component: lazyRouteComponent(() => import('./features/schema/schema-page.tsx'), 'SchemaPage'),
});

const model = createRoute({
  getParentRoute: () => environment,
  path: '/schema/$modelApiId',
  component: lazyRouteComponent(() => import('./features/schema/model-page.tsx'), 'ModelPage'),
});

const installedApps = createRoute({
  getParentRoute: () => environment,
  path: '/apps',
  component: lazyRouteComponent(
    () => import('./features/apps/installation/installed-page.tsx'),
    'InstalledPage',
  ),
});

const consent = createRoute({
  getParentRoute: () => environment,
  path: '/apps/$apiId/new',
  component: lazyRouteComponent(() => import('./features/apps/installation/consent-page.tsx'), 'ConsentPage'),
});

const appSetup = createRoute({
  getParentRoute: () => environment,
  path: '/apps/$apiId/setup',
  beforeLoad: ({ location }) => loadFrameDocument(location.pathname),
  component: lazyRouteComponent(() => import('./features/apps/installation/setup-page.tsx'), 'SetupPage'),
});

const appElement = createRoute({
  getParentRoute: () => environment,
  path: '/apps/$apiId/e/$elementApiId',
  beforeLoad: ({ location }) => loadFrameDocument(location.pathname),
  component: lazyRouteComponent(() => import('./features/apps/installation/element-page.tsx'), 'ElementPage'),
});

const settingsPages = [
  createRoute({
    getParentRoute: () => environment,
    path: '/settings/members',
    component: lazyRouteComponent(() => import('./features/access/members/members-page.tsx'), 'MembersPage'),
  }),
  createRoute({
    getParentRoute: () => environment,
    path: '/settings/roles',
    component: lazyRouteComponent(() => import('./features/access/roles/roles-page.tsx'), 'RolesPage'),
  }),
  createRoute({
    getParentRoute: () => environment,
    path: '/settings/roles/$roleId',
    component: lazyRouteComponent(() => import('./features/access/roles/role-page.tsx'), 'RolePage'),
  }),
  createRoute({
    getParentRoute: () => environment,
    path: '/settings/tokens',
    component: lazyRouteComponent(() => import('./features/access/tokens/tokens-page.tsx'), 'TokensPage'),
  }),
  createRoute({
    getParentRoute: () => environment,
    path: '/settings/tokens/$tokenId',
    component: lazyRouteComponent(() => import('./features/access/tokens/token-page.tsx'), 'TokenPage'),
  }),
  createRoute({
    getParentRoute: () => environment,
    path: '/settings/public',
    component: lazyRouteComponent(() => import('./features/access/public-page.tsx'), 'PublicPage'),
  }),
  createRoute({
    getParentRoute: () => environment,
    path: '/settings/audit-log',
    component: lazyRouteComponent(() => import('./features/access/audit/audit-page.tsx'), 'AuditPage'),
  }),
] as const;

/** Every URL of Studio in one list. */
const routeTree = root.addChildren([
  setup,
  signIn,
  forgotPassword,
  resetPassword,
  invite,
  signedIn.addChildren([
    projects,
    account,
    ownApps,
    registerApp,
    editApp,
    chooseEnvironment,
    environment.addChildren([schema, model, installedApps, consent, appSetup, appElement, ...settingsPages]),
  ]),
]);

export function createStudioRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPendingComponent: Loading,
    defaultErrorComponent: ProblemPage,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createStudioRouter>;
  }
}
