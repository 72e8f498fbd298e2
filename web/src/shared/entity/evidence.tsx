// SPDX-License-Identifier: Apache-2.0
// The evidence file of a record: chosen here, sent at once, kept by its number.
import { DeleteOutlined, PaperClipOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { upload } from '@/api/client';
import type { EvidenceFile } from '@/api/types';
import { useTexts } from '@/i18n';
import { useNotice } from '../problems';
import type { Control } from './select';

export function EvidenceInput({ id, value, onChange, agencyId }: Control<number | null> & { agencyId?: number | null }) {
  const { t } = useTexts();
  const { failed } = useNotice();
  const picker = useRef<HTMLInputElement>(null);
  const [percent, setPercent] = useState<number | null>(null);
  const [name, setName] = useState('');
  const send = async (file: File) => {
    setPercent(0);
    try {
      const stored = await upload<EvidenceFile>('/evidence-files', { agency_id: agencyId, file_name: file.name }, file, setPercent);
      setName(stored.file_name);
      onChange?.(stored.id);
    } catch (problem) {
      failed(problem);
    } finally {
      setPercent(null);
    }
  };
  return (
    <div className="lc-row">
      <input ref={picker} id={id} type="file" style={{ display: 'none' }} data-testid="evidence-input" onChange={(e) => {
        const file = e.target.files?.[0];
        e.target.value = '';
        if (file) void send(file);
      }} />
      {value ? (
        <>
          <a href={`/api/v1/evidence-files/${value}/content`} target="_blank" rel="noreferrer">{name || t('evidence.file', { id: value })}</a>
          <Button size="small" icon={<DeleteOutlined />} aria-label={t('evidence.remove')} onClick={() => onChange?.(null)} />
        </>
      ) : (
        <Button icon={<PaperClipOutlined />} loading={percent !== null} onClick={() => picker.current?.click()}>
          {percent !== null ? `${Math.round(percent)}%` : t('evidence.attach')}
        </Button>
      )}
    </div>
  );
}
