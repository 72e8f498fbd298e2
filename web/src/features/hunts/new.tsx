// SPDX-License-Identifier: Apache-2.0
// A new hunt: what is thought, where and when, what is looked for.
import { UploadOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select, Upload } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router-dom';
import { getText } from '@/api/client';
import { useTexts } from '@/i18n';
import { FormProblem, placeProblem } from '@/shared/entity/form';
import { InstantInput } from '@/shared/entity/inputs';
import { useAgencies, useSystems } from '@/shared/lookups';
import { useNotice } from '@/shared/problems';
import { matchRank } from '@/shared/text';
import { Card, PageHead } from '@/shared/ui';
import { RuleSelect } from '@/shared/rule_select';
import { createHunt, startHunt, useRefresh, useRuleSets } from './data';
import type { NewHunt } from './data';

type Values = Omit<NewHunt, 'agency_id'>;
const fields = new Set(['title', 'hypothesis', 'agencies', 'systems', 'period_from', 'period_to', 'rules', 'rule_sets', 'rule_text', 'indicators', 'query']);
const day = 86_400_000;

function Systems({ agency, ...control }: { agency: number | null; value?: number[]; onChange?: (value: number[]) => void; id?: string }) {
  const { t } = useTexts();
  const systems = useSystems(agency);
  return (
    <Select<number[]> {...control} mode="multiple" allowClear optionFilterProp="label" placeholder={t('hunts.all_systems')} aria-label={t('hunts.systems')}
      options={systems.rows.map((s) => ({ value: s.id, label: s.name }))} />
  );
}

function Agencies(control: { value?: number[]; onChange?: (value: number[]) => void; id?: string }) {
  const { t } = useTexts();
  const { rows } = useAgencies();
  return (
    <Select<number[], { value: number; label: string }> {...control} mode="multiple" allowClear placeholder={t('hunts.all_agencies')} aria-label={t('hunts.agency')} data-testid="hunt-agencies"
      showSearch={{ filterOption: (input, option) => matchRank(option?.label ?? '', input) >= 0, filterSort: (a, b, info) => matchRank(a.label, info.searchValue) - matchRank(b.label, info.searchValue) }}
      options={rows.filter((a) => a.archived !== true).map((a) => ({ value: a.id, label: a.name }))} />
  );
}

/** Files one behind the other, each with the line that names it, so that findings can say where. */
async function joined(files: File[]): Promise<string> {
  const texts = await Promise.all(files.map(async (file) => `---\n# file: ${file.name}\n${await file.text()}`));
  return texts.join('\n');
}

/** What a page of indicators picked for the hunt, with the name of its list. */
function pickedOf(state: unknown): { indicators: string; title: string } {
  const text = (name: string) => (typeof state === 'object' && state !== null && name in state ? String((state as Record<string, unknown>)[name] ?? '') : '');
  return { indicators: text('indicators'), title: text('title') };
}

