// SPDX-License-Identifier: Apache-2.0
// Choosing a file of a scanner, or a list of exploited CVEs, and what is said about it.
import { InboxOutlined } from '@ant-design/icons';
import { Button, Checkbox, Drawer, Form, Progress, Upload } from 'antd';
import type { UploadFile } from 'antd';
import { useState } from 'react';
import { upload } from '@/api/client';
import { useTexts } from '@/i18n';
import { FormProblem, placeProblem } from '@/shared/entity/form';
import { SystemSelect } from '@/shared/entity/select';
import { formatBytes } from '@/shared/format';

interface Values {
  full: boolean;
  evidence: boolean;
  system_id?: number | null;
}
const mostBytes = 64 * 1024 * 1024;

export default function UploadDrawer({ kind, onClose, onDone }: { kind: 'report' | 'list'; onClose: () => void; onDone: (receipt: number | null) => void }) {
  const texts = useTexts();
  const { t } = texts;
  const [form] = Form.useForm<Values>();
  const [files, setFiles] = useState<UploadFile[]>([]);
  const [percent, setPercent] = useState<number | null>(null);
  const [error, setError] = useState('');
  const file = files[0];
  const busy = percent !== null;
  const choose = (next: UploadFile[]) => {
    const chosen = next[next.length - 1];
    setError('');
    if (chosen && (chosen.size ?? 0) > mostBytes) return setError(t('record.too_large', { size: formatBytes(mostBytes) }));
    return setFiles(chosen ? [chosen] : []);
  };
  const submit = async (values: Values) => {
    const blob = file?.originFileObj;
    if (!blob) return setError(t('finding_import.choose'));
    setError('');
    setPercent(0);
    try {
      if (kind === 'list') {
        await upload('/exploit-lists', { file_name: file.name }, blob, setPercent);
        onDone(null);
      } else {
        const query = { file_name: file.name, full: values.full ? 1 : null, evidence: values.evidence ? 1 : null, system_id: values.system_id ?? null };
        onDone((await upload<{ id: number }>('/finding-imports', query, blob, setPercent)).id);
      }
    } catch (problem) {
      setError(placeProblem(texts, form, new Set(['system_id']), problem));
      setPercent(null);
    }
    return undefined;
  };
  return (
    <Drawer open onClose={onClose} size={560} title={t(kind === 'list' ? 'finding_import.new_list' : 'finding_import.new')} mask={{ closable: !busy }}
      footer={<div className="lc-row lc-end"><Button onClick={onClose} disabled={busy}>{t('action.cancel')}</Button><Button type="primary" loading={busy} onClick={form.submit} data-testid="import-send">{t('finding_import.send')}</Button></div>}>
      <div className="lc-stack">
        <FormProblem text={error} />
        <Upload.Dragger maxCount={1} fileList={files} beforeUpload={() => false} onChange={({ fileList }) => choose(fileList)} disabled={busy}>
          <p className="lc-upload"><InboxOutlined /> {t('finding_import.drop')}</p>
          <p className="lc-muted lc-small">{t(kind === 'list' ? 'finding_import.list_formats' : 'finding_import.formats')}</p>
        </Upload.Dragger>
        {busy ? <div role="status"><Progress percent={percent} size="small" aria-label={t('finding_import.send')} />{percent === 100 ? <span className="lc-muted">{t('finding_import.reading')}</span> : null}</div> : null}
        <Form form={form} layout="vertical" disabled={busy} onFinish={(v: Values) => void submit(v)} initialValues={{ full: false, evidence: true, system_id: null }}>
          {kind === 'report' ? <>
            <Form.Item name="full" valuePropName="checked" className="lc-tight"><Checkbox data-testid="import-full">{t('finding_import.full')}</Checkbox></Form.Item>
            <Form.Item name="evidence" valuePropName="checked"><Checkbox>{t('finding_import.evidence')}</Checkbox></Form.Item>
            <Form.Item name="system_id" label={t('finding_import.system')}><SystemSelect allowClear /></Form.Item>
          </> : null}
        </Form>
      </div>
    </Drawer>
  );
}
