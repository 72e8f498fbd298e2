// SPDX-License-Identifier: Apache-2.0
// Tuning: what rules shall not raise, why, for whom and until when.
import { PlusOutlined } from '@ant-design/icons';
import { Alert, Button, Form, Input, Modal, Table } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { ExceptionView } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { AgencySelect } from '@/shared/entity/select';
import { formatNumber } from '@/shared/format';
import { problemText, useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { Definition, ErrorView, Nothing, Remaining, Tag, Time } from '@/shared/ui';
import { CodeView } from './code';
import { endException, useExceptions, useRefresh } from './data';
import { RulesSection } from './section';
import { ExceptionTag } from './tags';

const states = ['active', 'unusable', 'expired', 'ended', 'all'];

export default function Exceptions() {
  const { t, dyn } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const url = useUrlState();
  const state = url.text('state', 'active');
  const found = useExceptions({ state, rule_id: url.text('rule_id'), agency_id: url.text('agency_id') });
  const marked = Number(url.text('id'));
  const rows = found.data?.rows ?? [];
  const [ending, setEnding] = useState<ExceptionView | null>(null);
  const mayWrite = can('rule', 'write');
  return (
    <RulesSection title={t('nav.exceptions')} sub={t('exception.sub')}
      extra={mayWrite ? <Button type="primary" icon={<PlusOutlined />} onClick={() => navigate('/rules/exceptions/new')} data-testid="new-exception">{t('exception.new')}</Button> : null}>
      <div className="lc-filters">
        {states.map((value) => (
          <button key={value} type="button" className="lc-chip" aria-pressed={state === value} onClick={() => url.set({ state: value === 'active' ? null : value, id: null })} data-testid={`state-${value}`}>{dyn(`exception.list_${value}`)}</button>
        ))}
        <AgencySelect allowClear placeholder={t('exception.agency')} aria-label={t('exception.agency')} style={{ width: 240 }}
          value={url.text('agency_id') ? Number(url.text('agency_id')) : null} onChange={(v) => url.set({ agency_id: v ? String(v) : null })} />
        {url.text('rule_id') ? <Button type="link" onClick={() => url.set({ rule_id: null })}>{t('exception.all_rules')}</Button> : null}
        <span className="lc-grow" /><span className="lc-muted" role="status" data-testid="total">{found.data ? t('exception.total', { n: formatNumber(rows.length) }) : ''}</span>
      </div>
      {found.error && !found.data ? <ErrorView error={found.error} retry={() => void found.refetch()} /> : (
        <div className="lc-card lc-card-flush">
          <Table<ExceptionView> size="small" rowKey="id" dataSource={rows} loading={found.isPending || found.isPlaceholderData} scroll={{ x: 980 }} key={marked}
            pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }} rowClassName={(e) => (e.id === marked ? 'lc-row-on' : '')}
            onRow={(e) => ({ 'data-testid': 'exception', 'data-id': e.id, 'data-state': e.state }) as object}
            locale={{ emptyText: <Nothing text={t(state === 'active' ? 'exception.none' : 'state.no_match')} /> }}
            expandable={{ defaultExpandedRowKeys: marked ? [marked] : [], expandedRowRender: (e) => <Details exception={e} /> }} columns={[
              { title: t('exception.number_short'), width: 70, render: (_, e) => e.id },
              { title: t('exception.rules'), render: (_, e) => <Rules exception={e} /> },
              { title: t('exception.agency'), width: 170, render: (_, e) => e.agency_id ? e.agency_name : <b>{t('exception.everywhere')}</b> },
              { title: t('exception.reason'), width: 230, render: (_, e) => <div className="lc-clamp" title={e.reason}>{e.reason}</div> },
              { title: t('exception.state'), width: 150, render: (_, e) => <ExceptionTag state={e.state} /> },
              { title: t('exception.until'), width: 150, render: (_, e) => <><Time at={e.ended_at ?? e.expires_at} />{e.state === 'active' || e.state === 'unusable' ? <div className="lc-small"><Remaining due={e.expires_at} /></div> : null}</> },
              { title: t('rules.suppressed'), align: 'right', width: 100, render: (_, e) => <b>{formatNumber(e.suppressed)}</b> },
              ...(mayWrite ? [{ title: <span className="lc-sr">{t('rule_set.actions')}</span>, width: 110, align: 'right' as const, render: (_: unknown, e: ExceptionView) => e.state === 'active' || e.state === 'unusable'
                ? <Button size="small" onClick={() => setEnding(e)} data-testid="end-exception">{t('exception.end')}</Button> : null }] : []),
            ]} />
        </div>
      )}
      {ending ? <EndDialog exception={ending} onClose={() => setEnding(null)} /> : null}
    </RulesSection>
  );
}

