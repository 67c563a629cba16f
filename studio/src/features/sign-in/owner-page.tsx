import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { createOwner, sessionQuery } from '../../api/session.ts';
import { Notice } from '../../ui/notice.tsx';
import { Entrance } from './entrance.tsx';
import { NewPersonForm } from './new-person-form.tsx';

export function OwnerPage() {
  const { t } = useLingui();
  const { token } = useSearch({ from: '/setup' });
  const { data: session } = useQuery(sessionQuery);
  if (session?.ownerExists) {
    return (
      <Entrance
        title={t`This Epigraph has its owner`}
        lead={t`The one-time link has done its work and is spent.`}
      >
        <Link to="/sign-in">{t`Go to the sign-in page`}</Link>
      </Entrance>
    );
  }
  return (
    <Entrance
      title={t`Create the owner`}
      lead={t`The owner may do everything: create projects, register apps, invite others.`}
    >
      {token ? (
        <NewPersonForm
          submitLabel={t`Create owner`}
          create={(person) => createOwner({ ...person, setupToken: token })}
        />
      ) : (
        <Notice tone="warning">
          <Trans>
            The address lacks its one-time token. Open the whole link that the server printed when it started,
            from “http” to its last character.
          </Trans>
        </Notice>
      )}
    </Entrance>
  );
}
