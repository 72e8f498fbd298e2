// SPDX-License-Identifier: Apache-2.0
// One inspection: its clocks and steps, the checklist, the conclusion, the remedies.
import { App, Button, Form, Input, Tabs } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { get, post } from '@/api/client';
import { useTexts } from '@/i18n';
import { formatDate } from '@/shared/format';
import { FactList } from '@/shared/history';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, Card, Definition, Loaded, Nothing, PageHead, Tag } from '@/shared/ui';
import { Checklist } from './checklist';
import { Ask, TextItem } from '@/shared/ask';
import { Clocks, StateTag } from './parts';
import type { Detail, InspectionItem } from './parts';
import { Remedies, RemedyDialog } from './remedies';

/** The next step of each state; a surprise is not announced. */
function nextStep({ inspection }: Detail): string | null {
  switch (inspection.state) {
    case 'planned': return inspection.kind === 'surprise' ? 'start' : 'announce';
    case 'announced': return 'start';
    case 'under_way': return 'end-field-work';
    case 'field_ended': return 'send-draft';
    case 'drafted': return 'conclude';
    case 'concluded': return 'close';
    default: return null;
  }
}

function ConclusionDialog({ detail, step, onClose, onDone }: { detail: Detail; step: string; onClose: () => void; onDone: () => void }) {
  const { t, dyn } = useTexts();
  const title = dyn(`inspections.step.${step}`);
  return (
    <Ask<{ conclusion: string }> title={title} ok={title} names={['conclusion']} initial={{ conclusion: detail.inspection.conclusion }} onClose={onClose}
      onSend={(values) => post(`/inspections/${detail.inspection.id}/${step}`, values).then(onDone)}>
      {() => <TextItem name="conclusion" label={dyn('field.inspection.conclusion')} rows={12} max={8000} hint={t('inspections.conclusion_hint')} />}
    </Ask>
  );
}

function Conclusion({ detail, onChanged }: { detail: Detail; onChanged: () => void }) {
  const { t, dyn } = useTexts();
  const can = useCan();
  const [answering, setAnswering] = useState(false);
  const { inspection } = detail;
  return (
    <div className="lc-columns">
      <Card title={dyn('field.inspection.conclusion')}>
        {inspection.conclusion ? <p className="lc-pre">{inspection.conclusion}</p> : <Nothing text={t('inspections.no_conclusion')} />}
      </Card>
      <div className="lc-stack">
        <Card title={t('inspections.agency_comment')}
          extra={inspection.state === 'drafted' && can('inspection_reply', 'write') ? <Button onClick={() => setAnswering(true)} data-testid="comment">{t('inspections.give_comment')}</Button> : null}>
          {inspection.comment ? <p className="lc-pre">{inspection.comment}</p> : <Nothing text={t('inspections.no_comment')} />}
        </Card>
        <Card title={dyn('entity.inspection.one')}>
          <Definition items={[
            [dyn('field.inspection.kind'), dyn(`choice.inspection.kind.${inspection.kind}`)],
            [dyn('field.inspection.decision_number'), [inspection.decision_number, inspection.decision_on ? formatDate(inspection.decision_on) : ''].filter(Boolean).join(' · ')],
            [t('inspections.visit'), t('inspections.days', { from: formatDate(inspection.starts_on), to: formatDate(inspection.ends_on) })],
            [dyn('field.inspection.lead'), inspection.lead],
            [dyn('field.inspection.members'), inspection.members],
            [dyn('field.inspection.scope'), inspection.scope],
            [dyn('field.inspection.cancel_reason'), inspection.cancel_reason],
          ].filter(([, value]) => value !== '') as [string, string][]} />
        </Card>
      </div>
      {answering ? (
        <Ask<{ comment: string }> title={t('inspections.give_comment')} ok={t('action.send')} names={['comment']} initial={{ comment: inspection.comment }} onClose={() => setAnswering(false)}
          onSend={(values) => post(`/inspections/${inspection.id}/comment`, values).then(onChanged)}>
          {() => <TextItem name="comment" label={t('inspections.agency_comment')} rows={8} max={8000} />}
        </Ask>
      ) : null}
    </div>
  );
}

