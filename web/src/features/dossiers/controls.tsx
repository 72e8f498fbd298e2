// SPDX-License-Identifier: Apache-2.0
// The checklist of a system's level: a state for each control, with reason, plan, evidence.
import { CaretDownOutlined, CaretRightOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Input, Progress, Segmented, Select, Upload } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router-dom';
import { apiUrl, get, post, request, upload } from '@/api/client';
import type { ControlRow, ControlSheet, SystemStatus } from '@/api/level_types';
import type { EvidenceFile } from '@/api/types';
import { useTexts } from '@/i18n';
import { DateInput } from '@/shared/entity/inputs';
import { formatDate } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { Card, Loaded, PageHead, Tag } from '@/shared/ui';

const states = ['met', 'partly', 'not_met', 'not_applicable'] as const;

interface Details {
  reason?: string;
  planned_on?: string | null;
  responsible?: string;
  evidence_file_id?: number | null;
}

/** "P6M" → "mỗi 6 tháng"; other values as the catalogue writes them. */
function useCadence(): (row: ControlRow) => string {
  const { t } = useTexts();
  return (row) => {
    if (row.value === 'x') return '';
    const match = /^P(\d+)([MY])$/.exec(row.value);
    if (!match) return row.value;
    const months = Number(match[1]) * (match[2] === 'Y' ? 12 : 1);
    const span = months === 12 && match[2] === 'Y' ? t('controls.year') : t('controls.months', { n: months });
    return t(row.group === 'retention' ? 'controls.kept' : 'controls.every', { n: span });
  };
}

