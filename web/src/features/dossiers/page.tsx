// SPDX-License-Identifier: Apache-2.0
// One dossier: where it stands, its clocks, level and grounds, parts, papers, and what may be done now.
import { FilePdfOutlined, FileWordOutlined } from '@ant-design/icons';
import { Button, Input, Tooltip } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router-dom';
import { apiUrl, get, post, request } from '@/api/client';
import type { DossierClock, DossierDetail } from '@/api/level_types';
import type { FactView } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatDue } from '@/shared/format';
import { FactList } from '@/shared/history';
import { DossierTag, LevelNumber } from './tags';
import { useLiveChange } from '@/shared/live';
import { fieldMessage, useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { AgencyName, Card, ClockTag, Loaded, PageHead, Remaining, Tag, Time } from '@/shared/ui';
import { Parts } from './parts';
import { Reasoning } from './reasoning';
import { StepDialog } from './steps';
import type { Step } from './steps';

export default function DossierPage() {
  const { id = '' } = useParams();
  const detail = useQuery({ queryKey: ['dossier', id], queryFn: () => get<DossierDetail>(`/dossiers/${encodeURIComponent(id)}/detail`) });
  useLiveChange(['dossier', 'dossier_part', 'regulation', 'system_control'], () => void detail.refetch());
  return <Loaded query={detail} rows={12}>{(data) => <Page key={id} detail={data} />}</Loaded>;
}

function Clock({ clock }: { clock: DossierClock }) {
  const { t, dyn } = useTexts();
  return (
    <section className={`lc-clock lc-clock-${clock.state}`} data-testid={`clock-${clock.step}`}>
      <div className="lc-row lc-spaced"><h3 className="lc-grow">{dyn(`dossier.step.${clock.step}`)}</h3><ClockTag status={clock.state as never} /></div>
      <span>{dyn(`choice.dossier.appraiser.${clock.body}`)} · {t(clock.working_days ? 'dossier.working_days' : 'dossier.days', { n: clock.days })}</span>
      {clock.due ? <span>{t('dossier.due')}: {formatDue(clock.due)} {clock.done ? null : <Remaining due={clock.due} />}</span> : null}
      {clock.done ? <span>{t('dossier.done')}: <Time at={clock.done} /></span> : null}
      <span className="lc-muted lc-small">{clock.clause}</span>
    </section>
  );
}

function Papers({ id, decision }: { id: number; decision: boolean }) {
  const { t } = useTexts();
  const line = (name: 'proposal' | 'decision') => (
    <li className="lc-row lc-spaced" key={name}>
      <span className="lc-grow">{t(`dossier.${name}`)}</span>
      <Button size="small" icon={<FileWordOutlined />} href={apiUrl(`/dossiers/${id}/${name}.docx`)} download data-testid={`${name}-docx`}>.docx</Button>
      <Button size="small" icon={<FilePdfOutlined />} href={apiUrl(`/dossiers/${id}/${name}.pdf`)} download data-testid={`${name}-pdf`}>.pdf</Button>
    </li>
  );
  return <Card title={t('dossier.papers')}><ul className="lc-plain-list">{line('proposal')}{decision ? line('decision') : null}</ul></Card>;
}

/** The explanation, and for a re-determination its reason; written where the dossier is read. */
function Explanation({ detail, editable, onDone }: { detail: DossierDetail; editable: boolean; onDone: (next: DossierDetail) => void }) {
  const { t, dyn } = useTexts();
  const { done, failed } = useNotice();
  const [text, setText] = useState(detail.dossier.explanation ?? '');
  const [why, setWhy] = useState(detail.dossier.change_reason ?? '');
  const [busy, setBusy] = useState(false);
  const again = detail.dossier.kind === 'redetermination';
  const save = () => {
    setBusy(true);
    request<DossierDetail>('PUT', `/dossiers/${detail.dossier.id}/draft`, { body: { answers: detail.answers, explanation: text, change_reason: why } })
      .then((next) => { done(t('done.saved')); onDone(next); }, failed)
      .finally(() => setBusy(false));
  };
  return (
    <Card title={dyn('field.dossier.explanation')}>
      {editable ? (
        <div className="lc-stack">
          <Input.TextArea value={text} onChange={(e) => setText(e.target.value)} autoSize={{ minRows: 4, maxRows: 14 }} maxLength={8000} aria-label={dyn('field.dossier.explanation')} data-testid="explanation" />
          {again ? <Input.TextArea value={why} onChange={(e) => setWhy(e.target.value)} rows={2} maxLength={2000} placeholder={dyn('field.dossier.change_reason')} aria-label={dyn('field.dossier.change_reason')} /> : null}
          <div><Button onClick={save} loading={busy} disabled={text === (detail.dossier.explanation ?? '') && why === (detail.dossier.change_reason ?? '')} data-testid="save-explanation">{t('dossier.save_texts')}</Button></div>
        </div>
      ) : (
        <>
          <p className="lc-pre lc-plain-font">{detail.dossier.explanation || '—'}</p>
          {again ? <p className="lc-muted">{dyn('field.dossier.change_reason')}: {detail.dossier.change_reason || '—'}</p> : null}
        </>
      )}
    </Card>
  );
}

function History({ id }: { id: number }) {
  const { t } = useTexts();
  const history = useQuery({ queryKey: ['history', 'dossiers', id], queryFn: () => get<{ rows: FactView[] }>(`/dossiers/${id}/history`) });
  return <Card title={t('system.tab_history')}><Loaded query={history} rows={3}>{(data) => <FactList facts={data.rows} />}</Loaded></Card>;
}

function Page({ detail }: { detail: DossierDetail }) {
  const texts = useTexts();
  const { t, dyn } = texts;
  const can = useCan();
  const queries = useQueryClient();
  const { done, failed } = useNotice();
  const [step, setStep] = useState<Step | null>(null);
  const [busy, setBusy] = useState('');
  const { dossier } = detail;
  const status = String(dossier.status);
  const editable = (status === 'draft' || status === 'returned') && can('dossier', 'write');
  const moved = (next?: DossierDetail) => {
    if (next) queries.setQueryData(['dossier', String(dossier.id)], next);
    else void queries.invalidateQueries({ queryKey: ['dossier', String(dossier.id)] });
    for (const key of ['rows', 'history', 'duties', 'score', 'overview', 'system-status', 'lookup']) void queries.invalidateQueries({ queryKey: [key] });
    setStep(null);
  };
  const act = (id: string) => {
    if (id === 'withdraw' || id === 'return' || id === 'appraise' || id === 'approve') return setStep(id);
    setBusy(id);
    return void post<DossierDetail>(`/dossiers/${dossier.id}/${id}`).then((next) => { done(t('done.saved')); moved(next); }, failed).finally(() => setBusy(''));
  };
  const main = new Set(['file', 'accept', 'appraise', 'approve']);
  return (
    <>
      <PageHead title={`${dossier.number} · ${detail.system.name}`}
        tags={<><LevelNumber level={dossier.level ?? 0} /><DossierTag status={status} />{dossier.kind === 'redetermination' ? <Tag tone="medium">{dyn('choice.dossier.kind.redetermination')}</Tag> : null}</>}
        sub={<><AgencyName id={dossier.agency_id} /> · <Link to={`/registers/systems/${dossier.system_id}`}>{detail.system.name}</Link> · {dyn(`choice.dossier.regime.${String(dossier.regime)}`)}{(dossier.round ?? 0) > 1 ? ` · ${t('dossier.round', { n: dossier.round ?? 0 })}` : ''}</>}
        extra={can('dossier', 'write') ? detail.actions.filter((a) => a.id !== 'edit').map((a) => (
          <Tooltip key={a.id} title={a.blocked ? fieldMessage(texts, a.blocked) : ''}>
            <Button type={main.has(a.id) ? 'primary' : 'default'} disabled={a.blocked !== ''} loading={busy === a.id} onClick={() => act(a.id)} data-testid={`do-${a.id}`}>{dyn(`dossier.action.${a.id}`)}</Button>
          </Tooltip>
        )) : null} />
      {detail.actions.filter((a) => a.blocked !== '').map((a) => <p key={a.id} className="lc-muted lc-gap-below">{dyn(`dossier.action.${a.id}`)}: {fieldMessage(texts, a.blocked)}.</p>)}
      {detail.conflict && status !== 'approved' ? <p className="lc-text-high lc-gap-below" role="note">{t('dossier.conflict')}</p> : null}
      {detail.needs_national_list ? <p className="lc-gap-below">{t('dossier.national_list')}</p> : null}
      {dossier.remarks && status !== 'draft' ? <Card className="lc-gap-below" title={t('dossier.remarks')}><p className="lc-pre lc-plain-font">{dossier.remarks}</p></Card> : null}
      <div className="lc-clocks lc-gap-below">{detail.clocks.map((clock) => <Clock key={clock.step} clock={clock} />)}</div>
      <div className="lc-two lc-two-even">
        <div className="lc-stack">
          <Parts detail={detail} mayWrite={can('dossier_part', 'write')} onDone={() => moved()} />
          <Explanation key={dossier.version} detail={detail} editable={editable} onDone={moved} />
          <Papers id={dossier.id} decision={status === 'appraised' || status === 'approved'} />
          <History id={dossier.id} />
        </div>
        <div className="lc-stack">
          {editable ? <Link to={`/levels?dossier=${dossier.id}`} className="lc-action" data-testid="edit-answers"><b>{t('dossier.edit_answers')}</b></Link> : null}
          <Reasoning result={detail.determination} other={detail.other} />
        </div>
      </div>
      {step ? <StepDialog step={step} detail={detail} onClose={() => setStep(null)} onDone={(next) => { done(t('done.saved')); moved(next); }} /> : null}
    </>
  );
}
