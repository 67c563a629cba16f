import { useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type OwnApp, ownAppsQuery, updateApp } from '../../../api/apps.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { buttonClass } from '../../../ui/button.tsx';
import { CopyField } from '../../../ui/copy-field.tsx';
import { NotFoundPage } from '../../../ui/not-found-page.tsx';
import { Card, Loading, Page, Section } from '../../../ui/page.tsx';
import { ProblemPage } from '../../../ui/problem-page.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { AppForm } from './app-form.tsx';
import { Credentials } from './credentials.tsx';
import { DeleteApp } from './delete-app.tsx';
import { type AppDraft, draftOf, inputOf } from './draft.ts';

export function EditPage() {
  const { apiId } = useParams({ from: '/signed-in/apps/$apiId' });
  const { data, error } = useQuery(ownAppsQuery);
  if (error && !data) return <ProblemPage error={error} />;
  if (!data) return <Loading />;
  const app = data.find((one) => one.apiId === apiId);
  return app ? <EditApp key={app.id} app={app} /> : <NotFoundPage />;
}

function EditApp({ app }: { app: OwnApp }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: (draft: AppDraft) => updateApp(inputOf(draft)),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ownAppsQuery.queryKey });
      showToast({ title: t`Changes saved.`, tone: 'success' });
    },
  });
  return (
    <Page
      title={app.name}
      width="narrow"
      lead={
        <>
          <Avatar name={app.name} address={app.avatarUrl} /> <code>{app.apiId}</code>
        </>
      }
      actions={
        <Link className={buttonClass} data-kind="plain" to="/apps/$apiId/new" params={{ apiId: app.apiId }}>
          {t`Install app`}
        </Link>
      }
    >
      {/* After a save the form starts again from what the server holds: new elements have their ids then. */}
      <AppForm
        key={app.updatedAt}
        initial={draftOf(app)}
        isNew={false}
        submitLabel={t`Save changes`}
        isPending={save.isPending}
        error={save.error}
        onSubmit={(draft) => save.mutate(draft)}
        credentials={<Credentials app={app} />}
      />
      <Section title={t`Share`}>
        <Card>
          <CopyField
            label={t`Installation link`}
            value={`${window.location.origin}/apps/${app.apiId}/new`}
            copyLabel={t`Copy installation link`}
            description={t`Who opens it chooses one of their own projects to install the app in.`}
          />
        </Card>
      </Section>
      <DeleteApp app={app} />
    </Page>
  );
}