function DetailsForm({ row, agencyId, onSave }: { row: ControlRow; agencyId: number; onSave: (details: Details) => void }) {
  const { t, dyn } = useTexts();
  const { failed } = useNotice();
  const [file, setFile] = useState<number | null>(row.state?.evidence_file_id ?? null);
  const send = (chosen: File) => upload<EvidenceFile>('/evidence-files', { agency_id: agencyId, file_name: chosen.name }, chosen, () => undefined).then((stored) => setFile(stored.id), failed);
  return (
    <Form layout="vertical" className="lc-inset" initialValues={{ reason: row.state?.reason ?? '', planned_on: row.state?.planned_on ?? null, responsible: row.state?.responsible ?? '' }}
      onFinish={(values: Details) => onSave({ ...values, evidence_file_id: file })}>
      <Form.Item name="reason" label={dyn('field.system_control.reason')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
      <div className="lc-form-grid">
        <Form.Item name="planned_on" label={dyn('field.system_control.planned_on')}><DateInput /></Form.Item>
        <Form.Item name="responsible" label={dyn('field.system_control.responsible')}><Input maxLength={120} /></Form.Item>
      </div>
      <div className="lc-row">
        <Upload showUploadList={false} beforeUpload={(chosen) => { void send(chosen); return false; }}><Button size="small">{dyn('field.system_control.evidence_file_id')}</Button></Upload>
        {file ? <a href={apiUrl(`/evidence-files/${file}/content`)} download>#{file}</a> : null}
        <Button size="small" type="primary" htmlType="submit">{t('action.save')}</Button>
      </div>
    </Form>
  );
}

function Line({ row, sheet, system, mayWrite, onSheet }: { row: ControlRow; sheet: ControlSheet; system: SystemStatus['system']; mayWrite: boolean; onSheet: (sheet: ControlSheet) => void }) {
  const { t, dyn, pick } = useTexts();
  const { failed } = useNotice();
  const cadence = useCadence();
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState<string | null>(null);
  const value = wanted ?? (row.state ? String(row.state.state) : null);
  const title = pick(row.vi, row.en);
  const put = (state: string, details: Details) => request<ControlSheet>('PUT', `/systems/${system.id}/controls/${row.id}`, {
    body: {
      standard: sheet.standard, state, reason: details.reason ?? row.state?.reason ?? '', responsible: details.responsible ?? row.state?.responsible ?? '',
      planned_on: details.planned_on === undefined ? (row.state?.planned_on ?? null) : details.planned_on,
      evidence_file_id: details.evidence_file_id === undefined ? (row.state?.evidence_file_id ?? null) : details.evidence_file_id,
    },
  }).then((next) => { setWanted(null); setOpen(false); onSheet(next); }, failed);
  const choose = (state: string) => {
    // What does not apply is saved with its reason.
    if (state === 'not_applicable' && !row.state?.reason) {
      setWanted(state);
      return setOpen(true);
    }
    return void put(state, {});
  };
  const note = cadence(row);
  return (
    <li data-testid={`control-${row.id}`}>
      <div className="lc-part">
        <div className="lc-grow">{title} {note !== '' ? <Tag tone="neutral">{note}</Tag> : null}
          <div className="lc-muted lc-small">{row.clause}{row.state?.reason ? ` · ${row.state.reason}` : ''}{row.state?.planned_on ? ` · ${dyn('field.system_control.planned_on')} ${formatDate(row.state.planned_on)}` : ''}{row.state?.responsible ? ` · ${row.state.responsible}` : ''}</div></div>
        {mayWrite ? (
          <>
            <Select size="small" value={value} placeholder={t('controls.open')} style={{ width: 150 }} onChange={choose} aria-label={t('controls.state_of', { what: title })} options={states.map((s) => ({ value: s, label: dyn(`choice.system_control.state.${s}`) }))} />
            <Button size="small" type="text" icon={open ? <CaretDownOutlined /> : <CaretRightOutlined />} onClick={() => setOpen(!open)} aria-expanded={open} aria-label={`${t('controls.details')}: ${title}`} />
          </>
        ) : <Tag tone={value === 'met' ? 'good' : value === 'not_met' ? 'high' : value === 'partly' ? 'medium' : 'neutral'}>{value ? dyn(`choice.system_control.state.${value}`) : t('controls.open')}</Tag>}
      </div>
      {open && mayWrite ? <DetailsForm row={row} agencyId={system.agency_id ?? 0} onSave={(details) => void put(value ?? 'not_met', details)} /> : null}
    </li>
  );
}

export default function ControlsPage() {
  const { id = '' } = useParams();
  const url = useUrlState();
  const { dyn, t } = useTexts();
  const standard = url.text('standard');
  const key = ['controls', id, standard];
  const queries = useQueryClient();
  const status = useQuery({ queryKey: ['system-status', id], queryFn: () => get<SystemStatus>(`/systems/${encodeURIComponent(id)}/status`) });
  const sheet = useQuery({ queryKey: key, queryFn: () => get<ControlSheet>(`/systems/${encodeURIComponent(id)}/controls`, { standard }) });
  return (
    <Loaded query={status}>
      {(data) => (
        <>
          <PageHead title={`${t('controls.title')}: ${data.system.name ?? ''}`} sub={<Link to={`/registers/systems/${id}`}>← {data.system.name}</Link>}
            extra={<Segmented value={standard || sheet.data?.standard || 'tcvn14423'} onChange={(value) => url.set({ standard: String(value) })} options={['tcvn14423', 'tcvn11930'].map((value) => ({ value, label: dyn(`choice.system_control.standard.${value}`) }))} />} />
          <Loaded query={sheet} rows={12}>{(rows) => <Sheet sheet={rows} system={data.system} onSheet={(next) => { queries.setQueryData(key, next); for (const other of ['dossier', 'system-status', 'duties']) void queries.invalidateQueries({ queryKey: [other] }); }} />}</Loaded>
        </>
      )}
    </Loaded>
  );
}

function Sheet({ sheet, system, onSheet }: { sheet: ControlSheet; system: SystemStatus['system']; onSheet: (sheet: ControlSheet) => void }) {
  const { t, dyn, pick } = useTexts();
  const can = useCan();
  const { done, failed } = useNotice();
  const [only, setOnly] = useState(false);
  const mayWrite = can('system_control', 'write');
  const rows = sheet.rows.filter((r) => !only || !r.state || r.state.state === 'not_met' || r.state.state === 'partly');
  const families = [...new Set(rows.map((r) => r.family_vi))];
  const confirm = () => post<ControlSheet>(`/systems/${system.id}/controls/confirm`, { standard: sheet.standard }).then((next) => { done(t('done.saved')); onSheet(next); }, failed);
  return (
    <div className="lc-stack">
      <Card>
        <div className="lc-row lc-spaced">
          <Progress type="circle" percent={sheet.percent} size={64} aria-label={t('controls.percent', { n: sheet.percent })} />
          <div className="lc-grow">
            <b data-testid="controls-percent">{t('controls.percent', { n: sheet.percent })}</b>
            <div>{t('controls.sub', { level: sheet.level, standard: sheet.standard_name })}</div>
            <div className="lc-row lc-small">
              <Tag tone="good">{dyn('choice.system_control.state.met')}: {sheet.met}</Tag><Tag tone="medium">{dyn('choice.system_control.state.partly')}: {sheet.partly}</Tag>
              <Tag tone="high">{dyn('choice.system_control.state.not_met')}: {sheet.not_met}</Tag><Tag tone="neutral">{dyn('choice.system_control.state.not_applicable')}: {sheet.not_applicable}</Tag><Tag tone="neutral">{t('controls.open')}: {sheet.open}</Tag>
            </div>
          </div>
          {sheet.confirmed_on ? <span className="lc-text-good">{t('controls.confirmed', { date: formatDate(sheet.confirmed_on) })}</span> : null}
          {mayWrite ? <Button type="primary" disabled={!sheet.complete} onClick={() => void confirm()} data-testid="confirm-controls">{t('controls.confirm')}</Button> : null}
        </div>
        <Checkbox checked={only} onChange={(e) => setOnly(e.target.checked)}>{t('controls.show_open')}</Checkbox>
        <p className="lc-muted lc-small">{t('controls.titles_note')}</p>
      </Card>
      {families.map((family) => {
        const group = rows.filter((r) => r.family_vi === family);
        const first = group[0];
        return (
          <Card key={family} title={first ? pick(first.family_vi, first.family_en) : family}>
            <ul className="lc-plain-list">{group.map((row) => <Line key={`${sheet.standard}/${row.id}`} row={row} sheet={sheet} system={system} mayWrite={mayWrite} onSheet={onSheet} />)}</ul>
          </Card>
        );
      })}
    </div>
  );
}
