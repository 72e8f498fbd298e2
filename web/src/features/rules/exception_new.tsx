// SPDX-License-Identifier: Apache-2.0
// A new exception: from an alert ("pass this over at this agency"), from a rule, or from nothing.
import { Alert, Button, Form, Input, Radio, Segmented } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { ProblemError, get } from '@/api/client';
import type { NewException, RuleDetail, RuleList, RuleRow } from '@/api/rule_types';
import type { AlertDetail } from '@/api/types';
import { useTexts } from '@/i18n';
import { FormProblem } from '@/shared/entity/form';
import { DateInput } from '@/shared/entity/inputs';
import { AgencySelect } from '@/shared/entity/select';
import { readEvent, readPairs } from '@/shared/event_parts';
import { fieldMessage, problemText, useNotice } from '@/shared/problems';
import { useUrlState } from '@/shared/url';
import { Card, ErrorView, Loading } from '@/shared/ui';
import { CodeEditor, CodeView } from './code';
import { createException, useRefresh, useRule } from './data';
import { fieldFinding } from './finding_words';
import { Picks } from './exception_picks';
import { blankRow, rowsOf } from './exception_rows';
import type { Row } from './exception_rows';
import { dateIn, endOfDay, exceptionText, latestExpiry } from './exception_text';
import { RuleSelect } from '@/shared/rule_select';
import { RulesSection } from './section';

// With its table it weighs more than the form.
const Preview = lazy(() => import('./exception_preview').then((m) => ({ default: m.Preview })));

/** Rules that a correlation counts: those of its file. */
function useCounted(rule: RuleDetail | undefined): { rows: RuleRow[]; isReady: boolean } {
  const isCorrelation = rule?.rule.kind === 'correlation';
  const { path = '', set = '' } = rule?.rule ?? {};
  const found = useQuery({ queryKey: ['rules', 'of-file', set, path], queryFn: () => get<RuleList>('/rules', { q: path, set, limit: 50 }), enabled: isCorrelation });
  if (!isCorrelation) return { rows: [], isReady: true };
  return { rows: (found.data?.rows ?? []).filter((r) => r.path === path && r.kind !== 'correlation'), isReady: found.data !== undefined };
}

export default function NewExceptionPage() {
  const { t } = useTexts();
  const url = useUrlState();
  const alertId = url.text('alert');
  const alert = useQuery({ queryKey: ['alerts', 'detail', Number(alertId)], queryFn: () => get<AlertDetail>(`/alerts/${alertId}/detail`), enabled: alertId !== '' });
  const ruleId = url.text('rule') || (alert.data?.alert.rule_id ?? '');
  const rule = useRule(ruleId);
  const counted = useCounted(rule.data);
  const isReady = (alertId === '' || alert.data) && (ruleId === '' || rule.data || rule.error) && counted.isReady;
  return (
    <RulesSection title={t(alertId ? 'exception.from_alert' : 'exception.new')} sub={t('exception.new_sub')}>
      {alert.error ? <ErrorView error={alert.error} /> : isReady
        ? <NewForm key={`${alertId}/${ruleId}`} alert={alert.data ?? null} rule={rule.data ?? null} counted={counted.rows} /> : <Loading rows={10} />}
    </RulesSection>
  );
}

interface Values {
  which: 'some' | 'any';
  rules: string[];
  scope: 'agency' | 'all';
  agency_id: number | null;
  reason: string;
  expires: string | null;
}

const spans = [7, 30, 90, 180];
const mostRules = 100;

