// SPDX-License-Identifier: Apache-2.0
// One question of the calculator, and the answers given so far. Everything by keyboard.
import { Button, Checkbox, InputNumber } from 'antd';
import { useState } from 'react';
import type { Answers, Question } from '@/api/level_types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';

export function isAnswered(question: Question, answers: Answers): boolean {
  if (question.kind === 'traits') return question.choices.some((c) => answers[c.id] === true);
  return answers[question.id] !== undefined && answers[question.id] !== null;
}

export function AnswerText({ question, answers }: { question: Question; answers: Answers }) {
  const { t, pick } = useTexts();
  const value = answers[question.id];
  if (question.kind === 'traits') {
    return <>{question.choices.filter((c) => answers[c.id] === true).map((c) => pick(c.vi, c.en)).join('; ')}</>;
  }
  if (question.kind === 'yes_no') return <>{t(value === true ? 'calc.yes' : 'calc.no')}</>;
  if (question.kind === 'number') return <>{formatNumber(Number(value))} {t('calc.people')}</>;
  const choice = question.choices.find((c) => c.id === value);
  return <>{choice ? pick(choice.vi, choice.en) : String(value)}</>;
}

/** Asks one question; `onAnswer` gets the members of the answers that it sets. */
export function Ask({ question, answers, onAnswer }: { question: Question; answers: Answers; onAnswer: (set: Answers) => void }) {
  const { t, pick } = useTexts();
  const [traits, setTraits] = useState<string[]>(question.kind === 'traits' ? question.choices.filter((c) => answers[c.id] === true).map((c) => c.id) : []);
  const given = answers[question.id];
  const [number, setNumber] = useState<number | null>(typeof given === 'number' ? given : null);
  const title = pick(question.vi, question.en);
  const help = pick(question.help_vi, question.help_en);
  const choice = (id: string, label: string, value: unknown) => (
    <Button key={id} block size="large" className="lc-answer" type={given === value ? 'primary' : 'default'} onClick={() => onAnswer({ [question.id]: value })} data-testid={`answer-${question.id}-${id}`}>{label}</Button>
  );
  return (
    <form onSubmit={(e) => {
      e.preventDefault();
      if (question.kind === 'traits' && traits.length > 0) onAnswer(Object.fromEntries(question.choices.map((c) => [c.id, traits.includes(c.id)])));
      if (question.kind === 'number' && number !== null) onAnswer({ [question.id]: number });
    }}>
      <fieldset className="lc-fieldset">
        <legend className="lc-question">{title}</legend>
        {help !== '' ? <p className="lc-muted lc-gap-below">{help}</p> : null}
        {question.kind === 'traits' ? (
          <div className="lc-stack">
            {question.choices.map((c) => (
              <Checkbox key={c.id} checked={traits.includes(c.id)} data-testid={`trait-${c.id}`}
                onChange={(e) => setTraits((now) => (e.target.checked ? [...now, c.id] : now.filter((x) => x !== c.id)))}>{pick(c.vi, c.en)}</Checkbox>
            ))}
          </div>
        ) : null}
        {question.kind === 'choice' ? <div className="lc-stack">{question.choices.map((c) => choice(c.id, pick(c.vi, c.en), c.id))}</div> : null}
        {question.kind === 'yes_no' ? <div className="lc-stack">{choice('yes', t('calc.yes'), true)}{choice('no', t('calc.no'), false)}</div> : null}
        {question.kind === 'number' ? (
          <InputNumber<number> autoFocus size="large" min={0} max={100_000_000} precision={0} value={number} onChange={setNumber} style={{ width: 240, maxWidth: '100%' }} suffix={t('calc.people')} aria-label={title} data-testid={`number-${question.id}`} />
        ) : null}
      </fieldset>
      {question.kind === 'traits' || question.kind === 'number' ? (
        <Button type="primary" size="large" htmlType="submit" className="lc-gap-above" disabled={question.kind === 'traits' ? traits.length === 0 : number === null} data-testid="answer-next">{t('calc.next')}</Button>
      ) : null}
    </form>
  );
}
