// SPDX-License-Identifier: Apache-2.0
// An appeal of the own agency against one criterion of a frozen month.
import { Button, Drawer, Input, Select, Upload } from 'antd';
import type { UploadFile } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { post, upload } from '@/api/client';
import type { AppealDetail, Indicator } from '@/api/ranking_types';
import type { EvidenceFile, ScoreCard } from '@/api/types';
import { useTexts } from '@/i18n';
import { FormProblem } from '@/shared/entity/form';
import { formatMonth } from '@/shared/format';
import { fieldMessage, problemText, useNotice } from '@/shared/problems';
import { Time } from '@/shared/ui';
import { ProblemError } from '@/api/client';
import { useDutyOptions } from './outcome';

export function AppealDrawer({ card, indicator, onClose, onDone }: {
  card: ScoreCard; indicator: Indicator; onClose: () => void; onDone: (appeal: AppealDetail) => void;
}) {
  const texts = useTexts();
  const { t, pick } = texts;
  const queries = useQueryClient();
  const { done } = useNotice();
  const [duty, setDuty] = useState('');
  const [text, setText] = useState('');
  const [files, setFiles] = useState<UploadFile[]>([]);
  const [sent, setSent] = useState<Record<string, number>>({});
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const duties = useDutyOptions(card, indicator.id);
  const send = async () => {
    setBusy(true);
    setError('');
    try {
      // What was sent once is not sent again when the appeal itself is refused.
      const ids = { ...sent };
      for (const file of files) {
        if (!file.originFileObj || ids[file.uid] !== undefined) continue;
        const stored = await upload<EvidenceFile>('/evidence-files', { agency_id: card.agency_id, file_name: file.name }, file.originFileObj, () => undefined);
        ids[file.uid] = stored.id;
        setSent({ ...ids });
      }
      const appeal = await post<AppealDetail>('/appeals/submit', { month: card.month, indicator: indicator.id, duty, text, files: files.flatMap((f) => ids[f.uid] ?? []) });
      done(t('rank.appeal_sent', { number: appeal.appeal.number }));
      void queries.invalidateQueries({ queryKey: ['rows', 'appeals'] });
      onDone(appeal);
    } catch (problem) {
      const fields = problem instanceof ProblemError ? problem.problem.fields : [];
      setError([problemText(texts, problem), ...fields.map((f) => fieldMessage(texts, f.message))].join(' · '));
      setBusy(false);
    }
  };
  return (
    <Drawer open onClose={onClose} size={520} title={t('rank.appeal_title', { month: formatMonth(card.month) })} data-testid="appeal-drawer"
      footer={<div className="lc-row lc-end"><Button onClick={onClose}>{t('action.cancel')}</Button><Button type="primary" loading={busy} disabled={text.trim() === ''} onClick={() => void send()} data-testid="send-appeal">{t('rank.appeal_send')}</Button></div>}>
      <div className="lc-stack">
        <FormProblem text={error} />
        <p><b>{indicator.id} – {pick(indicator.title_vi, indicator.title_en)}</b></p>
        {card.appeal_until ? <p className="lc-muted">{t('rank.appeal_until')}: <Time at={card.appeal_until} /></p> : null}
        <label className="lc-stack-tight"><span>{t('rank.appeal_duty')}</span>
          <Select<string> {...(duty === '' ? {} : { value: duty })} allowClear placeholder={t('rank.whole_criterion')} onChange={(v) => setDuty(v ?? '')} options={duties} data-testid="appeal-duty" /></label>
        <label className="lc-stack-tight"><span>{t('rank.appeal_text')}</span>
          <Input.TextArea value={text} maxLength={8000} autoSize={{ minRows: 5, maxRows: 14 }} placeholder={t('rank.appeal_text_hint')} onChange={(e) => setText(e.target.value)} data-testid="appeal-text" /></label>
        <div><Upload multiple maxCount={20} fileList={files} beforeUpload={() => false} onChange={({ fileList }) => setFiles(fileList)}><Button>{t('rank.appeal_files')}</Button></Upload>
          <p className="lc-muted lc-small lc-gap-above">{t('rank.appeal_files_hint')}</p></div>
      </div>
    </Drawer>
  );
}
