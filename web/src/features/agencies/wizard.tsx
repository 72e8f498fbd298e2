// SPDX-License-Identifier: Apache-2.0
// A reorganisation, step by step: kind → units and date → what passes to whom → preview → apply.
import { Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { today } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { useUrlState } from '@/shared/url';
import { PageHead } from '@/shared/ui';
import { apply, kinds, preview } from './data';
import type { Plan, ReorganisationKind } from './data';
import { emptyDraft, inputOf, isComplete } from './model';
import type { Draft } from './model';
import { KindStep, PassStep, UnitsStep } from './steps';
import { PlanView } from './plan';

const steps = ['kind', 'units', 'pass', 'preview'] as const;

export default function Wizard() {
  const { t, dyn } = useTexts();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { done, failed } = useNotice();
  const state = useUrlState();
  const asked = state.text('kind') as ReorganisationKind;
  const from = Number(state.text('from')) || 0;
  const [draft, setDraft] = useState<Draft>(() => ({ ...emptyDraft(kinds.includes(asked) ? asked : 'merge', today()), predecessors: from ? [from] : [] }));
  const [step, setStep] = useState(0);
  const [plan, setPlan] = useState<Plan | null>(null);
  const [busy, setBusy] = useState(false);
  const change = (next: Partial<Draft>) => {
    setDraft((now) => ({ ...now, ...next }));
    setPlan(null);
  };
  const show = () => {
    setBusy(true);
    preview(inputOf(draft)).then((got) => {
      setPlan(got);
      setStep(3);
    }, failed).finally(() => setBusy(false));
  };
  const carryOut = () => {
    setBusy(true);
    apply(inputOf(draft)).then((row) => {
      done(t(row.state === 'scheduled' ? 'reorganise.scheduled' : 'reorganise.done'));
      void queries.invalidateQueries();
      navigate(`/reorganisations?id=${row.id}`);
    }, (error: unknown) => {
      failed(error);
      setBusy(false);
    });
  };
  const next = () => (step === 2 ? show() : setStep(step + 1));
  return (
    <>
      <PageHead title={t('agencies.reorganise')} sub={<Link to="/reorganisations">{t('nav.reorganisations')}</Link>} />
      <ol className="lc-stepper" aria-label={t('reorganise.steps')}>
        {steps.map((name, i) => (
          <li key={name} className={`lc-step-${i < step ? 'done' : i === step ? 'current' : 'todo'}`} aria-current={i === step ? 'step' : undefined}>
            <span className="lc-step-mark" aria-hidden="true">{i + 1}</span><span><b>{dyn(`reorganise.at.${name}`)}</b></span>
          </li>
        ))}
      </ol>
      <div className="lc-card lc-form-card">
        {step === 0 ? <KindStep draft={draft} change={change} /> : null}
        {step === 1 ? <UnitsStep draft={draft} change={change} /> : null}
        {step === 2 ? <PassStep draft={draft} change={change} /> : null}
        {step === 3 && plan ? <PlanView plan={plan} /> : null}
        <div className="lc-sticky-foot">
          {step > 0 ? <Button onClick={() => setStep(step - 1)} disabled={busy}>{t('reorganise.back')}</Button> : null}
          {step < 3 ? (
            <Button type="primary" onClick={next} loading={busy} disabled={step > 0 && !isComplete(draft)} data-testid="next">{t(step === 2 ? 'reorganise.preview' : 'reorganise.next')}</Button>
          ) : (
            <Button type="primary" onClick={carryOut} loading={busy} disabled={!plan || plan.problems.length > 0} data-testid="apply">{t('reorganise.apply')}</Button>
          )}
        </div>
      </div>
    </>
  );
}
