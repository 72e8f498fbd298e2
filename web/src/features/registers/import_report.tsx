// SPDX-License-Identifier: Apache-2.0
// What came of a file: figures, what to decide, wrong lines, columns; fetched when there is a file.
import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Radio } from 'antd';
import { Link, useNavigate } from 'react-router-dom';
import { apiUrl } from '@/api/client';
import type { ImportReport } from '@/api/types';
import { useTexts } from '@/i18n';
import type { Entity } from '@/shared/entity/model';
import { formatNumber } from '@/shared/format';
import { Card } from '@/shared/ui';
import { Columns, FirstRows, Problems } from './import_parts';

export type Existing = 'update' | 'skip';
export interface Ask {
  file: File;
  columns: Record<number, string>;
  existing: Existing;
  apply?: 'all_or_nothing' | 'good_rows';
}

function Figures({ report }: { report: ImportReport }) {
  const { t, dyn } = useTexts();
  const rows = { read: report.read, created: report.created, changed: report.changed, duplicate: report.duplicate, rejected: report.rejected };
  return (
    <dl className="lc-sums" data-testid="import-figures" aria-label={t('import.outcome')}>
      {Object.entries(rows).map(([name, value]) => (
        <div key={name} className={name === 'rejected' && value > 0 ? 'lc-text-critical' : ''} data-figure={name}>
          <dd>{formatNumber(value)}</dd><dt>{dyn(`import.${name}`)}</dt>
        </div>
      ))}
    </dl>
  );
}

function Decide({ report, busy, onApply }: { report: ImportReport; busy: boolean; onApply: (mode: 'all_or_nothing' | 'good_rows') => void }) {
  const { t } = useTexts();
  const good = report.created + report.changed;
  if (report.rejected === 0) {
    return (
      <Button type="primary" loading={busy} disabled={good === 0} onClick={() => onApply('all_or_nothing')} data-testid="import-apply">
        {good === 0 ? t('import.nothing') : t('import.apply', { n: formatNumber(good) })}
      </Button>
    );
  }
  return (
    <>
      <Alert type="warning" showIcon title={t('import.fix_first', { m: formatNumber(report.rejected) })} />
      {good > 0 ? <Button danger loading={busy} onClick={() => onApply('good_rows')} data-testid="import-good-rows">{t('import.good_only', { n: formatNumber(good), m: formatNumber(report.rejected) })}</Button> : null}
    </>
  );
}

function Done({ entity, report }: { entity: Entity; report: ImportReport }) {
  const { t, language } = useTexts();
  return (
    <Card>
      <Alert type="success" showIcon className="lc-gap-below" data-testid="import-done" title={t('import.done', { id: report.receipt })} />
      <Figures report={report} />
      <div className="lc-row">
        <Button type="primary" href={apiUrl(`/import-receipts/${report.receipt}/receipt.xlsx`, { lang: language })} download icon={<DownloadOutlined />} data-testid="import-receipt">{t('import.receipt')}</Button>
        <Link to={`/registers/${entity.path}?sort=-id`}>{t('import.open_list')}</Link>
      </div>
      {report.problems.length > 0 ? <Problems entity={entity} report={report} /> : null}
    </Card>
  );
}

export default function Report({ entity, report, ask, busy, onSend }: { entity: Entity; report: ImportReport; ask: Ask; busy: boolean; onSend: (ask: Ask) => void }) {
  const { t, dyn } = useTexts();
  const navigate = useNavigate();
  if (report.applied) return <Done entity={entity} report={report} />;
  const plain = { file: ask.file, columns: ask.columns, existing: ask.existing };
  const required = report.missing.map((name) => dyn(`field.${entity.name}.${name}`, name)).join(', ');
  return (
    <div className="lc-stack" data-testid="import-report">
      {required !== '' ? <Alert type="error" showIcon title={t('import.missing', { names: required })} data-testid="import-missing" /> : null}
      <Card>
        <Figures report={report} />
        <div className="lc-row lc-gap-below">
          <span>{t('import.existing')}</span>
          <Radio.Group value={ask.existing} onChange={(e) => onSend({ ...plain, existing: e.target.value as Existing })}
            options={[{ value: 'update', label: t('import.existing.update') }, { value: 'skip', label: t('import.existing.skip') }]} />
        </div>
        <div className="lc-stack-tight">
          <Decide report={report} busy={busy} onApply={(apply) => onSend({ ...plain, apply })} />
          <div><Button onClick={() => navigate(`/registers/${entity.path}`)}>{t('action.cancel')}</Button></div>
        </div>
      </Card>
      {required === '' || report.problems.length > 0 ? <Problems entity={entity} report={report} /> : null}
      <Columns entity={entity} report={report} onChoose={(index, field) => onSend({ ...plain, columns: { ...ask.columns, [index]: field } })} />
      {report.rows.length > 0 ? <FirstRows report={report} /> : null}
    </div>
  );
}
