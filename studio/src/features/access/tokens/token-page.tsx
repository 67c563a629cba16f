import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type Place, type Schema, schemaQuery } from '../../../api/schema.ts';
import {
  deleteToken,
  type PermanentToken,
  type TokenInput,
  tokenQuery,
  tokensQuery,
  updateToken,
} from '../../../api/tokens.ts';
import { useChange } from '../../../api/use-change.ts';
import { type Rights, useRights } from '../../../api/viewer-rights.ts';
import { CopyField } from '../../../ui/copy-field.tsx';
import { Card, Loading, Page, Section } from '../../../ui/page.tsx';
import { ProblemPage } from '../../../ui/problem-page.tsx';
import { ManagementSection } from '../permissions/management-section.tsx';
import { PermissionSection } from '../permissions/permission-section.tsx';
import { RenameAndDelete } from '../rename-and-delete.tsx';
import { StageField } from '../stage-field.tsx';

export function TokenPage() {
  const { tokenId, ...place } = useParams({
    from: '/signed-in/$projectId/$environmentName/settings/tokens/$tokenId',
  });
  const schema = useQuery(schemaQuery(place.projectId, place.environmentName));
  const token = useQuery(tokenQuery(place, tokenId));
  const error = schema.error ?? token.error;
  if (error && !token.data) return <ProblemPage error={error} />;
  if (!schema.data || !token.data) return <Loading />;
  return <TokenView place={place} schema={schema.data} token={token.data} />;
}

interface TokenViewProps {
  place: Place;
  schema: Schema;
  token: PermanentToken;
}

function TokenView({ place, schema, token }: TokenViewProps) {
  const { t } = useLingui();
  const rights = useRights(place.projectId);
  const stale = [tokensQuery(place).queryKey];
  const update = useChange({
    make: (change: Partial<TokenInput>) => updateToken(token.id, change),
    stale,
    isErrorToast: true,
  });
  return (
    <Page
      title={token.name}
      lead={token.description}
      actions={<TokenActions place={place} token={token} rights={rights} />}
    >
      <Section title={t`Token`}>
        <Card>
          <CopyField
            label={t`Value`}
            copyLabel={t`Copy token`}
            value={token.token}
            description={t`Sent as “Authorization: Bearer …”. Whoever has it can do what the token may do.`}
          />
          <StageField
            stages={schema.stages}
            value={token.defaults.stage.id}
            isDisabled={!rights('PAT_UPDATE')}
            onChange={(stage) => update.mutate({ defaults: { stage } })}
          />
        </Card>
      </Section>
      <PermissionSection
        schema={schema}
        target={{ kind: 'PAT', patId: token.id }}
        rows={token.contentPermissions}
        defaultStage={token.defaults.stage.id}
        rights={rights}
        stale={stale}
      />
      <ManagementSection
        projectId={place.projectId}
        kind="PAT"
        granted={token.managementPermissions}
        isEditable={rights('PAT_UPDATE')}
        save={(managementPermissionIds) => updateToken(token.id, { managementPermissionIds })}
        stale={stale}
      />
    </Page>
  );
}

function TokenActions({ place, token, rights }: { place: Place; token: PermanentToken; rights: Rights }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  return (
    <RenameAndDelete
      named={token}
      rename={
        rights('PAT_UPDATE') && { title: t`Rename token`, change: (input) => updateToken(token.id, input) }
      }
      remove={
        rights('PAT_DELETE') && {
          label: t`Delete token`,
          change: () => deleteToken(token.id),
          warning: <Trans>Every program that uses it loses access within a second.</Trans>,
        }
      }
      stale={[tokensQuery(place).queryKey]}
      leave={() => navigate({ to: '/$projectId/$environmentName/settings/tokens', params: place })}
    />
  );
}
