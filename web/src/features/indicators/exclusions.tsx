// SPDX-License-Identifier: Apache-2.0
// Values that raise nothing, whatever the lists say: why, and until when.
import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Form, Input, Switch, Table } from 'antd';
import { useNavigate } from 'react-router-dom';
import type { Exclusion } from '@/api/indicator_types';
import { useTexts } from '@/i18n';
import { Ask } from '@/shared/ask';
import { InstantInput } from '@/shared/entity/inputs';
import { formatNumber } from '@/shared/format';
import { useKeys } from '@/shared/keys';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { ErrorView, Nothing, Remaining, Tag, Time } from '@/shared/ui';
import { endExclusion, exclude, useExclusions, useRefresh } from './data';
import { IndicatorSection } from './section';
import { KindName } from './tags';
import { inWords } from './words';

export default function Exclusions() {
  const { t } = useTexts();
  const can = useCan();
  const mayWrite = can('rule', 'write');
  const url = useUrlState();
  const withEnded = url.text('ended') === '1';
  const found = useExclusions(withEnded);
  const rows = found.data?.rows ?? [];
  const isNew = url.params.has('new');
  const start = () => { if (mayWrite) url.set({ new: '-' }); };
  useKeys({ n: start });
  return (
    <IndicatorSection title={t('ioc.nav_exclusions')} sub={t('ioc.exclusions_sub')}
      extra={mayWrite ? <Button type="primary" icon={<PlusOutlined />} onClick={start} data-testid="ioc-exclude">{t('ioc.exclude_value')}</Button> : null}>
      <div className="lc-filters">
        <label className="lc-row"><Switch size="small" checked={withEnded} onChange={(on) => url.set({ ended: on ? '1' : null })} />{t('ioc.with_ended')}</label>
        <span className="lc-grow" /><span className="lc-muted" role="status">{found.data ? t('ioc.n_exclusions', { n: formatNumber(rows.length) }) : ''}</span>
      </div>
      {found.error && !found.data ? <ErrorView error={found.error} retry={() => void found.refetch()} /> : (
        <div className="lc-card lc-card-flush"><ExclusionTable rows={rows} loading={found.isPending || found.isPlaceholderData} mayWrite={mayWrite} onStart={start} /></div>
      )}
      {isNew && mayWrite ? <ExcludeDialog value={url.text('new') === '-' ? '' : url.text('new')} alert={url.text('alert')} onClose={() => url.set({ new: null, alert: null })} /> : null}
    </IndicatorSection>
  );
}

function ExclusionTable({ rows, loading, mayWrite, onStart }: { rows: Exclusion[]; loading: boolean; mayWrite: boolean; onStart: () => void }) {
  const { t } = useTexts();
  const { modal } = App.useApp();
  const { done, failed } = useNotice();
  const refresh = useRefresh();
  const end = (one: Exclusion) => void modal.confirm({
    title: t('ioc.end_ask', { value: one.value }), content: t('ioc.end_note'), okText: t('ioc.end'), cancelText: t('action.cancel'),
    onOk: () => endExclusion(one.id).then(() => { done(t('ioc.done_end')); refresh(); }, failed),
  });
  return (
    <Table<Exclusion> size="small" rowKey="id" dataSource={rows} loading={loading} scroll={{ x: 900 }} pagination={{ pageSize: 100, hideOnSinglePage: true, showSizeChanger: false }}
      onRow={(one) => ({ 'data-testid': 'ioc-exclusion', 'data-in-force': one.is_in_force }) as object}
      locale={{ emptyText: <Nothing text={t('ioc.no_exclusions')}>{mayWrite ? <Button onClick={onStart}>{t('ioc.exclude_value')}</Button> : null}</Nothing> }} columns={[
        { title: t('ioc.value'), width: 260, render: (_, one) => <span className="lc-mono lc-break">{one.value}</span> },
        { title: t('ioc.kind'), width: 110, render: (_, one) => <KindName kind={one.kind} /> },
        { title: t('ioc.reason'), render: (_, one) => <span className="lc-pre">{one.reason}</span> },
        { title: t('ioc.until'), width: 160, render: (_, one) => one.ended_at
          ? <Tag tone="neutral">{t('ioc.ended_by', { who: one.ended_by })}</Tag>
          : <>{one.until ? <Time at={one.until} /> : <span className="lc-muted">{t('ioc.no_end')}</span>}{one.until ? <div className="lc-small">{one.is_in_force ? <Remaining due={one.until} /> : t('ioc.verdict_expired')}</div> : null}</> },
        { title: t('ioc.made_by'), width: 160, render: (_, one) => <><Time at={one.created_at} /><div className="lc-small lc-muted">{one.author}</div></> },
        ...(mayWrite ? [{ title: <span className="lc-sr">{t('ioc.actions')}</span>, width: 100, align: 'right' as const, render: (_: unknown, one: Exclusion) => one.is_in_force
          ? <Button size="small" onClick={() => end(one)} data-testid="ioc-end">{t('ioc.end')}</Button> : null }] : []),
      ]} />
  );
}

interface Values {
  value: string;
  reason: string;
  until: string | null;
}

/** \param alert  From which alert it comes, to which it goes back; '' for none. */
function ExcludeDialog({ value, alert, onClose }: { value: string; alert: string; onClose: () => void }) {
  const texts = useTexts();
  const { t } = texts;
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { done } = useNotice();
  const required = { required: true, whitespace: true, message: t('invalid.required') };
  const send = async (v: Values) => {
    await exclude({ value: v.value.trim(), reason: v.reason, until: v.until ?? null }).catch((problem: unknown) => { throw inWords(texts, problem); });
    done(t('ioc.done_excluded', { value: v.value.trim() }));
    refresh();
  };
  return (
    <Ask<Values> title={t('ioc.exclude_value')} ok={t('ioc.exclude')} initial={{ value, reason: '', until: null }} names={['value', 'reason', 'until']} onSend={send}
      onClose={() => (alert ? navigate(`/alerts?status=all&sel=${encodeURIComponent(alert)}`) : onClose())}>
      {() => (
        <>
          <Form.Item name="value" label={t('ioc.value')} extra={t('ioc.exclude_value_hint')} rules={[required]}><Input className="lc-mono" maxLength={4096} spellCheck={false} autoFocus={value === ''} data-testid="ioc-exclude-value" /></Form.Item>
          <Form.Item name="reason" label={t('ioc.reason')} extra={t('ioc.reason_hint')} rules={[required]}><Input.TextArea rows={3} maxLength={2000} autoFocus={value !== ''} data-testid="ioc-exclude-reason" /></Form.Item>
          <Form.Item name="until" label={t('ioc.until')} extra={t('ioc.until_hint')} rules={[{ validator: (_, at: string | null) => (at && Date.parse(at) <= Date.now() ? Promise.reject(new Error(t('ioc.until_past'))) : Promise.resolve()) }]}><InstantInput /></Form.Item>
        </>
      )}
    </Ask>
  );
}
