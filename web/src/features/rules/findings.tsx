// SPDX-License-Identifier: Apache-2.0
// What compiling found, and how the tests went.
import { Button, Input, Select, Table } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { FindingView, TestResultView } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { Holds, SeverityMark } from './tags';
import { ErrorView, Loading, Nothing } from '@/shared/ui';
import { useFindings } from './data';
import { serverWords } from './words';

const Said = lazy(() => import('./said'));

export function FindingText({ finding }: { finding: FindingView }) {
  const { dyn } = useTexts();
  const kind = dyn(`finding_code.${finding.code}`, '');
  return (
    <>
      {kind ? <b>{kind}: </b> : null}
      <Suspense fallback={<span lang="en">{finding.message}</span>}><Said finding={finding} /></Suspense>
    </>
  );
}

/** Findings of one text, each leading to its line. */
export function FindingList({ findings, onGo }: { findings: FindingView[]; onGo?: (finding: FindingView) => void }) {
  const { t } = useTexts();
  return (
    <ul className="lc-plain-list" data-testid="findings">
      {findings.map((f, i) => (
        <li key={i} className="lc-finding">
          <SeverityMark severity={f.severity} />
          {f.line > 0 ? (onGo
            ? <Button size="small" type="link" className="lc-flat" onClick={() => onGo(f)}>{t('rules.line', { n: f.line, m: f.column })}</Button>
            : <span className="lc-nowrap">{t('rules.line', { n: f.line, m: f.column })}</span>) : null}
          <div className="lc-grow"><FindingText finding={f} /></div>
        </li>
      ))}
    </ul>
  );
}

const shown = 50;

/** The report of a version: filtered and paged by the server. */
export function FindingTable({ version, sets, onFile }: {
  version: number; sets: { id: string; title: string }[]; onFile: (finding: FindingView) => void;
}) {
  const { t, dyn } = useTexts();
  const [filters, setFilters] = useState({ set: '', severity: '', q: '' });
  const [page, setPage] = useState(1);
  const found = useFindings(version, { ...filters, limit: shown, offset: (page - 1) * shown });
  const filter = (change: Partial<typeof filters>) => {
    setFilters((old) => ({ ...old, ...change }));
    setPage(1);
  };
  const isFiltered = filters.set !== '' || filters.severity !== '' || filters.q !== '';
  if (found.error && !found.data) return <ErrorView error={found.error} retry={() => void found.refetch()} />;
  if (!found.data) return <Loading rows={3} />;
  if (found.data.total === 0 && !isFiltered) return <Nothing text={t('rules.no_findings')} />;
  return (
    <>
      <div className="lc-filters lc-inset">
        <Input.Search allowClear className="lc-search" placeholder={t('rules.search_findings')} aria-label={t('rules.search_findings')} onSearch={(q) => filter({ q })} />
        <Select allowClear placeholder={t('rules.severity')} aria-label={t('rules.severity')} style={{ width: 140 }} value={filters.severity || null}
          onChange={(v: string | null) => filter({ severity: v ?? '' })} options={['error', 'warning', 'note'].map((value) => ({ value, label: dyn(`finding.${value}`) }))} />
        <Select allowClear placeholder={t('rules.set')} aria-label={t('rules.set')} style={{ width: 180 }} value={filters.set || null}
          onChange={(v: string | null) => filter({ set: v ?? '' })} options={sets.map((s) => ({ value: s.id, label: s.title }))} />
        <span className="lc-grow" /><span className="lc-muted" role="status">{t('rules.n_findings', { n: formatNumber(found.data.total) })}</span>
      </div>
      <Table<FindingView> size="small" dataSource={found.data.rows} rowKey={(f) => `${f.set}/${f.file}:${f.line}:${f.column}:${f.code}:${f.message}`} loading={found.isFetching}
        pagination={{ current: page, pageSize: shown, total: found.data.total, onChange: setPage, showSizeChanger: false, hideOnSinglePage: true }}
        locale={{ emptyText: <Nothing text={t('state.no_match')} /> }} columns={[
          { title: t('rules.severity'), width: 110, render: (_, f) => <SeverityMark severity={f.severity} /> },
          { title: t('rules.where'), width: 380, render: (_, f) => (
            <button type="button" className="lc-link-button lc-mono lc-break" onClick={() => onFile(f)} data-testid="finding-place">
              {f.set ? `${f.set}/` : ''}{f.file}{f.line > 0 ? `:${f.line}:${f.column}` : ''}
            </button>
          ) },
          { title: t('rules.reason'), render: (_, f) => <FindingText finding={f} /> },
        ]} />
    </>
  );
}

/** Results of tests: failed ones first. */
export function TestList({ tests, withRule }: { tests: TestResultView[]; withRule?: boolean }) {
  const texts = useTexts();
  const { t } = texts;
  if (tests.length === 0) return <Nothing text={t('rules.no_tests')} />;
  const sorted = [...tests].sort((a, b) => Number(a.passed) - Number(b.passed));
  return (
    <ul className="lc-plain-list" data-testid="tests">
      {sorted.map((test, i) => (
        <li key={i} className="lc-finding" data-passed={test.passed}>
          <Holds yes={test.passed} word={t(test.passed ? 'rules.test_passed' : 'rules.test_failed')} />
          <div className="lc-grow">
            <div>{test.note || t('rules.test_unnamed')} <span className="lc-muted">({t(test.expects_match ? 'rules.test_match' : 'rules.test_near_miss')})</span></div>
            {withRule && test.rule_title ? <div className="lc-muted lc-small">{test.rule_title}</div> : null}
            {test.message ? <div className={test.passed ? 'lc-muted' : 'lc-text-critical'}>{serverWords(texts, test.message)}</div> : null}
            {test.file ? <div className="lc-muted lc-small lc-mono">{test.file}</div> : null}
          </div>
        </li>
      ))}
    </ul>
  );
}
