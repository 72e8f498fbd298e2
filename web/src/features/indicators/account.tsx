// SPDX-License-Identifier: Apache-2.0
// What reading a document gave: found = loaded + rejected + skipped, and what is wrong with the rest.
import { Alert, Table } from 'antd';
import type { IndicatorAccount, IndicatorFinding } from '@/api/indicator_types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { Tag } from '@/shared/ui';
import { compared, difference, isLine, reasonKey } from './model';
import type { Compared } from './model';
import { KindName, SeverityTag } from './tags';
import { wordsOf } from './words';

const shown = 20;

export function AccountView({ account }: { account: IndicatorAccount }) {
  const { t, dyn } = useTexts();
  return (
    <div className="lc-stack">
      {account.loaded === 0 ? <Alert type="error" showIcon title={t('ioc.nothing_usable')} description={t('ioc.nothing_usable_note')} /> : null}
      {account.is_complete ? null : <Alert type="warning" showIcon title={t('ioc.incomplete')} />}
      <div className="lc-row" data-testid="ioc-account">
        <span className="lc-num">
          {t('ioc.count_found')} <b>{formatNumber(account.found)}</b> = {t('ioc.count_loaded')} <b data-testid="ioc-loaded">{formatNumber(account.loaded)}</b>
          {' + '}{t('ioc.count_rejected')} <b className={account.rejected > 0 ? 'lc-text-high' : ''}>{formatNumber(account.rejected)}</b>
          {' + '}{t('ioc.count_skipped')} <b>{formatNumber(account.skipped)}</b>
        </span>
        {account.expired > 0 ? <Tag tone="medium">{t('ioc.n_expired', { n: formatNumber(account.expired) })}</Tag> : null}
        <span className="lc-muted">{dyn(`ioc.format_${account.format}`, account.format)}</span>
      </div>
      <div className="lc-row lc-small">
        {account.kinds.map((one) => <span key={one.name} className="lc-nowrap"><KindName kind={one.name} /> <b>{formatNumber(one.count)}</b></span>)}
        {account.reasons.length > 0 ? <span className="lc-muted">{t('ioc.skipped_why')} {account.reasons.map((one) => `${dyn(`ioc.reason_${reasonKey(one.name)}`, one.name)} (${formatNumber(one.count)})`).join(', ')}</span> : null}
      </div>
      <Findings account={account} />
    </div>
  );
}

/** A sentence of the server, in its own language where we have no other. */
function Said({ text }: { text: string }) {
  const words = wordsOf(useTexts(), text);
  return words === null ? <span lang="en">{text}</span> : <>{words}</>;
}

function Findings({ account }: { account: IndicatorAccount }) {
  const { t, dyn } = useTexts();
  if (account.findings.length === 0) return null;
  return (
    <>
      {account.findings_total > account.findings.length ? <p className="lc-muted">{t('ioc.findings_first', { n: formatNumber(account.findings.length), all: formatNumber(account.findings_total) })}</p> : null}
      <Table<IndicatorFinding> size="small" dataSource={account.findings} rowKey={(f) => `${f.place}:${f.code}:${f.message}`} scroll={{ x: 480 }}
        pagination={{ pageSize: shown, showSizeChanger: false, hideOnSinglePage: true }} onRow={() => ({ 'data-testid': 'ioc-finding' }) as object} columns={[
          { title: t('ioc.severity'), width: 104, render: (_, f) => <SeverityTag severity={f.severity} /> },
          { title: t('ioc.place'), width: 96, render: (_, f) => isLine(f.place) ? t('ioc.line', { n: f.place }) : <span className="lc-mono lc-small lc-break">{f.place || '—'}</span> },
          { title: t('ioc.what_is_wrong'), render: (_, f) => (
            <>
              <b>{dyn(`ioc.code_${f.code.replace(/^ioc\./, '')}`, f.code)}</b>: <Said text={f.message} />
              {f.hint ? <div className="lc-muted lc-small">{t('ioc.hint')} <Said text={f.hint} /></div> : null}
            </>
          ) },
        ]} />
    </>
  );
}

/** What a new content changes, in figures. */
export function Comparison({ before, after }: { before: IndicatorAccount; after: IndicatorAccount }) {
  const { t, dyn } = useTexts();
  const { figures, kinds } = compared(before, after);
  const row = (one: Compared, name: string) => (
    <tr key={name}><th scope="row">{name}</th><td className="lc-num">{formatNumber(one.before)}</td><td className="lc-num"><b>{formatNumber(one.after)}</b></td><td className="lc-num lc-muted">{difference(one, formatNumber)}</td></tr>
  );
  return (
    <table className="lc-plain-table lc-narrow-table" data-testid="ioc-comparison">
      <thead><tr><th scope="col">{t('ioc.comparison')}</th><th scope="col" className="lc-num">{t('ioc.before')}</th><th scope="col" className="lc-num">{t('ioc.after')}</th><th scope="col" className="lc-num">±</th></tr></thead>
      <tbody>
        {figures.map((one) => row(one, dyn(`ioc.count_${one.name}`)))}
        {kinds.map((one) => row(one, dyn(`ioc.kind_${one.name}`, one.name)))}
      </tbody>
    </table>
  );
}
