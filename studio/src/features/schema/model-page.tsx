import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { type Field, schemaQuery } from '../../api/schema.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { NotFoundPage } from '../../ui/not-found-page.tsx';
import { Empty, Loading, Page, Section } from '../../ui/page.tsx';
import { ProblemPage } from '../../ui/problem-page.tsx';
import { Muted, Table } from '../../ui/table.tsx';
import { AddFieldDialog } from './add-field-dialog.tsx';
import { kindOf } from './field-kind.ts';

export function ModelPage() {
  const { t } = useLingui();
  const { modelApiId, ...place } = useParams({
    from: '/signed-in/$projectId/$environmentName/schema/$modelApiId',
  });
  const { data, error } = useQuery(schemaQuery(place.projectId, place.environmentName));
  const [isAdding, setAdding] = useState(false);
  if (error && !data) return <ProblemPage error={error} />;
  if (!data) return <Loading />;
  const model = data.models.find((one) => one.apiId === modelApiId);
  if (!model) return <NotFoundPage />;
  const own = model.fields.filter((field) => !field.isSystem);
  const system = model.fields.filter((field) => field.isSystem);
  return (
    <Page
      title={model.displayName}
      lead={
        <>
          <p>
            <code>{model.apiId}</code> · <code>{model.apiIdPlural}</code>
          </p>
          {model.description && <p>{model.description}</p>}
        </>
      }
      actions={
        <Button kind="primary" onPress={() => setAdding(true)}>
          <Plus size={15} aria-hidden />
          {t`Add field`}
        </Button>
      }
    >
      <p>
        <Link to="/$projectId/$environmentName" params={place}>{t`Back to the schema`}</Link>
      </p>
      <Section title={t`Fields`}>
        {own.length === 0 ? (
          <Empty title={t`No field yet`}>
            <Trans>
              Entries of this model have only what the system gives to each: an ID, its times and its authors.
            </Trans>
          </Empty>
        ) : (
          <FieldTable label={t`Fields`} fields={own} />
        )}
      </Section>
      {system.length > 0 && (
        <Section title={t`System fields`}>
          <FieldTable label={t`System fields`} fields={system} />
        </Section>
      )}
      {isAdding && <AddFieldDialog place={place} model={model} onClose={() => setAdding(false)} />}
    </Page>
  );
}

function FieldTable({ label, fields }: { label: string; fields: Field[] }) {
  const { t } = useLingui();
  return (
    <Table label={label} columns={[t`Name`, t`API ID`, t`Type`, t`Rules`, t`Description`]}>
      {fields.map((field) => (
        <tr key={field.id}>
          <td>{field.displayName}</td>
          <td>
            <code>{field.apiId}</code>
          </td>
          <td>{t(kindOf(field))}</td>
          <td>
            <Rules field={field} />
          </td>
          <td>
            <Muted>{field.description}</Muted>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Rules({ field }: { field: Field }) {
  const { t } = useLingui();
  return (
    <>
      {field.isTitle && <Badge tone="accent">{t`Title`}</Badge>}{' '}
      {field.isRequired && <Badge>{t`Required`}</Badge>} {field.isUnique && <Badge>{t`Unique`}</Badge>}{' '}
      {field.isList && <Badge>{t`Several values`}</Badge>}{' '}
      {field.isLocalized && <Badge>{t`Translated`}</Badge>}
    </>
  );
}
