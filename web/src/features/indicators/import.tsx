// SPDX-License-Identifier: Apache-2.0
// A document becomes a list, or a list's new content: first a trial that stores nothing, then for good.
import { FileTextOutlined, InboxOutlined } from '@ant-design/icons';
import { Button, Drawer, Form, Input, Progress, Segmented, Upload } from 'antd';
import type { UploadFile } from 'antd';
import { useRef, useState } from 'react';
import type { IndicatorAccount, IndicatorImport, IndicatorListDetail } from '@/api/indicator_types';
import { useTexts } from '@/i18n';
import { FormProblem, placeProblem } from '@/shared/entity/form';
import { formatBytes, formatNumber } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { AccountView, Comparison } from './account';
import { importList, replaceContent, useRefresh } from './data';
import type { ListSettings } from './data';
import { nameOf } from './model';
import { SettingItems, settingNames, settingsOf } from './settings';

const mostBytes = 512 * 1024 * 1024;

/** \param list  Whose content is replaced; null: a new list. */
export default function ImportDrawer({ list, onClose, onDone }: {
  list: IndicatorListDetail | null; onClose: () => void; onDone: (imported: IndicatorImport) => void;
}) {
  const texts = useTexts();
  const { t } = texts;
  const refresh = useRefresh();
  const { done } = useNotice();
  const [form] = Form.useForm<ListSettings>();
  const [way, setWay] = useState<'file' | 'text'>('file');
  const [files, setFiles] = useState<UploadFile[]>([]);
  const [text, setText] = useState('');
  const [trial, setTrial] = useState<IndicatorAccount | null>(null);
  const [percent, setPercent] = useState<number | null>(null);
  const [error, setError] = useState('');
  const report = useRef<HTMLDivElement>(null);
  const busy = percent !== null;
  const document = way === 'file' ? files[0]?.originFileObj : text.trim() === '' ? undefined : new Blob([text]);
  const forget = () => { setTrial(null); setError(''); };
  const choose = (next: UploadFile[]) => {
    const chosen = next[next.length - 1];
    forget();
    if (chosen && (chosen.size ?? 0) > mostBytes) return setError(t('record.too_large', { size: formatBytes(mostBytes) }));
    setFiles(chosen ? [chosen] : []);
    if (chosen && list === null && !form.isFieldTouched('name')) form.setFieldsValue({ name: nameOf(chosen.name) });
    return undefined;
  };
  const send = async (isTrial: boolean) => {
    if (!document) return setError(t(way === 'file' ? 'ioc.choose_file' : 'ioc.paste_first'));
    setError('');
    setPercent(0);
    try {
      const settings = settingsOf(list ? list.list : await form.validateFields());
      const answer = await (list ? replaceContent(list.list.id, document, isTrial, setPercent) : importList(settings, document, isTrial, setPercent));
      if (isTrial) {
        setTrial(answer.account);
        window.setTimeout(() => report.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' }));
      } else {
        done(t('ioc.imported', { name: answer.list?.name ?? '' }));
        refresh();
        onDone(answer);
        return undefined;
      }
    } catch (problem) {
      // What the form itself refuses stands at its fields already.
      if (problem instanceof Error) setError(placeProblem(texts, form, new Set(settingNames), problem).replace(/^content: /, ''));
    }
    setPercent(null);
    return undefined;
  };
  const usable = trial !== null && trial.loaded > 0;
  return (
    <Drawer open onClose={onClose} size={720} title={list ? t('ioc.replace_of', { name: list.list.name }) : t('ioc.import')} mask={{ closable: !busy }}
      footer={(
        <div className="lc-row lc-end">
          <Button onClick={onClose} disabled={busy}>{t('action.cancel')}</Button>
          <Button type={usable ? 'default' : 'primary'} loading={busy && !usable} disabled={busy} onClick={() => void send(true)} data-testid="ioc-try">{t('ioc.try')}</Button>
          {usable ? <Button type="primary" loading={busy} onClick={() => void send(false)} data-testid="ioc-send">{t(list ? 'ioc.replace_n' : 'ioc.import_n', { n: formatNumber(trial.loaded) })}</Button> : null}
        </div>
      )}>
      <div className="lc-stack">
        <FormProblem text={error} />
        <Segmented<'file' | 'text'> value={way} disabled={busy} onChange={(next) => { setWay(next); forget(); }} options={[{ value: 'file', label: t('ioc.way_file') }, { value: 'text', label: t('ioc.way_text') }]} />
        {way === 'file' ? (
          <Upload.Dragger accept=".csv,.json,.txt,.stix,.stix2,.list" maxCount={1} fileList={files} showUploadList={false} beforeUpload={() => false} onChange={({ fileList }) => choose(fileList)} disabled={busy}>
            {files[0] ? (
              <>
                <p className="lc-upload"><FileTextOutlined /> <b>{files[0].name}</b> · {formatBytes(files[0].size ?? 0)}</p>
                <p className="lc-muted lc-small">{t('ioc.other_file')}</p>
              </>
            ) : (
              <>
                <p className="lc-upload"><InboxOutlined /> {t('ioc.drop')}</p>
                <p className="lc-muted lc-small">{t('ioc.drop_hint', { size: formatBytes(mostBytes) })}</p>
              </>
            )}
          </Upload.Dragger>
        ) : (
          <Input.TextArea autoFocus rows={8} className="lc-mono" spellCheck={false} disabled={busy} value={text} aria-label={t('ioc.way_text')} placeholder={'198.51.100.7\nevil[.]example\nhxxps://evil.example/tai-ve'}
            onChange={(e) => { setText(e.target.value); forget(); }} data-testid="ioc-text" />
        )}
        {busy ? (
          <div role="status">
            <Progress percent={percent} size="small" aria-label={t('ioc.import')} />
            {percent === 100 ? <span className="lc-muted">{t('ioc.reading')}</span> : null}
          </div>
        ) : null}
        {list === null ? (
          <Form form={form} layout="vertical" disabled={busy} initialValues={settingsOf({})} onValuesChange={(changed: Partial<ListSettings>) => { if ('default_days' in changed) forget(); }} onFinish={() => void send(!usable)}>
            <SettingItems />
          </Form>
        ) : null}
        <div ref={report} role="status" aria-live="polite">
          {trial ? (
            <section className="lc-stack" aria-label={t('ioc.trial')} data-testid="ioc-trial">
              <h3 className="lc-sub">{t('ioc.trial')}</h3>
              {list ? <Comparison before={list.account} after={trial} /> : null}
              <AccountView account={trial} />
            </section>
          ) : <p className="lc-muted">{t(list ? 'ioc.replace_note' : 'ioc.import_note')}</p>}
        </div>
      </div>
    </Drawer>
  );
}
