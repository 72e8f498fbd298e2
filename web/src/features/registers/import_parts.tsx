// SPDX-License-Identifier: Apache-2.0
// What an import says about a file: its columns, its wrong lines, its first lines.
import { Table } from 'antd';
import type { ImportReport } from '@/api/types';
import { useTexts } from '@/i18n';
import type { Entity } from '@/shared/entity/model';
import { SearchSelect } from '@/shared/entity/select';
import { formatNumber } from '@/shared/format';
import { fieldMessage } from '@/shared/problems';
import { Card, Tag } from '@/shared/ui';

type Problem = ImportReport['problems'][number];
type FirstRow = ImportReport['rows'][number];
type Column = ImportReport['columns'][number];

export function Problems({ entity, report }: { entity: Entity; report: ImportReport }) {
  const texts = useTexts();
  const { t, dyn } = texts;
  if (report.problems.length === 0) return report.read > 0 ? <p className="lc-text-good" data-testid="import-clean">{t('import.no_problems')}</p> : null;
  return (
    <Card title={`${t('import.problems')} (${formatNumber(report.problems.length)})`}>
      {report.problems_cut ? <p className="lc-muted">{t('import.cut', { n: formatNumber(report.problems.length) })}</p> : null}
      <Table<Problem> size="small" rowKey={(p) => `${p.line}/${p.field}/${p.message}`} dataSource={report.problems} data-testid="import-problems"
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }} scroll={{ x: 'max-content' }} columns={[
          { key: 'line', title: t('import.line'), dataIndex: 'line', align: 'right', width: 80 },
          { key: 'column', title: t('import.column'), render: (_, p) => p.column || dyn(`field.${entity.name}.${p.field}`, p.field || '—') },
          { key: 'value', title: t('import.value'), dataIndex: 'value', render: (v: string) => v === '' ? <span className="lc-muted">—</span> : <code>{v}</code> },
          { key: 'message', title: t('import.reason'), dataIndex: 'message', render: (m: string) => fieldMessage(texts, m) },
        ]} />
    </Card>
  );
}

export function Columns({ entity, report, onChoose }: { entity: Entity; report: ImportReport; onChoose: (index: number, field: string) => void }) {
  const { t, dyn } = useTexts();
  const options = [{ value: '', label: t('import.leave_out') },
    ...entity.fields.filter((f) => !f.readOnly && !['id', 'version', 'created_at', 'updated_at', 'archived'].includes(f.name))
      .map((f) => ({ value: f.name, label: dyn(`field.${entity.name}.${f.name}`, f.name) }))];
  return (
    <Card title={t('import.columns')}>
      <p className="lc-muted">{t('import.columns_hint')}</p>
      <Table<Column> size="small" rowKey="index" dataSource={report.columns} pagination={false} data-testid="import-columns" columns={[
        { key: 'heading', title: t('import.column'), dataIndex: 'heading', render: (h: string, c) => h === '' ? <span className="lc-muted">#{c.index + 1}</span> : h },
        { key: 'field', title: t('import.field'), render: (_, c) => (
          <SearchSelect<string> value={c.field} options={options} style={{ width: 320, maxWidth: '100%' }} aria-label={`${t('import.field')}: ${c.heading}`}
            onChange={(v) => onChoose(c.index, v ?? '')} />
        ) },
      ]} />
    </Card>
  );
}

const tones = { created: 'good', changed: 'low', duplicate: 'neutral', rejected: 'critical' } as const;

export function FirstRows({ report }: { report: ImportReport }) {
  const { t, dyn } = useTexts();
  return (
    <Card title={t('import.rows')}>
      <Table<FirstRow> size="small" rowKey="line" dataSource={report.rows} pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }} columns={[
        { key: 'line', title: t('import.line'), dataIndex: 'line', align: 'right', width: 80 },
        { key: 'title', title: t('import.value'), dataIndex: 'title' },
        { key: 'outcome', title: t('import.outcome'), dataIndex: 'outcome', render: (o: FirstRow['outcome']) => <Tag tone={tones[o]}>{dyn(`import.outcome.${o}`)}</Tag> },
      ]} />
    </Card>
  );
}
