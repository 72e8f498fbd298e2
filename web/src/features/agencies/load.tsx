// SPDX-License-Identifier: Apache-2.0
// A structure from two CSV lists: tried first, then loaded as a whole.
import { CloudUploadOutlined } from '@ant-design/icons';
import { Alert, Button, Table, Upload } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { Card, PageHead } from '@/shared/ui';
import { loadStructure } from './data';
import type { StructureLine, StructureReceipt } from './data';

function FilePick({ label, name, onText }: { label: string; name: string; onText: (name: string, text: string) => void }) {
  return (
    <Upload accept=".csv,text/csv" maxCount={1} showUploadList={false} beforeUpload={(file) => {
      void file.text().then((text) => onText(file.name, text));
      return false;
    }}>
      <Button icon={<CloudUploadOutlined />}>{label}{name ? `: ${name}` : ''}</Button>
    </Upload>
  );
}

export default function LoadStructure() {
  const { t } = useTexts();
  const queries = useQueryClient();
  const { failed } = useNotice();
  const [agencies, setAgencies] = useState({ name: '', text: '' });
  const [changes, setChanges] = useState({ name: '', text: '' });
  const [receipt, setReceipt] = useState<StructureReceipt | null>(null);
  const [busy, setBusy] = useState(false);
  const run = (write: boolean) => {
    setBusy(true);
    loadStructure(write, agencies.text, changes.text).then((got) => {
      setReceipt(got);
      if (got.applied) void queries.invalidateQueries();
    }, failed).finally(() => setBusy(false));
  };
  const ready = agencies.text !== '';
  const good = receipt !== null && receipt.problem_count === 0 && !receipt.applied;
  return (
    <>
      <PageHead title={t('structure.title')} sub={<Link to="/agencies">{t('nav.agencies')}</Link>} />
      <div className="lc-stack">
        <Card title={t('structure.files')}>
          <p className="lc-muted">{t('structure.how')}</p>
          <div className="lc-row">
            <FilePick label={t('structure.agencies')} name={agencies.name} onText={(name, text) => { setAgencies({ name, text }); setReceipt(null); }} />
            <FilePick label={t('structure.reorganisations')} name={changes.name} onText={(name, text) => { setChanges({ name, text }); setReceipt(null); }} />
            <span className="lc-grow" />
            <Button disabled={!ready} loading={busy} onClick={() => run(false)} data-testid="try">{t('structure.try')}</Button>
            <Button type="primary" disabled={!good} loading={busy} onClick={() => run(true)} data-testid="load">{t('structure.load')}</Button>
          </div>
        </Card>
        {receipt ? <Receipt receipt={receipt} /> : null}
      </div>
    </>
  );
}

function Receipt({ receipt }: { receipt: StructureReceipt }) {
  const { t, dyn } = useTexts();
  const bad = receipt.problem_count > 0;
  const rows = bad ? receipt.problems : receipt.lines.filter((line) => line.action !== 'present');
  return (
    <Card title={t('structure.receipt')} className="lc-card-flush">
      <Alert type={bad ? 'error' : receipt.applied ? 'success' : 'info'} showIcon
        title={t(bad ? 'structure.nothing_written' : receipt.applied ? 'structure.loaded' : 'structure.trial')}
        description={t('structure.counts', { created: formatNumber(receipt.created), reorganised: formatNumber(receipt.reorganised), moved: formatNumber(receipt.moved), present: formatNumber(receipt.present), wrong: formatNumber(receipt.problem_count) })} />
      <Table<StructureLine> size="small" rowKey={(line) => `${line.list}-${line.line}-${line.action}-${line.text}`} dataSource={rows} pagination={{ pageSize: 50, hideOnSinglePage: true }} scroll={{ x: 'max-content' }}
        columns={[
          { key: 'list', title: t('structure.list'), width: 160, render: (_, line) => t(line.list === 'agencies' ? 'structure.agencies' : 'structure.reorganisations') },
          { key: 'line', title: t('structure.line'), width: 80, align: 'right', render: (_, line) => line.line },
          { key: 'what', title: t('reorganise.what'), render: (_, line) => line.what },
          { key: 'action', title: t('reorganise.action'), render: (_, line) => bad ? <>{dyn(`reorganise.problem.${line.action}`, line.text)}<div className="lc-small lc-muted">{line.text}; {line.hint}</div></> : dyn(`structure.action.${line.action}`) },
        ]} />
    </Card>
  );
}
