// SPDX-License-Identifier: Apache-2.0
// All reorganisations, with what each did and the way back.
import { SwapOutlined, UndoOutlined } from '@ant-design/icons';
import { Alert, Button, Drawer, Input, Modal, Table } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { formatDate, formatNumber } from '@/shared/format';
import { useAgencyName } from '@/shared/lookups';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { Definition, Loaded, Nothing, PageHead, Tag, Time } from '@/shared/ui';
import type { Tone } from '@/shared/ui';
import { cancel, undo, useReceipt, useReorganisations } from './data';
import type { Reorganisation, ReorganisationState } from './data';

const tones: Record<ReorganisationState, Tone> = { scheduled: 'low', applied: 'good', undone: 'neutral', cancelled: 'neutral' };

export default function Reorganisations() {
  const { t, dyn } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const state = useUrlState();
  const list = useReorganisations();
  const open = Number(state.text('id')) || 0;
  return (
    <>
      <PageHead title={t('nav.reorganisations')} sub={t('reorganise.list_sub')}
        extra={can('reorganisation', 'write') ? <Button type="primary" icon={<SwapOutlined />} onClick={() => navigate('/reorganisations/new')}>{t('agencies.reorganise')}</Button> : null} />
      <Loaded query={list}>
        {(data) => data.rows.length === 0 ? <Nothing /> : (
          <div className="lc-card lc-card-flush">
            <Table<Reorganisation> size="small" rowKey="id" dataSource={data.rows} scroll={{ x: 'max-content' }} pagination={{ pageSize: 50, hideOnSinglePage: true }}
              columns={[
                { key: 'date', title: dyn('field.reorganisation.effective_on'), width: 130, render: (_, r) => formatDate(r.effective_on) },
                { key: 'kind', title: dyn('field.reorganisation.kind'), width: 160, render: (_, r) => dyn(`choice.reorganisation.kind.${r.kind}`) },
                { key: 'title', title: dyn('field.reorganisation.title'), render: (_, r) => <Button type="link" size="small" className="lc-link-button" onClick={() => state.set({ id: String(r.id) }, true)} data-testid={`reorganisation-${r.id}`}>{r.title}</Button> },
                { key: 'moved', title: dyn('field.reorganisation.moved'), width: 110, align: 'right', render: (_, r) => formatNumber(r.moved) },
                { key: 'state', title: dyn('field.reorganisation.state'), width: 150, render: (_, r) => <Tag tone={r.problem ? 'critical' : tones[r.state]}>{dyn(`choice.reorganisation.state.${r.state}`)}</Tag> },
                { key: 'decision', title: dyn('field.reorganisation.decision_number'), width: 200, render: (_, r) => r.decision_number },
              ]} />
            <Drawer open={open > 0} onClose={() => state.set({ id: null })} title={t('reorganise.receipt')} size={640} destroyOnHidden>
              {data.rows.filter((r) => r.id === open).map((r) => <Detail key={r.id} row={r} />)}
            </Drawer>
          </div>
        )}
      </Loaded>
    </>
  );
}

function Detail({ row }: { row: Reorganisation }) {
  const { t, dyn } = useTexts();
  const can = useCan();
  const receipt = useReceipt(row.id);
  const name = useAgencyName();
  const [asking, setAsking] = useState(false);
  const back = row.state === 'applied' || row.state === 'scheduled';
  const obstacles = receipt.data?.obstacles ?? [];
  return (
    <div className="lc-stack">
      <h2>{row.title}</h2>
      {row.problem ? <Alert type="error" showIcon title={t('reorganise.blocked')} description={row.problem} /> : null}
      <Definition items={[
        [dyn('field.reorganisation.kind'), dyn(`choice.reorganisation.kind.${row.kind}`)], [dyn('field.reorganisation.effective_on'), formatDate(row.effective_on)],
        [dyn('field.reorganisation.decision_number'), row.decision_number], [dyn('field.reorganisation.decision_date'), row.decision_date ? formatDate(row.decision_date) : ''],
        [dyn('field.reorganisation.basis'), row.basis], [dyn('field.reorganisation.note'), row.note],
        [dyn('field.reorganisation.applied_by'), row.applied_at ? <>{row.applied_by} · <Time at={row.applied_at} /></> : ''],
        [dyn('field.reorganisation.undone_by'), row.undone_at ? <>{row.undone_by} · <Time at={row.undone_at} /> · {row.undo_reason}</> : ''],
      ]} />
      {can('reorganisation', 'write') && back ? (
        <div className="lc-row">
          <Button danger icon={<UndoOutlined />} disabled={obstacles.length > 0} onClick={() => setAsking(true)} data-testid="undo">
            {t(row.state === 'scheduled' ? 'reorganise.cancel' : 'reorganise.undo')}
          </Button>
        </div>
      ) : null}
      {obstacles.length > 0 ? (
        <Alert type="warning" showIcon title={t('reorganise.cannot_undo')}
          description={<ul className="lc-bullets">{obstacles.map((o) => <li key={`${o.entity}-${o.id}-${o.code}`}>{dyn(`reorganise.obstacle.${o.code}`)}: {dyn(`entity.${o.entity}.one`, o.entity)} {o.title || `#${o.id}`}</li>)}</ul>} />
      ) : null}
      <Loaded query={receipt}>
        {(data) => (
          <Table size="small" rowKey="id" dataSource={data.steps} pagination={{ pageSize: 20, hideOnSinglePage: true }} columns={[
            { key: 'action', title: t('reorganise.action'), width: 120, render: (_, s) => dyn(`choice.reorganisation_step.action.${s.action}`) },
            { key: 'what', title: t('reorganise.what'), render: (_, s) => <><span className="lc-muted">{dyn(`entity.${s.entity}.one`, s.entity)}</span> {s.title}</> },
            { key: 'to', title: t('agencies.to'), width: 180, render: (_, s) => (s.to_id ? name(s.to_id) : '') },
          ]} />
        )}
      </Loaded>
      {asking ? <Ask row={row} onClose={() => setAsking(false)} /> : null}
    </div>
  );
}

function Ask({ row, onClose }: { row: Reorganisation; onClose: () => void }) {
  const { t } = useTexts();
  const queries = useQueryClient();
  const { done, failed } = useNotice();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const go = () => {
    setBusy(true);
    (row.state === 'scheduled' ? cancel(row.id, reason) : undo(row.id, reason)).then(() => {
      done(t('reorganise.undone'));
      void queries.invalidateQueries();
      onClose();
    }, (error: unknown) => {
      failed(error);
      setBusy(false);
    });
  };
  return (
    <Modal open title={t(row.state === 'scheduled' ? 'reorganise.cancel' : 'reorganise.undo')} onCancel={onClose} onOk={go} confirmLoading={busy}
      okText={t('reorganise.undo_now')} cancelText={t('action.cancel')} okButtonProps={{ disabled: reason.trim() === '', danger: true }}>
      <p>{t('reorganise.undo_ask')}</p>
      <Input.TextArea rows={3} value={reason} onChange={(e) => setReason(e.target.value)} aria-label={t('reorganise.reason')} placeholder={t('reorganise.reason')} autoFocus />
    </Modal>
  );
}
