// SPDX-License-Identifier: Apache-2.0
// Files of scanners with their receipts, and the lists of exploited CVEs.
import { CloudUploadOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTexts } from '@/i18n';
import { formatBytes, formatNumber } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, Card, Loaded, Nothing, Tag, Time } from '@/shared/ui';
import { attributeAgain, rejections, useList, useRefresh } from './data';
import type { ExploitList, FindingImport } from './data';
import { Section } from './section';

// Fetched when opened: uploads weigh more than the page.
const UploadDrawer = lazy(() => import('./upload'));

export default function Imports() {
  const { t } = useTexts();
  const can = useCan();
  const own = ownAgencyOnly(useMe(), 'finding', 'read');
  const state = useUrlState();
  const refresh = useRefresh();
  const { done, failed } = useNotice();
  const imports = useList<FindingImport>('finding-imports');
  const [adding, setAdding] = useState<'report' | 'list' | null>(null);
  const opened = Number(state.text('receipt')) || null;
  const attribute = () => void attributeAgain().then((answer) => { done(t('finding_import.attributed', { n: formatNumber(answer.attributed) })); refresh(); }, failed);
  return (
    <Section title={t('finding_import.title')} sub={t('finding_import.sub')} extra={<>
      {!own && can('finding', 'write') ? <Button onClick={attribute}>{t('finding_import.attribute')}</Button> : null}
      {can('exploit_list', 'write') ? <Button onClick={() => setAdding('list')} data-testid="import-list">{t('finding_import.new_list')}</Button> : null}
      {can('finding_import', 'write') ? <Button type="primary" icon={<CloudUploadOutlined />} onClick={() => setAdding('report')} data-testid="import">{t('finding_import.new')}</Button> : null}
    </>}>
      <div className="lc-stack">
        <Loaded query={imports}>
          {({ rows }) => (
            <Card label={t('finding_import.title')} className="lc-card-flush">
              <ul className="lc-findings">
                {rows.map((row) => <Receipt key={row.id} row={row} open={row.id === opened} onOpen={() => state.set({ receipt: row.id === opened ? null : String(row.id) })} />)}
                {rows.length === 0 ? <li><Nothing text={t('finding_import.none')} /></li> : null}
              </ul>
            </Card>
          )}
        </Loaded>
        {can('exploit_list') ? <Lists /> : null}
      </div>
      <Suspense fallback={null}>
        {adding ? <UploadDrawer kind={adding} onClose={() => setAdding(null)} onDone={(id) => { setAdding(null); refresh(); if (id) state.set({ receipt: String(id) }); }} /> : null}
      </Suspense>
    </Section>
  );
}

/** The numbers of one file; opened, what was rejected and why. */
function Receipt({ row, open, onOpen }: { row: FindingImport; open: boolean; onOpen: () => void }) {
  const { t, dyn } = useTexts();
  const figures: [string, number][] = [
    [t('finding_import.r_read'), row.entries_read], [t('finding_import.r_created'), row.created], [t('finding_import.r_seen'), row.seen_again], [t('finding_import.r_reopened'), row.reopened],
    [t('finding_import.r_gone'), row.gone], [t('finding_import.r_cleared'), row.cleared], [t('finding_import.r_not_attributed'), row.not_attributed], [t('finding_import.r_rejected'), row.rejected],
  ];
  const rejected = rejections(row.rejections);
  return (
    <li className="lc-finding-row" data-testid="receipt">
      <div className="lc-finding-main">
        <button type="button" className="lc-link-button" aria-expanded={open} onClick={onOpen}><b>{row.file_name}</b></button>
        <div className="lc-muted lc-small lc-break">
          {row.scanner} · {formatBytes(row.bytes)} · {row.imported_by}{row.agency_id ? <> · <AgencyName id={row.agency_id} /></> : null}{row.scanned_at ? <> · {dyn('field.finding_import.scanned_at')} <Time at={row.scanned_at} /></> : null}
        </div>
        <div className="lc-row">{row.is_full ? <Tag tone="low">{dyn('field.finding_import.is_full')}</Tag> : null}{row.is_evidence ? <Tag tone="good">{dyn('field.finding_import.is_evidence')}</Tag> : null}</div>
        <dl className="lc-receipt">{figures.map(([name, value]) => <div key={name}><dt>{name}</dt><dd className={value > 0 ? '' : 'lc-muted'}>{formatNumber(value)}</dd></div>)}</dl>
        {open && rejected.length > 0 ? (
          <div className="lc-inset lc-scroll-list" data-testid="rejections">
            <b>{t('finding_import.rejected_list')}</b>
            <ul className="lc-plain-list">{rejected.slice(0, 200).map((r, i) => <li key={i} className="lc-small lc-break"><span className="lc-mono">{r.place}</span>: {r.reason}</li>)}</ul>
            {row.rejected > rejected.length ? <p className="lc-muted">{t('finding_import.more', { n: formatNumber(row.rejected - rejected.length) })}</p> : null}
          </div>
        ) : null}
      </div>
      <div className="lc-finding-side"><Time at={row.created_at} /></div>
    </li>
  );
}

function Lists() {
  const { t, dyn } = useTexts();
  const lists = useList<ExploitList>('exploit-lists');
  return (
    <Card title={t('finding_import.lists')}>
      <Loaded query={lists} rows={2}>
        {({ rows }) => rows.length === 0 ? <Alert type="info" showIcon title={t('finding_import.no_lists')} /> : (
          <ul className="lc-plain-list">
            {rows.slice(0, 6).map((row) => (
              <li key={row.id}><b>{dyn(`choice.exploit_list.kind.${row.kind}`)}</b> {row.list_version} · {t('finding_import.list_taken', { n: formatNumber(row.rows_taken), m: formatNumber(row.findings_changed) })} · <Time at={row.created_at} /></li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}
