// SPDX-License-Identifier: Apache-2.0
// Writing an own rule: checked while it is typed, with its tests beside it; nothing unusable is saved.
import { DeleteOutlined, SaveOutlined } from '@ant-design/icons';
import { Alert, App, Button, Input, Tabs } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { ProblemError } from '@/api/client';
import type { OwnRuleView } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { today } from '@/shared/format';
import { fieldMessage, problemText, useNotice } from '@/shared/problems';
import { useCan, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { Card, Loaded, Loading, Tag } from '@/shared/ui';
import { CodeEditor } from './code';
import type { EditorHandle } from './code';
import { changeOwnRule, createOwnRule, deleteOwnRule, readOwnRule, useOwnRule, useRefresh, useRule } from './data';
import { fileNameOf, newRuleText, newTestsText, titleIn, useDraft, writeDraft } from './draft';
import type { Draft } from './draft';
import { ExplainForm } from './explain';
import { fieldFinding } from './finding_words';
import { TestList } from './findings';
import { CheckResult, Conflict, useCheck } from './own_check';
import { RulesSection } from './section';

export default function OwnRulePage({ create }: { create?: boolean }) {
  const { name = '' } = useParams();
  const from = useUrlState().text('from');
  const rule = useOwnRule(create ? '' : name);
  if (create) return <NewRule key={from} from={from} />;
  return <Loaded query={rule} rows={12}>{(view) => <Editor key={name} id={name} saved={{ text: view.text, tests: view.tests, name, hash: view.hash }} />}</Loaded>;
}

/** From nothing, or from a rule of another set: own rules go before those with the same id. */
function NewRule({ from }: { from: string }) {
  const { t } = useTexts();
  const me = useMe();
  const [blank] = useState<Draft>(() => ({
    text: newRuleText(me.name, today(), { title: t('own_rule.new_title'), description: t('own_rule.new_description'), falsepositive: t('own_rule.new_falsepositive') }),
    tests: newTestsText({ match: t('own_rule.new_match'), miss: t('own_rule.new_miss') }), name: '', hash: '',
  }));
  const rule = useRule(from);
  if (from === '') return <Editor id="" draftId="new" saved={blank} />;
  if (!rule.data) return <Loaded query={rule}>{() => <Loading />}</Loaded>;
  const file = rule.data.rule.path.split('/').pop() ?? '';
  return <Editor id="" draftId={`from.${from}`} saved={{ text: rule.data.text, tests: '', name: fileNameOf(file.replace(/\.ya?ml$/i, '')), hash: '' }} replaces={rule.data.set_title} />;
}

/** \param id  Name of the saved rule; empty: it is new. */
function Editor({ id, draftId = id, saved, replaces }: { id: string; draftId?: string; saved: Draft; replaces?: string }) {
  const texts = useTexts();
  const { t } = texts;
  const can = useCan();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const refresh = useRefresh();
  const { modal } = App.useApp();
  const { done, failed } = useNotice();
  const { draft, base, change, rebase, isChanged, isResumed } = useDraft(draftId, saved);
  const [resumed, setResumed] = useState(isResumed);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<string[]>([]);
  const [theirs, setTheirs] = useState<OwnRuleView | null>(null);
  const handle = useRef<EditorHandle | null>(null);
  const { check, isStale, error, run } = useCheck(draft.name || id, draft.text, draft.tests);
  const mayWrite = can('rule', 'write');
  const isNew = id === '';
  const name = isNew ? draft.name || fileNameOf(titleIn(draft.text)) : id;
  const usable = check !== null && check.is_usable && !isStale;
  const findings = check && !isStale ? check.report.findings : [];
  const inText = findings.filter((f) => !f.file.startsWith('tests/'));
  const inTests = findings.filter((f) => f.file.startsWith('tests/'));
  const keep = (view: OwnRuleView) => {
    rebase({ text: view.text, tests: view.tests, name: view.name, hash: view.hash });
    setResumed(false);
    writeDraft(draftId, null);
    queries.setQueryData(['own-rules', 'one', view.name], view);
    refresh();
  };
  const send = () => {
    const body = { text: draft.text, tests: draft.tests, note: note.trim() };
    const sent = isNew ? createOwnRule({ ...body, name }) : changeOwnRule(id, { ...body, hash: draft.hash });
    return sent.then((view) => {
      keep(view);
      setNote('');
      done(t('own_rule.saved'));
      if (isNew) navigate(`/rules/own/${encodeURIComponent(view.name)}`, { replace: true });
    }, async (problem: unknown) => {
      const p = problem instanceof ProblemError ? problem.problem : null;
      if (p?.status === 409 && !isNew) return setTheirs(await readOwnRule(id));
      void run();
      const taken = p?.status === 409 && p.fields.some((f) => f.name === 'name');
      return setProblems(taken ? [t('own_rule.name_taken')] : p && p.fields.length > 0 ? p.fields.map((f) => fieldFinding(texts, f.message) ?? fieldMessage(texts, f.message)) : [problemText(texts, problem)]);
    });
  };
  const save = () => {
    if (!mayWrite || busy) return;
    setBusy(true);
    setProblems([]);
    const verdict = usable ? Promise.resolve(check) : run();
    verdict.then((view) => (view === null || view.is_usable ? send() : setProblems([t('own_rule.only_usable')]))).catch(failed).finally(() => setBusy(false));
  };
  const remove = () => void modal.confirm({
    title: t('own_rule.delete_ask', { name: id }), content: t('own_rule.delete_note'), okText: t('own_rule.delete'), okButtonProps: { danger: true }, cancelText: t('action.cancel'),
    onOk: () => deleteOwnRule(id, base.hash).then(() => { writeDraft(draftId, null); refresh(); navigate('/rules/own'); }, failed),
  });
  return (
    <RulesSection title={isNew ? t('own_rule.new') : titleIn(base.text) || id}
      tags={isChanged ? <Tag tone="medium">{t('own_rule.unsaved')}</Tag> : null}
      sub={mayWrite ? <>{t('own_rule.edit_sub')} <Link to="/rules/sets">{t('own_rule.to_sets')}</Link></> : t('own_rule.read_only')}
      extra={mayWrite ? (
        <>
          {isNew ? null : <Button icon={<DeleteOutlined />} onClick={remove} data-testid="delete-own">{t('own_rule.delete')}</Button>}
          <Button type="primary" icon={<SaveOutlined />} loading={busy} disabled={name === '' || (!isNew && !isChanged)} onClick={save} data-testid="save-own">{t('action.save')}</Button>
        </>
      ) : null}>
      <div className="lc-stack">
        {replaces && isNew ? <Alert type="info" showIcon title={t('own_rule.replaces', { set: replaces })} /> : null}
        {resumed ? <Alert type="info" showIcon title={t('own_rule.resumed')} action={<Button size="small" onClick={() => { rebase(base); setResumed(false); }}>{t('own_rule.drop_draft')}</Button>} /> : null}
        {theirs ? (
          <Conflict mine={draft} theirs={theirs} onTheirs={() => { keep(theirs); setTheirs(null); }}
            onMine={() => { rebase({ text: theirs.text, tests: theirs.tests, name: id, hash: theirs.hash }, true); setTheirs(null); }} />
        ) : null}
        {problems.length > 0 ? <Alert type="error" showIcon title={t('own_rule.not_saved')} description={<ul className="lc-bullets">{problems.map((p) => <li key={p}>{p}</li>)}</ul>} /> : null}
        {mayWrite ? (
          <div className="lc-row">
            {isNew ? (
              <label className="lc-row">{t('own_rule.name')} <Input value={draft.name} placeholder={fileNameOf(titleIn(draft.text)) || 'ten-luat'} onChange={(e) => change({ name: e.target.value.replace(/[^A-Za-z0-9_-]/g, '') })} maxLength={100} style={{ width: 280 }} className="lc-mono" suffix=".yml" data-testid="own-name" /></label>
            ) : null}
            <Input className="lc-grow" style={{ minWidth: 220 }} value={note} maxLength={300} onChange={(e) => setNote(e.target.value)} placeholder={t('own_rule.note')} aria-label={t('own_rule.note')} />
          </div>
        ) : null}
        <CheckResult check={check} isStale={isStale} error={error} onRun={() => void run()} onGo={(f) => handle.current?.goTo(f.line, f.column)} findings={inText} />
        <div className="lc-columns lc-columns-wide">
          <Card title={t('own_rule.text')}>
            <CodeEditor value={draft.text} onChange={(text) => change({ text })} label={t('own_rule.text')} findings={inText} onSave={save} handle={handle} disabled={!mayWrite} testId="own-text" />
          </Card>
          <Card className="lc-card-tabs" label={t('rules.tests')}>
            <Tabs items={[
              { key: 'tests', label: t('rules.tests'), children: (
                <div className="lc-stack">
                  <CodeEditor value={draft.tests} onChange={(tests) => change({ tests })} label={t('rules.tests')} findings={inTests} onSave={save} rows={check && check.tests.length > 0 ? 15 : 23} disabled={!mayWrite} testId="own-tests" />
                  {check && check.tests.length > 0 ? <TestList tests={check.tests} /> : <p className="lc-muted lc-small">{t('own_rule.tests_hint')}</p>}
                </div>
              ) },
              { key: 'explain', label: t('rules.tab_explain'), children: <ExplainForm id="" text={draft.text} /> },
            ]} />
          </Card>
        </div>
        {usable ? null : <p className="lc-muted">{t('own_rule.only_usable')}</p>}
      </div>
    </RulesSection>
  );
}
