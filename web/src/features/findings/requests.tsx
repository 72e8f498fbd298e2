// SPDX-License-Identifier: Apache-2.0
// Requests about a finding: asked by one person, decided by another.
import { Button } from 'antd';
import { useState } from 'react';
import { useTexts } from '@/i18n';
import { formatDate } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { useCan, useMe } from '@/shared/session';
import { Card, Loaded, Time } from '@/shared/ui';
import { ActionDialog } from './action_dialog';
import { decide, useRefresh, useRequests, withdraw } from './data';
import type { Finding, FindingRequest } from './data';
import { RequestTag } from './tags';

export function Requests({ finding }: { finding: Finding }) {
  const { t } = useTexts();
  const requests = useRequests({ finding_id: finding.id });
  if (requests.data?.rows.length === 0) return null;
  return (
    <Card title={t('finding.requests')}>
      <Loaded query={requests} rows={2}>{({ rows }) => <div className="lc-stack">{rows.map((row) => <One key={row.id} row={row} />)}</div>}</Loaded>
    </Card>
  );
}

export function One({ row }: { row: FindingRequest }) {
  const { t, dyn } = useTexts();
  const me = useMe();
  const can = useCan();
  const refresh = useRefresh();
  const { done, failed } = useNotice();
  const [refusing, setRefusing] = useState(false);
  const finish = (work: Promise<unknown>) => work.then(() => { done(t('done.saved')); refresh(); });
  const mine = row.requester_id === me.account_id;
  return (
    <div className="lc-inset" data-testid="finding-request">
      <div className="lc-row"><b>{dyn(`choice.finding_request.kind.${row.kind}`)}</b><RequestTag status={row.status} />{row.until ? <span>{t('finding.accepted_until', { date: formatDate(row.until) })}</span> : null}</div>
      <p className="lc-break">{row.reason}</p>
      <div className="lc-small lc-muted">{row.requested_by} · <Time at={row.created_at} /></div>
      {row.decided_at ? <div className="lc-small">{row.decided_by} · <Time at={row.decided_at} />{row.decision_note ? `: ${row.decision_note}` : ''}</div> : null}
      {row.status === 'pending' ? (
        <div className="lc-row lc-gap-above">
          {!mine && can('finding_decision', 'write') ? <>
            <Button size="small" type="primary" onClick={() => void finish(decide(row.id, true, '')).catch(failed)} data-testid="approve">{t('finding.approve')}</Button>
            <Button size="small" onClick={() => setRefusing(true)}>{t('finding.refuse')}</Button>
          </> : null}
          {mine ? <Button size="small" onClick={() => void finish(withdraw(row.id)).catch(failed)}>{t('finding.withdraw')}</Button> : null}
        </div>
      ) : null}
      {refusing ? <ActionDialog deed="refuse" count={1} onDo={(body) => finish(decide(row.id, false, body.note ?? ''))} onClose={() => setRefusing(false)} /> : null}
    </div>
  );
}
