import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { createApp, ownAppsQuery } from '../../../api/apps.ts';
import { Page } from '../../../ui/page.tsx';
import { AppForm } from './app-form.tsx';
import { type AppDraft, emptyDraft, inputOf } from './draft.ts';
import { SecretDialog } from './secret-dialog.tsx';

export function RegisterPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const register = useMutation({
    mutationFn: (draft: AppDraft) => createApp({ ...inputOf(draft), permissions: draft.permissions }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ownAppsQuery.queryKey }),
  });
  const { data: secrets, variables: registered } = register;
  return (
    <Page
      title={t`Register app`}
      width="narrow"
      lead={t`An app runs on its own server and shows its pages inside Studio. Registered once, it can be installed in any environment.`}
    >
      <AppForm
        initial={emptyDraft}
        isNew
        submitLabel={t`Register app`}
        isPending={register.isPending}
        error={register.error}
        onSubmit={(draft) => register.mutate(draft)}
      />
      {secrets && registered && (
        <SecretDialog
          secrets={secrets}
          onClose={() => navigate({ to: '/apps/$apiId', params: { apiId: registered.apiId } })}
        />
      )}
    </Page>
  );
}
