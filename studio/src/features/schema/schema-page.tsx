import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { type Model, type Place, type Schema, schemaQuery } from '../../api/schema.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty, Loading, Page, Section } from '../../ui/page.tsx';
import { ProblemPage } from '../../ui/problem-page.tsx';
import { Muted, Table } from '../../ui/table.tsx';
import { CreateModelDialog } from './create-model-dialog.tsx';
import { Endpoints } from './endpoints.tsx';

export function SchemaPage() {
  const { t } = useLingui();
  const place = useParams({ from: '/signed-in/$projectId/$environmentName/' });
  const { data, error } = useQuery(schemaQuery(place.projectId, place.environmentName));
  const [isCreating, setCreating] = useState(false);
  if (error && !data) return <ProblemPage error={error} />;
  if (!data) return <Loading />;
  const create = (
    <Button kind="primary" onPress={() => setCreating(true)}>
      <Plus size={15} aria-hidden />
      {t`Create model`}
    </Button>
  );
  return (
    <Page
      title={t`Schema`}
      lead={t`What content this environment holds. A change here changes its Content API at once.`}
      actions={create}
    >
      <Models place={place} models={data.models} />
      <Endpoints place={place} />
      <OtherParts schema={data} />
      {isCreating && (
        <CreateModelDialog
          place={place}
          environmentId={data.environmentId}
          onClose={() => setCreating(false)}
        />
      )}
    </Page>
  );
}

function Models({ place, models }: { place: Place; models: Model[] }) {
  const { t } = useLingui();
  return (
    <Section title={t`Models`}>
      {models.length === 0 ? (
        <Empty title={t`No model yet`}>
          <Trans>
            A model is a kind of content, such as an article or a person, with the fields that each entry has.
          </Trans>
        </Empty>
      ) : (
        <Table label={t`Models`} columns={[t`Name`, t`API ID`, t`Fields`, t`Description`]}>
          {models.map((model) => (
            <tr key={model.id}>
              <td>
                <Link
                  to="/$projectId/$environmentName/schema/$modelApiId"
                  params={{ ...place, modelApiId: model.apiId }}
                >
                  {model.displayName}
                </Link>{' '}
                {model.isSystem && <Badge>{t`System`}</Badge>}
              </td>
              <td>
                <code>{model.apiId}</code>
              </td>
              <td>{model.fields.filter((field) => !field.isSystem).length}</td>
              <td>
                <Muted>{model.description}</Muted>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}

function OtherParts({ schema }: { schema: Schema }) {
  const { t } = useLingui();
  return (
    <>
      {schema.enumerations.length > 0 && (
        <Section title={t`Enumerations`}>
          <Table label={t`Enumerations`} columns={[t`Name`, t`API ID`, t`Values`]}>
            {schema.enumerations.map((one) => (
              <tr key={one.id}>
                <td>{one.displayName}</td>
                <td>
                  <code>{one.apiId}</code>
                </td>
                <td>{one.values.map((value) => value.apiId).join(', ')}</td>
              </tr>
            ))}
          </Table>
        </Section>
      )}
      <Section title={t`Locales`}>
        <Table label={t`Locales`} columns={[t`Name`, t`API ID`, t`Role`]}>
          {schema.locales.map((locale) => (
            <tr key={locale.id}>
              <td>{locale.displayName}</td>
              <td>
                <code>{locale.apiId}</code>
              </td>
              <td>{locale.isDefault && <Badge tone="accent">{t`Default`}</Badge>}</td>
            </tr>
          ))}
        </Table>
      </Section>
      <Section title={t`Stages`}>
        <Table label={t`Stages`} columns={[t`Name`, t`API ID`]}>
          {schema.stages.map((stage) => (
            <tr key={stage.id}>
              <td>{stage.displayName}</td>
              <td>
                <code>{stage.apiId}</code>
              </td>
            </tr>
          ))}
        </Table>
      </Section>
    </>
  );
}
