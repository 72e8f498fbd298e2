// SPDX-License-Identifier: Apache-2.0
// One advisory for the province: its text, its addressees, what each answered.
import { Alert, Button, Form, Input } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { get, post } from '@/api/client';
import { useTexts } from '@/i18n';
import { Ask, TextItem } from '@/shared/ask';
import { formatDate, formatTime } from '@/shared/format';
import { FactList } from '@/shared/history';
import { useLiveChange } from '@/shared/live';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { Card, LevelTag, Loaded, PageHead } from '@/shared/ui';
import { Addressees } from './addressees';
import { Matrix } from './matrix';
import { Additions, Content, StateTag } from './parts';
import type { Detail } from './parts';

export default function AdvisoryPage() {
  const { id = '' } = useParams();
  const detail = useQuery({ queryKey: ['advisory', id], queryFn: () => get<Detail>(`/advisories/${encodeURIComponent(id)}/detail`) });
  useLiveChange(['advisory', 'advisory_delivery', 'advisory_answer'], () => void detail.refetch());
  return <Loaded query={detail} rows={12}>{(data) => <Body key={id} detail={data} reload={() => void detail.refetch()} />}</Loaded>;
}

function Body({ detail, reload }: { detail: Detail; reload: () => void }) {
  const { t } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const { done } = useNotice();
  const [dialog, setDialog] = useState<'addressees' | 'supplement' | 'withdraw' | null>(null);
  const { advisory } = detail;
  const issues = can('advisory_issue', 'write');
  const isDraft = advisory.state === 'draft';
  const saved = () => {
    done(t('done.saved'));
    reload();
  };
  return (
    <>
      <PageHead title={`${advisory.number} · ${advisory.title}`} tags={<><LevelTag level={advisory.severity} /><StateTag state={advisory.state} /></>}
        sub={<><Link to="/advisories">← {t('advisories.back')}</Link>{advisory.issued_at ? <> · {t('advisories.issued_line', { date: formatTime(advisory.issued_at), who: advisory.issued_by })}</> : null}{advisory.due_on ? <> · {t('advisories.by', { date: formatDate(advisory.due_on) })}</> : null}</>}
        extra={
          <>
            {isDraft && can('advisory', 'write') ? <Button onClick={() => navigate(`/registers/advisories/${advisory.id}/edit`)} data-testid="edit-advisory">{t('action.edit')}</Button> : null}
            {isDraft && issues ? <Button type="primary" onClick={() => setDialog('addressees')} data-testid="choose-addressees">{t('advisories.addressees')}</Button> : null}
            {advisory.state === 'issued' && issues ? (
              <>
                <Button danger onClick={() => setDialog('withdraw')}>{t('advisories.withdraw')}</Button>
                <Button onClick={() => setDialog('addressees')} data-testid="choose-addressees">{t('advisories.add_addressees')}</Button>
                <Button onClick={() => setDialog('supplement')} data-testid="supplement">{t('advisories.supplement')}</Button>
              </>
            ) : null}
          </>
        } />
      <div className="lc-stack">
        {advisory.state === 'withdrawn' ? <Alert type="warning" showIcon title={t('advisories.withdrawn', { reason: advisory.withdraw_reason })} /> : null}
        {isDraft ? null : <Matrix detail={detail} onChanged={reload} />}
        <Additions rows={detail.additions} />
        <Content advisory={advisory} cves={detail.cves} file={advisory.evidence_file_id ? `/api/v1/evidence-files/${advisory.evidence_file_id}/content` : null} />
        <Card title={t('advisories.timeline')}><FactList facts={detail.timeline} payloads={false} /></Card>
      </div>
      {dialog === 'addressees' ? <Addressees advisory={advisory} onClose={() => setDialog(null)} onDone={reload} /> : null}
      {dialog === 'supplement' ? (
        <Ask<{ content: string }> title={t('advisories.supplement')} ok={t('action.send')} names={['content']} onClose={() => setDialog(null)}
          onSend={(values) => post(`/advisories/${advisory.id}/supplement`, values).then(saved)}>
          {() => <TextItem name="content" label={t('advisories.text')} rows={8} max={8000} hint={t('advisories.supplement_hint')} />}
        </Ask>
      ) : null}
      {dialog === 'withdraw' ? (
        <Ask<{ reason: string }> title={t('advisories.withdraw')} ok={t('advisories.withdraw')} names={['reason']} onClose={() => setDialog(null)}
          onSend={(values) => post(`/advisories/${advisory.id}/withdraw`, values).then(saved)}>
          {() => <Form.Item name="reason" label={t('advisories.withdraw_reason')} rules={[{ required: true, whitespace: true, message: t('invalid.required') }]}><Input autoFocus maxLength={500} /></Form.Item>}
        </Ask>
      ) : null}
    </>
  );
}