function Rules({ exception }: { exception: ExceptionView }) {
  const { t } = useTexts();
  if (exception.rules.length === 0) return <Tag tone="medium">{t('exception.any_rule')}</Tag>;
  return (
    <div className="lc-stack-tight">
      {exception.rules.slice(0, 3).map((r) => r.title ? <Link key={r.id} to={`/rules/${encodeURIComponent(r.id)}`}>{r.title}</Link> : <span key={r.id} className="lc-muted">{t('exception.rule_gone', { id: r.id })}</span>)}
      {exception.rules.length > 3 ? <span className="lc-muted">{t('exception.more_rules', { n: exception.rules.length - 3 })}</span> : null}
    </div>
  );
}

function Details({ exception }: { exception: ExceptionView }) {
  const { t } = useTexts();
  return (
    <div className="lc-stack">
      {exception.problem ? <Alert type="error" showIcon title={t('exception.unusable')} description={<span lang="en">{exception.problem}</span>} /> : null}
      <div className="lc-columns">
        <CodeView text={exception.text} label={t('exception.text')} />
        <Definition items={[
          [t('exception.reason'), exception.reason], [t('exception.author'), exception.author], [t('exception.created'), <Time key="c" at={exception.created_at} />],
          [t('exception.expires'), <Time key="e" at={exception.expires_at} />], ...(exception.ended_at ? [[t('exception.ended'), <Time key="n" at={exception.ended_at} />] as [string, React.ReactNode]] : []),
          [t('rules.suppressed'), formatNumber(exception.suppressed)], [t('exception.last'), <Time key="l" at={exception.last_suppressed_at} />],
          [t('exception.rules'), exception.rules.length === 0 ? t('exception.any_rule') : exception.rules.map((r) => r.title || r.id).join('\n')],
        ]} />
      </div>
    </div>
  );
}

function EndDialog({ exception, onClose }: { exception: ExceptionView; onClose: () => void }) {
  const texts = useTexts();
  const { t } = texts;
  const refresh = useRefresh();
  const { done } = useNotice();
  const [form] = Form.useForm<{ reason: string }>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const submit = ({ reason }: { reason: string }) => {
    setBusy(true);
    endException(exception.id, reason).then(() => { done(t('exception.done_end')); refresh(); onClose(); }, (problem: unknown) => {
      setError(problemText(texts, problem));
      setBusy(false);
    });
  };
  return (
    <Modal open title={t('exception.end_ask', { id: exception.id })} onCancel={onClose} onOk={form.submit} okText={t('exception.end')} cancelText={t('action.cancel')} confirmLoading={busy} okButtonProps={{ 'data-testid': 'confirm-end' }}>
      <div className="lc-stack">
        {error ? <Alert type="error" showIcon title={error} /> : null}
        <p>{t('exception.end_text', { n: formatNumber(exception.suppressed) })}</p>
        <Form form={form} layout="vertical" onFinish={submit}>
          <Form.Item name="reason" label={t('exception.end_reason')} rules={[{ required: true, whitespace: true, message: t('invalid.required') }]}><Input.TextArea autoFocus rows={3} maxLength={2000} /></Form.Item>
        </Form>
      </div>
    </Modal>
  );
}
