// SPDX-License-Identifier: Apache-2.0
// The check of a rule being written, and what to do when somebody else has changed it.
import { CheckCircleFilled, CloseCircleFilled, SyncOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { post } from '@/api/client';
import type { CheckView, FindingView, OwnRuleView } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { problemText } from '@/shared/problems';
import { Card, LevelTag, Tag } from '@/shared/ui';
import { diffLines, shortened } from './diff';
import { FindingList } from './findings';

const pauseMs = 700;

/** Checks a moment after the last key; `isStale` while the answer is about an older text. */
export function useCheck(name: string, text: string, tests: string) {
  const texts = useTexts();
  const [state, setState] = useState<{ check: CheckView | null; of: string; error: string }>({ check: null, of: '', error: '' });
  const now = `${text}\u0000${tests}`;
  const latest = useRef({ name, text, tests, now });
  latest.current = { name, text, tests, now };
  const said = useRef(texts);
  said.current = texts;
  /** Resolves with the verdict on the text as it was when asked; null when it could not be had. */
  const run = useCallback((): Promise<CheckView | null> => {
    const asked = latest.current;
    return post<CheckView>('/own-rules/check', { name: asked.name, text: asked.text, tests: asked.tests }).then(
      (check) => {
        if (latest.current.now === asked.now) setState({ check, of: asked.now, error: '' });
        return check;
      },
      (problem: unknown) => {
        if (latest.current.now === asked.now) setState((old) => ({ ...old, of: asked.now, error: problemText(said.current, problem) }));
        return null;
      });
  }, []);
  useEffect(() => {
    const timer = window.setTimeout(() => void run(), pauseMs);
    return () => window.clearTimeout(timer);
  }, [now, run]);
  return { check: state.check, isStale: state.of !== now, error: state.error, run };
}

export function CheckResult({ check, isStale, error, findings, onRun, onGo }: {
  check: CheckView | null; isStale: boolean; error: string; findings: FindingView[]; onRun: () => void; onGo: (finding: FindingView) => void;
}) {
  const { t } = useTexts();
  const failed = check?.tests.filter((test) => !test.passed).length ?? 0;
  const errors = findings.filter((f) => f.severity === 'error').length;
  const verdict = check === null || isStale ? <Tag tone="low" icon={<SyncOutlined spin />}>{t('own_rule.checking')}</Tag>
    : check.is_usable ? <Tag tone="good" icon={<CheckCircleFilled />}>{t('own_rule.usable', { n: check.rules.length, tests: check.tests.length })}</Tag>
      : <Tag tone="critical" icon={<CloseCircleFilled />}>{errors > 0 ? t('own_rule.n_errors', { n: errors }) : failed > 0 ? t('own_rule.n_tests_failed', { n: failed }) : t('own_rule.not_usable')}</Tag>;
  return (
    <Card label={t('own_rule.check')}>
      <div className="lc-stack">
        <div className="lc-row" role="status" data-testid="check" data-usable={check !== null && !isStale && check.is_usable} data-stale={isStale}>
          {verdict}
          {check && !isStale ? check.rules.map((r) => (
            <span key={r.id} className="lc-row"><LevelTag level={r.level} /><span>{r.title}</span><span className="lc-muted">{r.logsource}</span>
              {r.replaces ? <Tag tone="medium">{t('own_rule.replaces_set', { set: r.replaces })}</Tag> : null}{r.always_evaluated ? <Tag tone="medium">{t('rules.always')}</Tag> : null}</span>
          )) : null}
          <span className="lc-grow" /><Button size="small" onClick={onRun} data-testid="check-now">{t('own_rule.check_now')}</Button>
        </div>
        {error ? <Alert type="error" showIcon title={error} /> : null}
        {findings.length > 0 && !isStale ? <FindingList findings={findings} onGo={onGo} /> : null}
      </div>
    </Card>
  );
}

function Diff({ before, after }: { before: string; after: string }) {
  const { t } = useTexts();
  const lines = shortened(diffLines(before, after));
  if (lines.length <= 1) return <p className="lc-muted">{t('own_rule.no_difference')}</p>;
  const words = { same: '', added: t('own_rule.line_mine'), removed: t('own_rule.line_theirs') };
  const signs = { same: ' ', added: '+', removed: '−' };
  return (
    <pre className="lc-code lc-diff" tabIndex={0}>
      {lines.map((line, i) => (line === null ? <span key={i} className="lc-muted">⋯{'\n'}</span> : (
        <span key={i} className={`lc-diff-${line.change}`}><span aria-hidden="true">{signs[line.change]} </span>{words[line.change] ? <span className="lc-sr">{words[line.change]} </span> : null}{line.text}{'\n'}</span>
      )))}
    </pre>
  );
}

/** Saved meanwhile by somebody else: nothing is lost, the person decides. */
export function Conflict({ mine, theirs, onMine, onTheirs }: {
  mine: { text: string; tests: string }; theirs: OwnRuleView; onMine: () => void; onTheirs: () => void;
}) {
  const { t } = useTexts();
  return (
    <Alert type="warning" showIcon data-testid="conflict" title={t('own_rule.conflict')} description={
      <div className="lc-stack">
        <p>{t('own_rule.conflict_text')}</p>
        <Diff before={theirs.text} after={mine.text} />
        {theirs.tests !== mine.tests ? <><h3 className="lc-sub">{t('rules.tests')}</h3><Diff before={theirs.tests} after={mine.tests} /></> : null}
        <div className="lc-row">
          <Button onClick={onMine} data-testid="keep-mine">{t('own_rule.keep_mine')}</Button>
          <Button onClick={onTheirs} data-testid="take-theirs">{t('own_rule.take_theirs')}</Button>
        </div>
      </div>
    } />
  );
}
