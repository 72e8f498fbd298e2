// SPDX-License-Identifier: Apache-2.0
// A new scan: the dry run first, then the start.
import { Alert, Button, Drawer, Form, Input } from 'antd';
import { useState } from 'react';
import { useTexts } from '@/i18n';
import { FormProblem, placeProblem } from '@/shared/entity/form';
import { SearchSelect } from '@/shared/entity/select';
import { formatDate, formatNumber } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { planScan, startScan } from './data';
import type { Authorisation, ScanPlan } from './data';

interface Values {
  authorisation_id: number;
  targets?: string;
  ports?: string;
}
const fields = new Set(['authorisation_id', 'targets', 'ports']);

export default function StartDrawer({ authorisations, onClose, onDone }: { authorisations: Authorisation[]; onClose: () => void; onDone: () => void }) {
  const texts = useTexts();
  const { t } = texts;
  const [form] = Form.useForm<Values>();
  const { done } = useNotice();
  const [plan, setPlan] = useState<ScanPlan | null>(null);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const usable = authorisations.filter((a) => a.status === 'approved');
  const bodyOf = (v: Values) => ({ authorisation_id: v.authorisation_id, targets: v.targets ?? '', ports: v.ports ?? '' });
  const run = async (work: (body: ReturnType<typeof bodyOf>) => Promise<void>) => {
    setBusy(true);
    setError('');
    try {
      await work(bodyOf(await form.validateFields()));
    } catch (problem) {
      setPlan(null);
      if (problem instanceof Error) setError(placeProblem(texts, form, fields, problem));
    }
    setBusy(false);
  };
  const preview = () => void run(async (body) => setPlan(await planScan(body)));
  const start = () => void run(async (body) => {
    await startScan(body);
    done(t('scan.started'));
    onDone();
  });
  return (
    <Drawer open onClose={onClose} size={620} title={t('scan.new')} footer={<div className="lc-row lc-end">
      <Button onClick={onClose}>{t('action.cancel')}</Button>
      <Button onClick={preview} loading={busy} type={plan ? 'default' : 'primary'} data-testid="scan-preview">{t('scan.preview')}</Button>
      <Button type="primary" onClick={start} disabled={!plan || plan.addresses.length === 0} loading={busy} data-testid="scan-start">{t('scan.start')}</Button>
    </div>}>
      <FormProblem text={error} />
      <Form form={form} layout="vertical" onValuesChange={() => setPlan(null)}>
        <Form.Item name="authorisation_id" label={t('scan.authorisation')} rules={[{ required: true, message: t('invalid.required') }]}>
          <SearchSelect<number> options={usable.map((a) => ({ value: a.id, label: `${a.title} (${t('scan.span', { from: formatDate(a.valid_from), to: formatDate(a.valid_to) })})` }))} />
        </Form.Item>
        <Form.Item name="targets" label={t('scan.targets')}><Input.TextArea rows={3} className="lc-mono" placeholder="10.20.0.0/28" /></Form.Item>
        <Form.Item name="ports" label={t('scan.ports')}><Input className="lc-mono" placeholder="22,80,443,8000-8100" /></Form.Item>
      </Form>
      {plan ? (
        <div className="lc-stack" data-testid="scan-plan">
          <Alert type={plan.addresses.length > 0 ? 'info' : 'warning'} showIcon title={t('scan.n_addresses', { n: formatNumber(plan.addresses.length) })} description={t('scan.polite', { n: plan.requests_per_second })} />
          <pre className="lc-raw lc-scroll-list">{plan.addresses.join('\n')}</pre>
          {plan.left_out_count > 0 ? (
            <details><summary>{t('scan.n_left_out', { n: formatNumber(plan.left_out_count) })}</summary>
              <ul className="lc-plain-list lc-scroll-list">{plan.left_out.map((o) => <li key={o.address}><span className="lc-mono">{o.address}</span>: {t(`scan.reason.${o.reason}`)}</li>)}</ul></details>
          ) : null}
        </div>
      ) : null}
    </Drawer>
  );
}
