// SPDX-License-Identifier: Apache-2.0
// Why a rule holds for an event, or not: the condition as a tree with what was seen.
import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { Alert, Button, Input, Segmented } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router-dom';
import { ProblemError } from '@/api/client';
import type { ExplainView } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { fieldMessage, problemText } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { CopyButton } from '@/shared/ui';
import { explainRule } from './data';
import { folded, toTree } from './explain_tree';
import type { StepNode } from './explain_tree';
import { logSourceText, seenWords, stepWords } from './words';

function Mark({ yes }: { yes: boolean }) {
  const { t } = useTexts();
  return (
    <span className={yes ? 'lc-text-good' : 'lc-text-miss'}>
      {yes ? <CheckCircleFilled aria-hidden="true" /> : <CloseCircleFilled aria-hidden="true" />}
      <span className="lc-sr">{t(yes ? 'explain.holds' : 'explain.fails')}</span>
    </span>
  );
}

function Step({ node }: { node: StepNode }) {
  const texts = useTexts();
  const [all, setAll] = useState(false);
  const { step, children } = node;
  const words = stepWords(texts, step.text);
  const { shown, hidden } = all ? { shown: children, hidden: 0 } : folded(children);
  return (
    <li>
      <div className="lc-step">
        <Mark yes={step.holds} />
        <span className={words.isOperator ? '' : 'lc-mono lc-break'}>{words.label ? <b className="lc-mono">{words.label}: </b> : null}{words.words}</span>
        {step.seen !== '' ? <span className="lc-muted">{texts.t('explain.seen')} <span className="lc-mono lc-break">{seenWords(texts, step.seen)}</span></span> : null}
      </div>
      {children.length > 0 ? (
        <ul>
          {shown.map((child, i) => <Step key={i} node={child} />)}
          {hidden > 0 ? <li><Button type="link" size="small" className="lc-flat" onClick={() => setAll(true)}>{texts.t('explain.more', { n: hidden })}</Button></li> : null}
        </ul>
      ) : null}
    </li>
  );
}

export function Explanation({ view }: { view: ExplainView }) {
  const { t } = useTexts();
  const matched = view.matched && view.logsource_applies;
  return (
    <div className="lc-stack" data-testid="explanation" data-matched={matched}>
      <div className="lc-row">
        <b className={matched ? 'lc-verdict lc-tone-good' : 'lc-verdict lc-tone-neutral'}><Mark yes={matched} /> {t(matched ? 'explain.rule_holds' : 'explain.rule_fails')}</b>
        <span className="lc-grow" /><CopyButton text={view.words} label={t('explain.copy')} />
      </div>
      {view.exceptions.length > 0 ? (
        <Alert type="warning" showIcon title={t('explain.excepted')}
          description={view.exceptions.map((id) => <Link key={id} to={`/rules/exceptions?state=all&id=${id}`} className="lc-spaced">{t('exception.number', { id })}</Link>)} />
      ) : null}
      <ul className="lc-steps-tree">
        <li>
          <div className="lc-step">
            <Mark yes={view.logsource_applies} /><span>{t(view.logsource_applies ? 'explain.source_fits' : 'explain.source_differs')}</span>
            <span className="lc-muted">{t('explain.seen')} <span className="lc-mono">{view.logsources.map(logSourceText).join('; ') || t('explain.no_source')}</span></span>
          </div>
        </li>
        {toTree(view.steps).map((node, i) => <Step key={i} node={node} />)}
      </ul>
      <details className="lc-details">
        <summary>{t('explain.event', { n: view.event.length })}</summary>
        <table className="lc-fields"><tbody>
          {view.event.map((f, i) => <tr key={i}><th scope="row">{f.name}</th><td>{f.value}</td></tr>)}
        </tbody></table>
      </details>
    </div>
  );
}

/** \param text  Of a rule that is not in force; then `id` is empty. */
export function ExplainForm({ id, text, eventId = '' }: { id: string; text?: string; eventId?: string }) {
  const texts = useTexts();
  const { t } = texts;
  const can = useCan();
  const mayRead = can('event');
  const [by, setBy] = useState<'record' | 'event'>(eventId !== '' && mayRead ? 'event' : 'record');
  const [record, setRecord] = useState('');
  const [event, setEvent] = useState(eventId);
  const [view, setView] = useState<ExplainView | null>(null);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const run = () => {
    setBusy(true);
    setError('');
    explainRule(id, { ...(by === 'event' ? { event_id: event.trim() } : { record }), ...(text !== undefined ? { text } : {}) }).then(setView, (problem: unknown) => {
      setView(null);
      const fields = problem instanceof ProblemError ? problem.problem.fields : [];
      setError(by === 'event' && problem instanceof ProblemError && problem.problem.status === 404 ? t('explain.no_event')
        : [problemText(texts, problem), ...fields.map((f) => fieldMessage(texts, f.message))].join(' '));
    }).finally(() => setBusy(false));
  };
  const asked = useRef(false);
  useEffect(() => {
    if (eventId === '' || !mayRead || asked.current) return;
    asked.current = true;
    run();
  });
  return (
    <div className="lc-stack">
      <div className="lc-row">
        {mayRead ? (
          <Segmented<'record' | 'event'> value={by} onChange={setBy} options={[{ value: 'record', label: t('explain.by_record') }, { value: 'event', label: t('explain.by_event') }]} />
        ) : null}
      </div>
      {by === 'record' ? (
        <Input.TextArea className="lc-mono" autoSize={{ minRows: 4, maxRows: 16 }} value={record} onChange={(e) => setRecord(e.target.value)} spellCheck={false}
          placeholder={t('explain.record_hint')} aria-label={t('explain.record')} data-testid="explain-record" />
      ) : (
        <Input className="lc-mono" value={event} onChange={(e) => setEvent(e.target.value)} onPressEnter={run} placeholder={t('explain.event_hint')}
          aria-label={t('explain.by_event')} data-testid="explain-event" />
      )}
      <div><Button type="primary" loading={busy} disabled={(by === 'event' ? event : record).trim() === ''} onClick={run} data-testid="explain-run">{t('explain.run')}</Button></div>
      {error ? <Alert type="error" showIcon title={error} /> : null}
      {view ? <Explanation view={view} /> : null}
    </div>
  );
}
