// SPDX-License-Identifier: Apache-2.0
// A new source in one go: declare it, set up the sender, see the first record.
import { Button, Form, Input, InputNumber, Radio, Select, Steps } from 'antd';
import type { FormInstance } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { get, post } from '@/api/client';
import type { SenderGuides, Source, SourceDetail } from '@/api/types';
import { useTexts } from '@/i18n';
import { FormProblem, placeProblem } from '@/shared/entity/form';
import { AgencySelect, SystemSelect } from '@/shared/entity/select';
import { Card, Loaded, PageHead } from '@/shared/ui';
import { useUrlState } from '@/shared/url';
import { Setup } from './setup';
import './sources.css';

interface Values {
  agency_id: number;
  system_id?: number | null;
  name: string;
  sender: string;
  known: 'network' | 'token' | 'certificate';
  network?: string;
  client_certificate?: string;
  expected_per_hour: number | null;
  silent_after_minutes: number | null;
}

export default function NewSource() {
  const { t } = useTexts();
  const [made, setMade] = useState<Source | null>(null);
  return (
    <>
      <PageHead title={t('sources.new')} sub={<><Link to="/sources">{t('nav.sources')}</Link> · {t('sources.new_sub')}</>}
        extra={made ? <Link to={`/sources/${made.id}`}><Button type="primary" data-testid="open-source">{t('sources.open')}</Button></Link> : null} />
      <div className="lc-stack">
        <Steps size="small" current={made ? 1 : 0} items={[{ title: t('sources.step_declare') }, { title: t('sources.step_setup') }]} />
        {made ? <SetUp id={made.id} /> : <Declare onMade={setMade} />}
      </div>
    </>
  );
}

function SetUp({ id }: { id: number }) {
  const query = useQuery({ queryKey: ['sources', String(id)], queryFn: () => get<SourceDetail>(`/sources/${id}/status`), refetchInterval: 2_000 });
  return <Loaded query={query}>{(data) => <Setup data={data} onChange={() => void query.refetch()} />}</Loaded>;
}

function Declare({ onMade }: { onMade: (source: Source) => void }) {
  const texts = useTexts();
  const { t, dyn } = texts;
  const url = useUrlState();
  const [form] = Form.useForm<Values>();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const agency = Form.useWatch('agency_id', form);
  const known = Form.useWatch('known', form) ?? 'network';
  const guides = useQuery({ queryKey: ['sources', 'guides'], queryFn: () => get<SenderGuides>('/sources/guides'), staleTime: 300_000 });
  const submit = async (values: Values) => {
    setError('');
    setBusy(true);
    try {
      onMade(await post<Source>('/sources', {
        agency_id: values.agency_id, system_id: values.system_id ?? null, name: values.name.trim(), sender: values.sender,
        network: values.network?.trim() || null, client_certificate: values.client_certificate?.trim() ?? '',
        expected_per_hour: values.expected_per_hour ?? 0, silent_after_minutes: values.silent_after_minutes ?? 0,
      }));
    } catch (problem) {
      setError(placeProblem(texts, form as FormInstance, new Set(['agency_id', 'system_id', 'name', 'sender', 'network', 'client_certificate', 'expected_per_hour', 'silent_after_minutes']), problem));
    } finally {
      setBusy(false);
    }
  };
  const required = [{ required: true, message: t('invalid.required') }];
  const groups = [...new Set((guides.data?.rows ?? []).map((g) => g.group))];
  return (
    <Card label={t('sources.step_declare')}>
      <FormProblem text={error} />
      <Form<Values> form={form} layout="vertical" onFinish={(v) => void submit(v)} style={{ maxWidth: 860 }}
        initialValues={{ sender: 'rsyslog', known: 'network', network: url.text('network', ''), expected_per_hour: null, silent_after_minutes: null }}>
        <div className="lc-form-grid">
          <Form.Item name="agency_id" label={dyn('field.source.agency_id')} rules={required}><AgencySelect aria-label={dyn('field.source.agency_id')} /></Form.Item>
          <Form.Item name="system_id" label={dyn('field.source.system_id')}><SystemSelect agencyId={agency ?? null} allowClear /></Form.Item>
        </div>
        <Form.Item name="name" label={dyn('field.source.name')} rules={required}><Input maxLength={120} data-testid="source-name" /></Form.Item>
        <Form.Item name="sender" label={t('sources.choose_sender')}>
          <Select<string> showSearch={{ optionFilterProp: 'label' }} data-testid="source-sender" options={groups.map((group) => ({ label: dyn(`sources.group.${group}`), options: (guides.data?.rows ?? []).filter((g) => g.group === group).map((g) => ({ value: g.key, label: g.name })) }))} />
        </Form.Item>
        <Form.Item name="known" label={t('sources.known_by')}>
          <Radio.Group options={[{ value: 'network', label: t('sources.known_network') }, { value: 'token', label: t('sources.known_token') }, { value: 'certificate', label: t('sources.known_certificate') }]} />
        </Form.Item>
        {known === 'network' ? <Form.Item name="network" label={dyn('field.source.network')} rules={required}><Input placeholder="10.1.2.3 / 10.1.2.0/24" data-testid="source-network" /></Form.Item> : null}
        {known === 'certificate' ? <Form.Item name="client_certificate" label={dyn('field.source.client_certificate')} rules={required}><Input maxLength={200} /></Form.Item> : null}
        <div className="lc-row-wide">
          <Form.Item name="expected_per_hour" label={dyn('field.source.expected_per_hour')}><InputNumber min={0} style={{ width: 180 }} /></Form.Item>
          <Form.Item name="silent_after_minutes" label={dyn('field.source.silent_after_minutes')}><InputNumber min={0} max={43_200} style={{ width: 180 }} /></Form.Item>
        </div>
        <Button type="primary" htmlType="submit" loading={busy} data-testid="make">{t('sources.create')}</Button>
      </Form>
    </Card>
  );
}
