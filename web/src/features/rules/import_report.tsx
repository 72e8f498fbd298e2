// SPDX-License-Identifier: Apache-2.0
import { Alert, Button } from 'antd';
import type { ImportView } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { Card } from '@/shared/ui';
import { serverWords } from './words';

/** What the last import took and left out. */
export function ImportReport({ imported, onClose }: { imported: ImportView; onClose: () => void }) {
  const texts = useTexts();
  const { t } = texts;
  const counted = imported.files_left_out - imported.left_out.length;
  return (
    <Card title={t('rule_set.imported', { title: imported.set.title })} extra={<Button size="small" onClick={onClose}>{t('action.close')}</Button>}>
      <div className="lc-stack" data-testid="import-report">
        <Alert type="success" showIcon title={t('rule_set.imported_files', { n: formatNumber(imported.files_taken), out: formatNumber(imported.files_left_out) })} description={t('rule_set.imported_next')} />
        {imported.left_out.length > 0 ? (
          <table className="lc-plain-table">
            <thead><tr><th scope="col">{t('rule_set.left_out')}</th><th scope="col">{t('rules.reason')}</th></tr></thead>
            <tbody>{imported.left_out.map((f) => <tr key={f.path}><th scope="row" className="lc-mono lc-break">{f.path}</th><td>{serverWords(texts, f.reason)}</td></tr>)}</tbody>
          </table>
        ) : null}
        {counted > 0 ? <p className="lc-muted">{t('rule_set.not_rules', { n: formatNumber(counted) })}</p> : null}
      </div>
    </Card>
  );
}
