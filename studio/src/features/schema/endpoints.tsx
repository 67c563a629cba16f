import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { environmentQuery, managementApiOf } from '../../api/environment.ts';
import type { Place } from '../../api/schema.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { Card, Section } from '../../ui/page.tsx';

/** The addresses under which this environment answers. */
export function Endpoints({ place }: { place: Place }) {
  const { t } = useLingui();
  const { data } = useQuery(environmentQuery(place.projectId, place.environmentName));
  if (!data) return null;
  return (
    <Section title={t`Endpoints`}>
      <Card>
        <CopyField label={t`Content API endpoint`} value={data.endpoint} copyLabel={t`Copy Content API`} />
        <CopyField label={t`Delivery endpoint`} value={data.newDeliveryUrl} copyLabel={t`Copy delivery`} />
        <CopyField
          label={t`Management API endpoint`}
          value={managementApiOf(data.endpoint)}
          copyLabel={t`Copy Management API`}
        />
      </Card>
    </Section>
  );
}
