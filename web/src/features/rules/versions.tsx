// SPDX-License-Identifier: Apache-2.0
// Versions of the rules: who staged and swapped what, and the way back.
import { RollbackOutlined } from '@ant-design/icons';
import { Alert, Button, Form, Input, Modal, Table } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { VersionList, VersionView } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { useNotice, problemDetail, problemText } from '@/shared/problems';
import { Nothing, Time } from '@/shared/ui';
import { rollBack, useRefresh } from './data';
import { isTested } from './staging';
import { VersionTag } from './tags';
import { serverWords } from './words';

/** "+12 ~3 −1", each with its words for readers. */
export function ChangeCounts({ version }: { version: Pick<VersionView, 'added' | 'changed' | 'removed'> }) {
  const { t } = useTexts();
  const parts: [string, number, string, string][] = [
    ['+', version.added, 'lc-text-good', t('rule_version.added')], ['~', version.changed, 'lc-text-low', t('rule_version.changed')], ['−', version.removed, 'lc-text-high', t('rule_version.removed')],
  ];
  return (
    <span className="lc-row lc-nowrap">
      {parts.map(([sign, n, look, word]) => <span key={sign} className={n > 0 ? look : 'lc-muted'} title={word}><span aria-hidden="true">{sign}</span>{formatNumber(n)}<span className="lc-sr"> {word}</span></span>)}
    </span>
  );
}

/** Asks before the rules that run are changed; a note goes into the journal. */
export function SwapDialog({ title, warnings, okText, danger, run, onClose }: {
  title: string; warnings: ReactNode[]; okText: string; danger?: boolean; run: (note: string) => Promise<unknown>; onClose: () => void;
}) {
  const texts = useTexts();
  const { t } = texts;
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const submit = () => {
    setBusy(true);
    setError('');
    run(note.trim()).then(onClose, (problem: unknown) => {
      setError(serverWords(texts, problemText(texts, problem)) || problemDetail(problem));
      setBusy(false);
    });
  };
  return (
    <Modal open title={title} onCancel={onClose} onOk={submit} okText={okText} cancelText={t('action.cancel')} confirmLoading={busy} okButtonProps={{ danger: danger === true, 'data-testid': 'confirm-swap' }}>
      <div className="lc-stack">
        {warnings.map((w, i) => <Alert key={i} type="warning" showIcon title={w} />)}
        {error ? <Alert type="error" showIcon title={error} /> : null}
        <p>{t('rule_version.swap_text')}</p>
        <Form layout="vertical"><Form.Item label={t('rule_version.note')}><Input.TextArea rows={2} maxLength={300} showCount value={note} onChange={(e) => setNote(e.target.value)} /></Form.Item></Form>
      </div>
    </Modal>
  );
}

export function RollBackButton({ to }: { to: number }) {
  const { t } = useTexts();
  const refresh = useRefresh();
  const { done } = useNotice();
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button icon={<RollbackOutlined />} onClick={() => setAsked(true)} data-testid="rollback">{t('rule_version.rollback_to', { id: to })}</Button>
      {asked ? (
        <SwapDialog title={t('rule_version.rollback_ask', { id: to })} warnings={[]} okText={t('rule_version.rollback')} danger onClose={() => setAsked(false)}
          run={(note) => rollBack(note).then((v) => { done(t('rule_version.done_swap', { id: v.id })); refresh(); })} />
      ) : null}
    </>
  );
}

export function VersionTable({ list }: { list: VersionList }) {
  const texts = useTexts();
  const { t } = texts;
  return (
    <Table<VersionView> size="small" rowKey="id" dataSource={list.rows} scroll={{ x: 980 }} pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      rowClassName={(v) => (v.state === 'discarded' ? 'lc-muted' : '')} locale={{ emptyText: <Nothing /> }} columns={[
        { title: t('rule_version.version'), width: 110, render: (_, v) => <Link to={`/rules/versions/${v.id}`} data-testid="version-link">{t('rule_version.number', { id: v.id })}</Link> },
        { title: t('rule_version.state'), width: 160, render: (_, v) => <><VersionTag state={v.state} />{v.problem ? <div className="lc-small lc-text-critical">{serverWords(texts, v.problem)}</div> : null}</> },
        { title: t('rule_version.change'), width: 130, render: (_, v) => <ChangeCounts version={v} /> },
        { title: t('rule_version.rules'), width: 150, render: (_, v) => <>{formatNumber(v.loaded)}{v.rejected > 0 ? <div className="lc-small lc-text-high">{t('rule_version.n_rejected', { n: formatNumber(v.rejected) })}</div> : null}</> },
        { title: t('rules.tests'), width: 140, render: (_, v) => v.tests_failed > 0 ? <span className="lc-text-critical">{t('rule_version.n_failed', { n: v.tests_failed, all: v.tests_run })}</span> : isTested(v) ? formatNumber(v.tests_run) : <span className="lc-muted">{t('rule_version.not_tested')}</span> },
        { title: t('rule_version.staged'), width: 170, render: (_, v) => <>{serverWords(texts, v.staged_by)}<div className="lc-small lc-muted"><Time at={v.staged_at} /></div></> },
        { title: t('rule_version.swapped'), width: 170, render: (_, v) => v.swapped_at ? <>{serverWords(texts, v.swapped_by)}<div className="lc-small lc-muted"><Time at={v.swapped_at} /></div></> : <span className="lc-muted">—</span> },
        { title: t('rule_version.note'), render: (_, v) => <span className="lc-pre">{serverWords(texts, v.note)}</span> },
      ]} />
  );
}