function NewForm({ alert, rule, counted }: { alert: AlertDetail | null; rule: RuleDetail | null; counted: RuleRow[] }) {
  const texts = useTexts();
  const { t } = texts;
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { done } = useNotice();
  const [form] = Form.useForm<Values>();
  // Watched whole: the preview tells when what it showed is no longer what is asked.
  const values = Form.useWatch([], form) as Partial<Values> | undefined;
  const [rows, setRows] = useState<Row[]>(() => (alert ? rowsOf(readPairs(alert.alert.matched), readEvent(alert.alert.event).fields) : [blankRow()]));
  const [mode, setMode] = useState<'pick' | 'text'>('pick');
  const [written, setWritten] = useState('');
  // Of a text: of another one nothing is known yet.
  const [wrong, setWrong] = useState<{ text: string; errors: string[] }>({ text: '', errors: [] });
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const picked = useMemo(() => exceptionText(rows.filter((r) => r.isOn && (r.field !== '' || !r.isOwn))), [rows]);
  const text = mode === 'text' ? written : picked;
  const errors = wrong.text === text ? wrong.errors : [];
  const setErrors = (found: string[]) => setWrong({ text, errors: found });
  const [now] = useState(Date.now());
  const isCorrelation = rule?.rule.kind === 'correlation';
  const rules = isCorrelation ? counted.map((r) => r.id) : rule ? [rule.rule.id] : [];
  const titles = new Map([...(rule ? [[rule.rule.id, rule.rule.title] as const] : []), ...counted.map((r) => [r.id, r.title] as const)]);
  const body = (of: Partial<Values>): NewException => ({
    rules: of.which === 'any' ? [] : (of.rules ?? []), agency_id: of.scope === 'all' ? null : (of.agency_id ?? null), text, reason: (of.reason ?? '').trim(),
    expires_at: of.expires ? endOfDay(of.expires) : null,
  });
  const showProblem = (problem: unknown) => {
    const fields = problem instanceof ProblemError ? problem.problem.fields : [];
    const names: Record<string, keyof Values> = { rules: 'rules', agency_id: 'agency_id', reason: 'reason', expires_at: 'expires' };
    setErrors(fields.filter((f) => f.name === 'text').map((f) => fieldFinding(texts, f.message) ?? fieldMessage(texts, f.message)));
    form.setFields(Object.entries(names).flatMap(([name, place]) => {
      const of = fields.filter((f) => f.name === name).map((f) => fieldMessage(texts, f.message));
      return of.length > 0 ? [{ name: place, errors: of }] : [];
    }));
    setError(problemText(texts, problem));
  };
  const submit = (all: Values) => {
    if (text.trim() === '') return setErrors([t('exception.nothing_picked')]);
    setBusy(true);
    setError('');
    setErrors([]);
    createException(body(all)).then((made) => {
      done(t('exception.done'));
      refresh();
      navigate(`/rules/exceptions?id=${made.id}`);
    }, showProblem).finally(() => setBusy(false));
    return undefined;
  };
  const required = [{ required: true, message: t('invalid.required') }];
  return (
    <Form form={form} layout="vertical" onFinish={submit} scrollToFirstError initialValues={{
      which: 'some', rules, scope: 'agency', agency_id: alert?.alert.agency_id ?? null, reason: '', expires: dateIn(90, now),
    }}>
      <div className="lc-stack">
        <FormProblem text={error} />
        {isCorrelation ? <Alert type="info" showIcon title={t('exception.correlation', { title: rule.rule.title })} /> : null}
        <div className="lc-two">
          <div className="lc-stack">
            <Card title={t('exception.what')} extra={
              <Segmented<'pick' | 'text'> size="small" value={mode} onChange={(v) => { if (v === 'text' && written === '') setWritten(picked || 'selection:\n  \ncondition: selection\n'); setMode(v); }}
                options={[{ value: 'pick', label: t('exception.by_fields') }, { value: 'text', label: t('exception.by_text') }]} />
            }>
              <div className="lc-stack">
                <p className="lc-muted">{t(mode === 'pick' ? 'exception.pick_hint' : 'exception.text_hint')}</p>
                {mode === 'pick' ? (
                  <>
                    <Picks rows={rows} onChange={setRows} />
                    {picked ? <CodeView text={picked} label={t('exception.text')} /> : null}
                  </>
                ) : <CodeEditor value={written} onChange={setWritten} label={t('exception.text')} rows={10} testId="exception-text" />}
                {errors.length > 0 ? <Alert type="error" showIcon title={t('exception.text_wrong')} description={<ul className="lc-bullets">{errors.map((e) => <li key={e}>{e}</li>)}</ul>} /> : null}
              </div>
            </Card>
            <Suspense fallback={<Loading />}><Preview body={body(values ?? {})} onError={showProblem} /></Suspense>
          </div>
          <Card title={t('exception.scope')}>
            <Form.Item name="which" className="lc-tight" label={t('exception.rules')}>
              <Radio.Group options={[{ value: 'some', label: t('exception.some_rules') }, { value: 'any', label: t('exception.any_rule') }]} />
            </Form.Item>
            {values?.which === 'any' ? <Alert type="warning" showIcon className="lc-gap-below" title={t('exception.any_warning')} />
              : <Form.Item name="rules" rules={[{ required: true, type: 'array', min: 1, max: mostRules, message: t('exception.choose_rules') }]}><RuleSelect titles={titles} label={t('exception.some_rules')} /></Form.Item>}
            <Form.Item name="scope" className="lc-tight" label={t('exception.where')}>
              <Radio.Group options={[{ value: 'agency', label: t('exception.one_agency') }, { value: 'all', label: t('exception.everywhere') }]} />
            </Form.Item>
            {values?.scope !== 'all' ? <Form.Item name="agency_id" label={t('exception.agency')} rules={required}><AgencySelect /></Form.Item>
              : <Alert type="warning" showIcon className="lc-gap-below" title={t('exception.everywhere_warning')} />}
            <Form.Item name="expires" label={t('exception.until')} rules={[...required, {
              validator: (_, v: string | null) => (v && (v > latestExpiry(now) || v < dateIn(0, now)) ? Promise.reject(new Error(t('exception.expires_wrong'))) : Promise.resolve()),
            }]} extra={
              <span className="lc-row">{spans.map((days) => <Button key={days} size="small" type="link" className="lc-flat" onClick={() => form.setFieldsValue({ expires: dateIn(days, now) })}>{t('exception.days', { n: days })}</Button>)}
                <Button size="small" type="link" className="lc-flat" onClick={() => form.setFieldsValue({ expires: latestExpiry(now) })}>{t('exception.year')}</Button></span>
            }><DateInput /></Form.Item>
            <Form.Item name="reason" label={t('exception.reason')} rules={[{ required: true, whitespace: true, message: t('invalid.required') }]} extra={t('exception.reason_hint')}>
              <Input.TextArea rows={4} maxLength={2000} data-testid="exception-reason" />
            </Form.Item>
            <div className="lc-row lc-end">
              <Button onClick={() => navigate(-1)}>{t('action.cancel')}</Button>
              <Button type="primary" htmlType="submit" loading={busy} data-testid="save-exception">{t('exception.create')}</Button>
            </div>
          </Card>
        </div>
      </div>
    </Form>
  );
}
