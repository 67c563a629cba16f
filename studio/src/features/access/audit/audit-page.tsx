import { Trans, useLingui } from '@lingui/react/macro';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { type AuditFilter, type AuditLog, auditPageSize, auditQuery } from '../../../api/audit.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog, DialogActions } from '../../../ui/dialog.tsx';
import { Empty, Loading, Page } from '../../../ui/page.tsx';
import { ProblemPage } from '../../../ui/problem-page.tsx';
import { Muted, RowActions, Table } from '../../../ui/table.tsx';
import style from './audit.module.css';
import { AuditFilters } from './audit-filters.tsx';
import { auditActionNames, resourceNames, triggerNames } from './words.ts';

export function AuditPage() {
  const { t } = useLingui();
  const { projectId } = useParams({ from: '/signed-in/$projectId/$environmentName/settings/audit-log' });
  const [filter, setFilter] = useState<AuditFilter>({});
  const [page, setPage] = useState(0);
  const [shown, setShown] = useState<AuditLog | null>(null);
  const { data, error, isFetching, refetch } = useQuery({
    ...auditQuery(projectId, filter, page),
    placeholderData: keepPreviousData,
  });
  if (error && !data) return <ProblemPage error={error} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={t`Audit log`}
      lead={t`Who changed what in this project, newest first.`}
      actions={
        <Button isPending={isFetching} onPress={() => refetch()}>
          <RefreshCw size={14} aria-hidden />
          {t`Refresh`}
        </Button>
      }
    >
      <AuditFilters
        filter={filter}
        onChange={(next) => {
          setFilter(next);
          setPage(0);
        }}
      />
      {data.logs.length === 0 ? (
        <Empty title={t`Nothing to show`}>
          <Trans>No change matches these filters.</Trans>
        </Empty>
      ) : (
        <Logs logs={data.logs} onShow={setShown} />
      )}
      <Pages page={page} total={data.total} onTurn={setPage} />
      {shown && <LogDialog log={shown} onClose={() => setShown(null)} />}
    </Page>
  );
}

function useMoment() {
  const { i18n } = useLingui();
  return (timestamp: string) => i18n.date(new Date(timestamp), { dateStyle: 'medium', timeStyle: 'medium' });
}

function useActor() {
  const { t } = useLingui();
  return ({ triggeredBy, triggerType }: AuditLog) =>
    triggeredBy?.profile?.name ?? triggeredBy?.tokenName ?? t(triggerNames[triggerType]);
}

function Logs({ logs, onShow }: { logs: AuditLog[]; onShow: (log: AuditLog) => void }) {
  const { t } = useLingui();
  const moment = useMoment();
  const actor = useActor();
  const columns = [t`Time`, t`Who`, t`Action`, t`Resource`, t`Environment`, t`Entity`, t`Details`];
  return (
    <Table label={t`Audit log`} columns={columns}>
      {logs.map((log) => (
        <tr key={log.id}>
          <td>{moment(log.timestamp)}</td>
          <td>{actor(log)}</td>
          <td>{t(auditActionNames[log.action])}</td>
          <td>{t(resourceNames[log.resource])}</td>
          <td>
            <Muted>{log.environmentName}</Muted>
          </td>
          <td>{log.entityId && <code>{log.entityId}</code>}</td>
          <td>
            <RowActions>
              <Button
                kind="quiet"
                aria-label={t`Details: ${moment(log.timestamp)}`}
                onPress={() => onShow(log)}
              >
                {t`Details`}
              </Button>
            </RowActions>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function LogDialog({ log, onClose }: { log: AuditLog; onClose: () => void }) {
  const { t } = useLingui();
  const moment = useMoment();
  const actor = useActor();
  const what = `${t(resourceNames[log.resource])}: ${t(auditActionNames[log.action])}`;
  return (
    <Dialog title={what} isOpen onClose={onClose}>
      <p>
        {moment(log.timestamp)}, {actor(log)}
      </p>
      {log.payload == null ? (
        <p>
          <Trans>No details were kept.</Trans>
        </p>
      ) : (
        <pre className={style.payload}>{JSON.stringify(log.payload, null, 2)}</pre>
      )}
      <DialogActions>
        <Button onPress={onClose}>{t`Close`}</Button>
      </DialogActions>
    </Dialog>
  );
}

function Pages({ page, total, onTurn }: { page: number; total: number; onTurn: (page: number) => void }) {
  const { t } = useLingui();
  const last = Math.max(0, Math.ceil(total / auditPageSize) - 1);
  if (last === 0) return null;
  return (
    <nav className={style.pages} aria-label={t`Pages`}>
      <Button isDisabled={page === 0} onPress={() => onTurn(page - 1)}>{t`Newer`}</Button>
      <span>
        <Trans>
          Page {page + 1} of {last + 1}
        </Trans>
      </span>
      <Button isDisabled={page >= last} onPress={() => onTurn(page + 1)}>{t`Older`}</Button>
    </nav>
  );
}