export default function NewHuntPage() {
  const texts = useTexts();
  const { t } = texts;
  const [params] = useSearchParams();
  const [form] = Form.useForm<Values>();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { done, failed } = useNotice();
  const sets = useRuleSets();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const rule = params.get('rule');
  const { state } = useLocation();
  const picked = useMemo(() => pickedOf(state), [state]);
  const list = params.get('list') ?? '';
  const title = params.get('title') || picked.title;
  const agencies = Form.useWatch('agencies', form) ?? [];
  const agency = agencies.length === 1 ? (agencies[0] ?? null) : null;
  const initial = useMemo<Partial<Values>>(() => {
    const now = Date.now();
    const days = Number(params.get('days') ?? '7');
    const query = params.get('query') ?? '';
    return {
      indicators: params.get('indicators') || picked.indicators,
      title: title ? t('hunts.title_of_rule', { rule: title }).slice(0, 200) : '', rules: rule ? [rule] : [], rule_sets: [], systems: [], agencies: [], query,
      period_from: params.get('from') || new Date(now - (days > 0 ? days : 7) * day).toISOString(), period_to: params.get('to') || new Date(now).toISOString(),
    };
  }, [params, picked, rule, title, t]);
  const document = useQuery({ queryKey: ['hunts', 'list-content', list], queryFn: () => getText(`/indicator-lists/${encodeURIComponent(list)}/content`), enabled: list !== '', staleTime: Infinity, retry: false });
  useEffect(() => {
    if (document.data !== undefined && !form.isFieldTouched('indicators')) form.setFieldsValue({ indicators: document.data });
    if (document.error) failed(document.error);
  }, [document.data, document.error, failed, form]);
  const titles = useMemo(() => new Map(rule ? [[rule, title || rule]] : []), [rule, title]);
  const send = async (start: boolean) => {
    setBusy(true);
    setError('');
    try {
      const v = await form.validateFields();
      const hunt = await createHunt({
        agency_id: agency, agencies: agency ? [] : (v.agencies ?? []), title: v.title, hypothesis: v.hypothesis ?? '', period_from: v.period_from, period_to: v.period_to,
        systems: v.systems ?? [], rules: v.rules ?? [], rule_sets: v.rule_sets ?? [], rule_text: v.rule_text ?? '', indicators: v.indicators ?? '', query: v.query ?? '',
      });
      // A hunt that cannot start stays as a draft, and its page says why.
      if (start) await startHunt(hunt.id).then(() => done(t('hunts.started')), failed);
      refresh();
      navigate(`/hunts/${hunt.id}`);
    } catch (problem) {
      if (problem instanceof Error) setError(placeProblem(texts, form, fields, problem));
      setBusy(false);
    }
  };
  const required = [{ required: true, message: t('invalid.required') }];
  return (
    <>
      <PageHead title={t('hunts.new')} sub={t('hunts.new_sub')} />
      <FormProblem text={error} />
      <Form form={form} layout="vertical" initialValues={initial} onFinish={() => void send(true)}>
        <div className="lc-stack">
          <Card title={t('hunts.what_for')}>
            <Form.Item name="title" label={t('hunts.title')} rules={required}><Input maxLength={200} data-testid="hunt-title" /></Form.Item>
            <Form.Item name="hypothesis" label={t('hunts.hypothesis')} extra={t('hunts.hypothesis_hint')}><Input.TextArea rows={2} maxLength={4000} /></Form.Item>
          </Card>
          <Card title={t('hunts.scope')}>
            <div className="lc-columns">
              <Form.Item name="period_from" label={t('hunts.from')} rules={required}><InstantInput /></Form.Item>
              <Form.Item name="period_to" label={t('hunts.to')} rules={required}><InstantInput /></Form.Item>
              <Form.Item name="agencies" label={t('hunts.agency')}><Agencies /></Form.Item>
              <Form.Item name="systems" label={t('hunts.systems')}><Systems agency={agency} /></Form.Item>
            </div>
          </Card>
          <Card title={t('hunts.looked_for')}>
            <Form.Item name="rule_sets" label={t('hunts.rule_sets')}>
              <Select<string[]> mode="multiple" allowClear aria-label={t('hunts.rule_sets')} data-testid="hunt-sets" loading={sets.isPending}
                options={(sets.data?.rows ?? []).map((s) => ({ value: s.id, label: s.title }))} />
            </Form.Item>
            <Form.Item name="rules" label={t('hunts.rules')}><RuleSelect titles={titles} label={t('hunts.rules')} /></Form.Item>
            <Form.Item name="rule_text" label={t('hunts.rule_text')} extra={t('hunts.rule_text_hint')}><Input.TextArea rows={3} className="lc-mono" spellCheck={false} maxLength={700_000} data-testid="hunt-rule-text" placeholder={'title: …\nlogsource: …\ndetection: …'} /></Form.Item>
            <Form.Item>
              <Upload accept=".yml,.yaml" multiple showUploadList={false} beforeUpload={(file, all) => { if (file === all[0]) void joined(all).then((text) => form.setFieldValue('rule_text', text)); return false; }}>
                <Button icon={<UploadOutlined />}>{t('hunts.rule_files')}</Button>
              </Upload>
            </Form.Item>
            <Form.Item name="indicators" label={t('hunts.indicators')} extra={t('hunts.indicators_hint')}><Input.TextArea rows={4} className="lc-mono" data-testid="hunt-indicators" placeholder={'198.51.100.7\nexample.com'} /></Form.Item>
            <Form.Item>
              <Upload accept=".csv,.json,.txt,.stix" showUploadList={false} beforeUpload={(file) => { void file.text().then((text) => form.setFieldValue('indicators', text)); return false; }}>
                <Button icon={<UploadOutlined />}>{t('hunts.indicators_file')}</Button>
              </Upload>
            </Form.Item>
            <Form.Item name="query" label={t('hunts.query')} extra={t('hunts.query_hint')}><Input className="lc-mono" spellCheck={false} data-testid="hunt-query" /></Form.Item>
          </Card>
          <div className="lc-row lc-end">
            <Button onClick={() => navigate('/hunts')}>{t('action.cancel')}</Button>
            <Button loading={busy} onClick={() => void send(false)}>{t('hunts.save_draft')}</Button>
            <Button type="primary" htmlType="submit" loading={busy} data-testid="hunt-start">{t('hunts.start')}</Button>
          </div>
        </div>
      </Form>
    </>
  );
}
