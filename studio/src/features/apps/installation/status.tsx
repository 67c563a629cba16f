import { useLingui } from '@lingui/react/macro';
import type { InstallationStatus } from '../../../api/environment.ts';
import { Badge } from '../../../ui/badge.tsx';

export function Status({ status }: { status: InstallationStatus }) {
  const { t } = useLingui();
  switch (status) {
    case 'PENDING':
      return <Badge tone="warning">{t`Pending`}</Badge>;
    case 'COMPLETED':
      return <Badge tone="success">{t`Completed`}</Badge>;
    case 'DISABLED':
      return <Badge>{t`Disabled`}</Badge>;
  }
}
