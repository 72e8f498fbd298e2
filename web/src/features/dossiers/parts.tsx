// SPDX-License-Identifier: Apache-2.0
// The parts that a dossier needs: what is there, what is missing, and where it comes from.
import { CheckCircleFilled, ExclamationCircleFilled, FileOutlined, MinusCircleOutlined, PaperClipOutlined } from '@ant-design/icons';
import { Button, Upload } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { apiUrl, post, upload } from '@/api/client';
import type { DossierDetail, DossierPartState } from '@/api/level_types';
import type { EvidenceFile } from '@/api/types';
import { useTexts } from '@/i18n';
import { useNotice } from '@/shared/problems';
import { Card, Tag } from '@/shared/ui';

function PartLine({ part, detail, mayAdd, onDone }: { part: DossierPartState; detail: DossierDetail; mayAdd: boolean; onDone: () => void }) {
  const { t, dyn, pick } = useTexts();
  const { failed } = useNotice();
  const [busy, setBusy] = useState(false);
  const { dossier } = detail;
  const add = async (file: File) => {
    setBusy(true);
    try {
      const stored = await upload<EvidenceFile>('/evidence-files', { agency_id: dossier.agency_id, file_name: file.name }, file, () => undefined);
      await post('/dossier-parts', { agency_id: dossier.agency_id, dossier_id: dossier.id, kind: part.kind, title: file.name.slice(0, 300), evidence_file_id: stored.id });
      onDone();
    } catch (problem) {
      failed(problem);
    }
    setBusy(false);
  };
  const icon = part.present ? <CheckCircleFilled className="lc-text-good" /> : part.before_approval
    ? <MinusCircleOutlined className="lc-muted" /> : <ExclamationCircleFilled className="lc-text-high" />;
  return (
    <li className="lc-part" data-testid={`part-${part.kind}`}>
      {icon}
      <div className="lc-grow">
        <b>{pick(part.vi, part.en)}</b> {part.was_missing ? <Tag tone="medium">{t('dossier.part_named')}</Tag> : null}
        <div className="lc-muted lc-small">{pick(part.what_vi, part.what_en)} · {part.clause}</div>
        <div className="lc-row lc-small">
          <span className={part.present ? '' : part.before_approval ? 'lc-muted' : 'lc-text-high'}>
            {part.present ? dyn(`dossier.part_source.${part.source}`) : t(part.before_approval ? 'dossier.part_before_approval' : 'dossier.part_missing')}
          </span>
          {part.part?.evidence_file_id ? <a href={apiUrl(`/evidence-files/${part.part.evidence_file_id}/content`)} download><FileOutlined /> {part.part.title}</a> : null}
          {part.part && part.versions > 1 ? <Link to={`/registers/dossier-parts?dossier_id=${dossier.id}&kind=${part.kind}`}>{t('dossier.part_version', { n: part.versions })}</Link> : null}
          {part.kind === 'protection_plan' ? <Link to={`/registers/systems/${dossier.system_id}/controls`}>{t('dossier.to_controls')}</Link> : null}
          {part.kind === 'regulation' && !part.present ? <Link to={`/registers/regulations/new?agency_id=${dossier.agency_id}`}>{t('dossier.to_regulation')}</Link> : null}
        </div>
      </div>
      {mayAdd ? (
        <Upload showUploadList={false} beforeUpload={(file) => { void add(file); return false; }}>
          <Button size="small" icon={<PaperClipOutlined />} loading={busy} aria-label={`${t(part.part ? 'dossier.new_version' : 'dossier.add_file')}: ${pick(part.vi, part.en)}`} data-testid={`add-${part.kind}`}>{t(part.part ? 'dossier.new_version' : 'dossier.add_file')}</Button>
        </Upload>
      ) : null}
    </li>
  );
}

export function Parts({ detail, mayWrite, onDone }: { detail: DossierDetail; mayWrite: boolean; onDone: () => void }) {
  const { t } = useTexts();
  const status = String(detail.dossier.status);
  const editable = status === 'draft' || status === 'returned';
  const over = status === 'approved' || status === 'withdrawn';
  const late = new Set(['regulation', 'opinion']);
  return (
    <Card title={t('dossier.parts')}>
      <ul className="lc-plain-list">
        {detail.parts.map((part) => <PartLine key={part.kind} part={part} detail={detail} onDone={onDone} mayAdd={mayWrite && !over && (editable || late.has(part.kind))} />)}
      </ul>
    </Card>
  );
}
