import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { type Place, type Schema, schemaQuery } from '../../../api/schema.ts';
import { createToken, type TokenInput, tokensQuery } from '../../../api/tokens.ts';
import { useChange } from '../../../api/use-change.ts';
import { useRights } from '../../../api/viewer-rights.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Empty, Loading, Page } from '../../../ui/page.tsx';
import { ProblemPage } from '../../../ui/problem-page.tsx';
import { Muted, Table } from '../../../ui/table.tsx';
import { NameDialog } from '../name-dialog.tsx';
import { StageField } from '../stage-field.tsx';

export function TokensPage() {
  const { t } = useLingui();
  const place = useParams({ from: '/signed-in/$projectId/$environmentName/settings/tokens' });
  const tokens = useQuery(tokensQuery(place));
  const schema = useQuery(schemaQuery(place.projectId, place.environmentName));
  const rights = useRights(place.projectId);
  const [isCreating, setCreating] = useState(false);
  const error = tokens.error ?? schema.error;
  if (error && !tokens.data) return <ProblemPage error={error} />;
  if (!tokens.data || !schema.data) return <Loading />;
  const create = rights('PAT_CREATE') && (
    <Button kind="primary" onPress={() => setCreating(true)}>
      <Plus size={15} aria-hidden />
      {t`Create token`}
    </Button>
  );
  return (
    <Page
      title={t`Permanent tokens`}
      lead={t`For servers and scripts that read or change this environment.`}
      actions={create}
    >
      {tokens.data.length === 0 ? (
        <Empty title={t`No token yet`}>
          <Trans>
            A token is a password for a program. It does what its permissions say and nothing else.
          </Trans>
        </Empty>
      ) : (
        <Table label={t`Permanent tokens`} columns={[t`Name`, t`Default stage`, t`Description`]}>
          {tokens.data.map((token) => (
            <tr key={token.id}>
              <td>
                <Link
                  to="/$projectId/$environmentName/settings/tokens/$tokenId"
                  params={{ ...place, tokenId: token.id }}
                >
                  {token.name}
                </Link>
              </td>
              <td>
                <Badge>{token.defaults.stage.displayName}</Badge>
              </td>
              <td>
                <Muted>{token.description}</Muted>
              </td>
            </tr>
          ))}
        </Table>
      )}
      {isCreating && (
        <CreateTokenDialog place={place} schema={schema.data} onClose={() => setCreating(false)} />
      )}
    </Page>
  );
}

interface CreateTokenDialogProps {
  place: Place;
  schema: Schema;
  onClose: () => void;
}

function CreateTokenDialog({ place, schema, onClose }: CreateTokenDialogProps) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [stage, setStage] = useState(schema.stages[0]?.id ?? '');
  const create = useChange({
    make: (input: TokenInput) => createToken(schema.environmentId, input),
    stale: [tokensQuery(place).queryKey],
    done: (tokenId) =>
      navigate({
        to: '/$projectId/$environmentName/settings/tokens/$tokenId',
        params: { ...place, tokenId },
      }),
  });
  return (
    <NameDialog
      title={t`New token`}
      submitLabel={t`Create token`}
      isPending={create.isPending}
      error={create.error}
      onClose={onClose}
      onSubmit={(input) => create.mutate({ ...input, defaults: { stage } })}
    >
      <StageField stages={schema.stages} value={stage} onChange={setStage} />
    </NameDialog>
  );
}