export default function InspectionPage() {
  const { id = '' } = useParams();
  const detail = useQuery({ queryKey: ['inspection', id], queryFn: () => get<Detail>(`/inspections/${encodeURIComponent(id)}/detail`) });
  return <Loaded query={detail} rows={12}>{(data) => <Body key={id} detail={data} reload={() => void detail.refetch()} />}</Loaded>;
}

function Body({ detail, reload }: { detail: Detail; reload: () => void }) {
  const { t, dyn } = useTexts();
  const { modal } = App.useApp();
  const can = useCan();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const url = useUrlState();
  const { done, failed } = useNotice();
  const [dialog, setDialog] = useState<'conclusion' | 'remedy' | 'cancel' | null>(null);
  const [item, setItem] = useState<InspectionItem | null>(null);
  const { inspection } = detail;
  const mayWrite = can('inspection', 'write');
  const step = mayWrite ? nextStep(detail) : null;
  const changed = () => {
    reload();
    for (const key of ['rows', 'duties']) void queries.invalidateQueries({ queryKey: [key] });
  };
  const saved = () => {
    done(t('done.saved'));
    changed();
  };
  const take = () => {
    if (step === 'send-draft' || step === 'conclude') return setDialog('conclusion');
    return modal.confirm({
      title: dyn(`inspections.step.${step}`), okText: dyn(`inspections.step.${step}`), cancelText: t('action.cancel'),
      onOk: () => post(`/inspections/${inspection.id}/${step}`, {}).then(saved, failed),
    });
  };
  const askRemedy = (line: InspectionItem | null) => {
    setItem(line);
    setDialog('remedy');
  };
  const tab = url.text('tab', 'checklist');
  return (
    <>
      <PageHead title={`${inspection.number} · ${inspection.title}`}
        tags={<><StateTag state={inspection.state} /><Tag tone="neutral">{dyn(`choice.inspection.kind.${inspection.kind}`)}</Tag></>}
        sub={<><Link to="/inspections">← {t('nav.inspections')}</Link> · <AgencyName id={inspection.inspected_id} /></>}
        extra={mayWrite ? (
          <>
            {['planned', 'announced'].includes(inspection.state) ? <Button onClick={() => navigate(`/registers/inspections/${inspection.id}`)}>{t('action.edit')}</Button> : null}
            {step && step !== 'close' ? <Button danger onClick={() => setDialog('cancel')}>{t('inspections.cancel')}</Button> : null}
            {step ? <Button type="primary" onClick={take} data-testid={`step-${step}`}>{dyn(`inspections.step.${step}`)}</Button> : null}
          </>
        ) : null} />
      <Clocks clocks={detail.clocks} />
      <Tabs activeKey={tab} onChange={(key) => url.set({ tab: key === 'checklist' ? null : key })} items={[
        { key: 'checklist', label: t('inspections.tab_checklist', { n: detail.items.length }), children: <Checklist detail={detail} onChanged={changed} onRemedy={askRemedy} /> },
        { key: 'conclusion', label: t('inspections.tab_conclusion'), children: <Conclusion detail={detail} onChanged={saved} /> },
        { key: 'remedies', label: t('inspections.tab_remedies', { n: detail.remedies.length }), children: <Remedies detail={detail} onChanged={changed} onAdd={() => askRemedy(null)} /> },
        { key: 'history', label: t('inspections.tab_history'), children: <Card><FactList facts={detail.timeline} payloads={false} /></Card> },
      ]} />
      {dialog === 'conclusion' && step ? <ConclusionDialog detail={detail} step={step} onClose={() => setDialog(null)} onDone={saved} /> : null}
      {dialog === 'remedy' ? <RemedyDialog inspectionId={inspection.id} item={item} onClose={() => setDialog(null)} onDone={saved} /> : null}
      {dialog === 'cancel' ? (
        <Ask<{ reason: string }> title={t('inspections.cancel')} ok={t('inspections.cancel')} names={['reason']} onClose={() => setDialog(null)}
          onSend={(values) => post(`/inspections/${inspection.id}/cancel`, values).then(saved)}>
          {() => <Form.Item name="reason" label={t('inspections.cancel_reason')} rules={[{ required: true, whitespace: true, message: t('invalid.required') }]}><Input autoFocus maxLength={500} /></Form.Item>}
        </Ask>
      ) : null}
    </>
  );
}
