import { type Environment, managementApiOf } from '../../../api/environment.ts';
import type { Installation } from '../../../api/installations.ts';
import type { Person } from '../../../api/session.ts';
import type { Props } from './wire.ts';

interface PageSubject {
  environment: Environment;
  installation: Installation;
  person: Person;
}

/** An installation as its app sees it; the token travels in the context alone. */
export function installationProp({ id, status, config, createdAt, updatedAt, app }: Installation): Props {
  const { name, apiId, description, avatarUrl } = app;
  return {
    id,
    status,
    config,
    createdAt,
    updatedAt,
    app: { id: app.id, apiId, name, description, avatarUrl },
  };
}

/**
 * The values that a setup page or a page element starts from (apps.md §5). The app's token is the only credential
 * among them: `mgmtToken`, a person's token in older versions of the protocol, stays empty.
 */
export function pageProps({ environment, installation, person }: PageSubject): Props {
  const { id, name, endpoint, project } = environment;
  return {
    context: {
      project: { ...project, mgmtApi: managementApiOf(endpoint), mgmtToken: '' },
      environment: { id, name, endpoint, authToken: installation.authToken },
      ...(installation.app.permissions.USER === 'READ' ? { user: { id: person.id } } : {}),
    },
    installation: installationProp(installation),
  };
}
