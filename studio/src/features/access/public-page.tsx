import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { schemaQuery } from '../../api/schema.ts';
import { publicAccessQuery, updatePublicStage } from '../../api/tokens.ts';
import { useChange } from '../../api/use-change.ts';
import { useRights } from '../../api/viewer-rights.ts';
import { Card, Loading, Page, Section } from '../../ui/page.tsx';
import { ProblemPage } from '../../ui/problem-page.tsx';
import { PermissionSection } from './permissions/permission-section.tsx';
import { StageField } from './stage-field.tsx';

export function PublicPage() {
  const { t } = useLingui();
  const place = useParams({ from: '/signed-in/$projectId/$environmentName/settings/public' });
  const schema = useQuery(schemaQuery(place.projectId, place.environmentName));
  const access = useQuery(publicAccessQuery(place));
  const rights = useRights(place.projectId);
  const environmentId = schema.data?.environmentId ?? '';
  const stale = [publicAccessQuery(place).queryKey];
  const changeStage = useChange({
    make: (stage: string) => updatePublicStage(environmentId, stage),
    stale,
    isErrorToast: true,
  });
  const error = schema.error ?? access.error;
  if (error && !access.data) return <ProblemPage error={error} />;
  if (!schema.data || !access.data) return <Loading />;
  return (
    <Page title={t`Public API`} lead={t`What anybody may do with content, without a token.`}>
      <Section title={t`Requests without a token`}>
        <Card>
          <StageField
            stages={schema.data.stages}
            value={access.data.stageId}
            isDisabled={!rights('ENVIRONMENT_UPDATE')}
            onChange={(stage) => changeStage.mutate(stage)}
          />
        </Card>
      </Section>
      <PermissionSection
        schema={schema.data}
        target={{ kind: 'PUBLIC', environmentId }}
        rows={access.data.contentPermissions}
        defaultStage={access.data.stageId}
        rights={rights}
        stale={stale}
      />
    </Page>
  );
}
