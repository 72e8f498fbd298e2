// SPDX-License-Identifier: Apache-2.0
// Importing a set of rules: an archive, its progress, and what of it was left out.
import { InboxOutlined } from '@ant-design/icons';
import { Button, Drawer, Form, Input, Progress, Upload } from 'antd';
import type { UploadFile } from 'antd';
import { useState } from 'react';
import { upload } from '@/api/client';
import type { ImportView, RuleSetView } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { FormProblem, placeProblem } from '@/shared/entity/form';
import { formatBytes } from '@/shared/format';
import { useRefresh } from './data';
import { isSetId, setIdOf } from './staging';

interface Values {
  id: string;
  title: string;
  licence: string;
}
const mostBytes = 64 * 1024 * 1024;
const fieldNames = new Set(['id', 'title', 'licence']);

/** \param set  Whose content is replaced; null: a new set. */
export default function ImportDrawer({ set, taken, onClose, onDone }: {
  set: RuleSetView | null; taken: string[]; onClose: () => void; onDone: (imported: ImportView) => void;
}) {
  const texts = useTexts();
  const { t } = texts;
  const refresh = useRefresh();
  const [form] = Form.useForm<Values>();
  const [files, setFiles] = useState<UploadFile[]>([]);
  const [percent, setPercent] = useState<number | null>(null);
  const [error, setError] = useState('');
  const file = files[0];
  const choose = (next: UploadFile[]) => {
    const chosen = next[next.length - 1];
    setError('');
    if (chosen && (chosen.size ?? 0) > mostBytes) return setError(t('record.too_large', { size: formatBytes(mostBytes) }));
    setFiles(chosen ? [chosen] : []);
    if (chosen && set === null && !form.isFieldTouched('id')) form.setFieldsValue({ id: setIdOf(chosen.name) });
    return undefined;
  };
  const submit = async (values: Values) => {
    const blob = file?.originFileObj;
    if (!blob) return setError(t('rule_set.choose_file'));
    setError('');
    setPercent(0);
    try {
      const imported = await upload<ImportView>('/rule-sets', { id: set?.id ?? values.id, title: values.title, licence: values.licence, file_name: file.name }, blob, setPercent);
      refresh();
      onDone(imported);
    } catch (problem) {
      setError(placeProblem(texts, form, fieldNames, problem));
      setPercent(null);
    }
    return undefined;
  };
  const busy = percent !== null;
  return (
    <Drawer open onClose={onClose} size={560} title={set ? t('rule_set.replace_of', { title: set.title }) : t('rule_set.import')} mask={{ closable: !busy }}
      footer={<div className="lc-row lc-end"><Button onClick={onClose} disabled={busy}>{t('action.cancel')}</Button><Button type="primary" loading={busy} onClick={form.submit} data-testid="import-send">{t('rule_set.import_send')}</Button></div>}>
      <div className="lc-stack">
        <FormProblem text={error} />
        <Upload.Dragger accept=".zip,.tar,.gz,.tgz" maxCount={1} fileList={files} beforeUpload={() => false} onChange={({ fileList }) => choose(fileList)} disabled={busy}>
          <p className="lc-upload"><InboxOutlined /> {t('rule_set.drop')}</p>
          <p className="lc-muted lc-small">{t('rule_set.drop_hint', { size: formatBytes(mostBytes) })}</p>
        </Upload.Dragger>
        {busy ? (
          <div role="status">
            <Progress percent={percent} size="small" aria-label={t('rule_set.import')} />
            {percent === 100 ? <span className="lc-muted">{t('rule_set.reading')}</span> : null}
          </div>
        ) : null}
        <Form form={form} layout="vertical" disabled={busy} onFinish={(v: Values) => void submit(v)} initialValues={{ id: set?.id ?? '', title: set?.title ?? '', licence: set?.licence ?? '' }}>
          {set === null ? (
            <Form.Item name="id" label={t('rule_set.id')} extra={t('rule_set.id_hint')} rules={[
              { required: true, message: t('invalid.required') },
              { validator: (_, v: string) => (!v || isSetId(v) ? Promise.resolve() : Promise.reject(new Error(t('rule_set.id_wrong')))) },
              { warningOnly: true, validator: (_, v: string) => (taken.includes(v) ? Promise.reject(new Error(t('rule_set.id_taken'))) : Promise.resolve()) },
            ]}><Input maxLength={60} className="lc-mono" data-testid="import-id" /></Form.Item>
          ) : null}
          <Form.Item name="title" label={t('rule_set.title')}><Input maxLength={200} placeholder="SigmaHQ" data-testid="import-title" /></Form.Item>
          <Form.Item name="licence" label={t('rules.licence')} extra={t('rule_set.licence_hint')}><Input maxLength={300} placeholder="DRL 1.1" /></Form.Item>
        </Form>
        <p className="lc-muted">{t('rule_set.import_note')}</p>
      </div>
    </Drawer>
  );
}
