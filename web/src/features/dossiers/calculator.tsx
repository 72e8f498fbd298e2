// SPDX-License-Identifier: Apache-2.0
// The level calculator: asks only what can still change the level, shows why beside it. With a dossier in the
// address its answers are changed; with a system what is on record is taken over.
import { Button, Input, InputNumber } from 'antd';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { get, post, request } from '@/api/client';
import type { Answers, Calculated, Calculator, DossierDetail, Question, SystemStatus } from '@/api/level_types';
import { useTexts } from '@/i18n';
import { SystemSelect } from '@/shared/entity/select';
import { useNotice } from '@/shared/problems';
import { useCan, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { Card, Loaded, PageHead } from '@/shared/ui';
import { AnswerText, Ask, isAnswered } from './answers';
import { Reasoning } from './reasoning';

type System = SystemStatus['system'];

/** What the register of systems says already; the server decides what is asked for. */
function fromSystem(system: System): Answers {
  const traits: Record<string, string> = { internal: 'internal', public_service: 'public_service', infrastructure: 'infrastructure', industrial_control: 'industrial' };
  const trait = traits[system.kind ?? ''];
  const answers: Answers = {};
  if (trait) answers[trait] = true;
  if (system.has_state_secrets) answers['state_secret'] = true;
  if (trait === 'infrastructure' && system.is_shared) answers['scope'] = 'sector_or_province';
  if ((system.users ?? 0) > 0) answers['users'] = system.users;
  if ((system.basic_subjects ?? 0) > 0) answers['basic_subjects'] = system.basic_subjects;
  if ((system.sensitive_subjects ?? 0) > 0) answers['sensitive_subjects'] = system.sensitive_subjects;
  if (system.only_public_information) answers['only_public_information'] = true;
  else if (system.has_personal_data || system.has_sensitive_data) answers['only_public_information'] = false;
  return answers;
}

export default function CalculatorPage() {
  const url = useUrlState();
  const dossier = url.text('dossier');
  const system = url.text('system');
  const calculator = useQuery({ queryKey: ['level-calculator'], queryFn: () => get<Calculator>('/level-calculator'), staleTime: Infinity });
  const known = useQuery({
    queryKey: ['level-start', dossier, system],
    queryFn: async () => {
      if (dossier !== '') {
        const detail = await get<DossierDetail>(`/dossiers/${encodeURIComponent(dossier)}/detail`);
        return { answers: detail.answers as Answers, regime: String(detail.dossier.regime), detail };
      }
      if (system === '') return { answers: {} as Answers, regime: '', detail: null };
      const status = await get<SystemStatus>(`/systems/${encodeURIComponent(system)}/status`);
      return { answers: fromSystem(status.system), regime: '', detail: null };
    },
    gcTime: 0,
  });
  return (
    <Loaded query={calculator}>
      {(data) => <Loaded query={known}>{(start) => <Page key={`${dossier}/${system}`} calculator={data} start={start.answers} regime={start.regime} detail={start.detail} system={system} />}</Loaded>}
    </Loaded>
  );
}

function Page({ calculator, start, regime, detail, system }: { calculator: Calculator; start: Answers; regime: string; detail: DossierDetail | null; system: string }) {
  const { t, pick } = useTexts();
  const me = useMe();
  const can = useCan();
  const url = useUrlState();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { failed } = useNotice();
  const [answers, setAnswers] = useState<Answers>(start);
  const [again, setAgain] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const result = useQuery({
    queryKey: ['calculated', answers, regime],
    queryFn: () => post<Calculated>('/level-calculator', { answers, ...(regime !== '' ? { regime } : {}) }),
    placeholderData: keepPreviousData,
  });
  const own = result.data?.results[0];
  const byId = new Map(calculator.questions.map((q) => [q.id, q]));
  const traits = byId.get('traits');
  const mustTrait = traits && !isAnswered(traits, answers) ? traits : undefined;
  const current: Question | undefined = again ? byId.get(again) : (mustTrait ?? byId.get(own?.next ?? ''));
  const answered = calculator.questions.filter((q) => isAnswered(q, answers) && q.id !== current?.id);
  const contradiction = result.data?.contradictions.find((c) => c.code !== 'required');
  const answer = (set: Answers) => {
    setAgain(null);
    setAnswers((now) => ({ ...now, ...set }));
  };
  const save = async () => {
    setBusy(true);
    try {
      const saved = detail
        ? await request<DossierDetail>('PUT', `/dossiers/${detail.dossier.id}/draft`, { body: { answers, explanation: detail.dossier.explanation, change_reason: detail.dossier.change_reason } })
        : await post<DossierDetail>('/dossiers/draft', { system_id: Number(system), answers });
      void queries.invalidateQueries({ queryKey: ['dossier'] });
      void queries.invalidateQueries({ queryKey: ['rows', 'dossiers'] });
      navigate(`/dossiers/${saved.dossier.id}`);
    } catch (problem) {
      failed(problem);
      setBusy(false);
    }
  };
  return (
    <>
      <PageHead title={t('nav.calculator')} sub={detail ? `${detail.dossier.number} · ${detail.system.name}` : t('calc.sub')} />
      <div className="lc-two lc-two-even">
        <div className="lc-stack">
          {detail ? null : (
            <Card>
              <label htmlFor="calc-system" style={{ display: 'block' }}>{t('calc.system')}</label>
              <SystemSelect id="calc-system" agencyId={me.agency_id} allowClear value={system === '' ? null : Number(system)} onChange={(id: number | null) => url.set({ system: id ? String(id) : null })} placeholder={t('calc.system_hint')} style={{ width: '100%' }} />
            </Card>
          )}
          <Card title={current ? t('calc.question', { n: answered.length + 1 }) : t('calc.done')} label={t('nav.calculator')}>
            {current ? <Ask key={current.id} question={current} answers={answers} onAnswer={answer} /> : (
              <div className="lc-stack">
                {own && own.level === 0 ? <p className="lc-text-high">{t('calc.no_level')}</p> : null}
                {own?.regime === 'nd331' && own.level > 0 ? <Risk answers={answers} level={own.raised_from || own.level} onChange={(set) => setAnswers((now) => ({ ...now, ...set }))} /> : null}
                {contradiction ? <p className="lc-text-critical" role="alert">{pick(contradiction.vi, contradiction.en)}</p> : null}
                {can('dossier', 'write') ? (
                  <Button type="primary" size="large" loading={busy} disabled={(!detail && system === '') || !own || own.level === 0 || contradiction !== undefined || (Boolean(answers['risk_level']) && !answers['risk_reason'])} onClick={() => void save()} data-testid="make-dossier">
                    {detail ? t('calc.save') : system === '' ? t('calc.pick_system') : t('calc.make')}
                  </Button>
                ) : null}
              </div>
            )}
          </Card>
          {answered.length > 0 ? (
            <Card title={t('calc.answered')} extra={<Button size="small" onClick={() => { setAnswers({}); setAgain(null); }}>{t('calc.restart')}</Button>}>
              <ul className="lc-plain-list">
                {answered.map((q) => (
                  <li key={q.id} className="lc-row lc-spaced">
                    <span className="lc-grow"><span className="lc-muted">{pick(q.vi, q.en)}</span><br /><AnswerText question={q} answers={answers} /></span>
                    <Button size="small" onClick={() => setAgain(q.id)} aria-label={`${t('calc.change')}: ${pick(q.vi, q.en)}`}>{t('calc.change')}</Button>
                  </li>
                ))}
              </ul>
            </Card>
          ) : null}
        </div>
        {own ? <Reasoning result={own} other={result.data?.results[1]} {...(current ? {} : { onAsk: setAgain })} /> : null}
      </div>
    </>
  );
}

/** The risk assessment may raise the level, with a reason. */
function Risk({ answers, level, onChange }: { answers: Answers; level: number; onChange: (set: Answers) => void }) {
  const { t } = useTexts();
  const raised = typeof answers['risk_level'] === 'number' ? answers['risk_level'] : null;
  if (level >= 5) return null;
  return (
    <details className="lc-details" open={raised !== null}>
      <summary>{t('calc.risk')}</summary>
      <div className="lc-stack">
        <InputNumber<number> min={level + 1} max={5} value={raised} placeholder={t('calc.risk_none')} onChange={(v) => onChange({ risk_level: v })} aria-label={t('calc.risk')} />
        {raised !== null ? <Input.TextArea rows={2} maxLength={2000} value={String(answers['risk_reason'] ?? '')} onChange={(e) => onChange({ risk_reason: e.target.value })} placeholder={t('calc.risk_reason')} aria-label={t('calc.risk_reason')} /> : null}
      </div>
    </details>
  );
}
