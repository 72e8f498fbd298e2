// SPDX-License-Identifier: Apache-2.0
import { Button, Modal } from 'antd';
import { Link } from 'react-router-dom';
import type { Alert, BulkResult } from '@/api/types';
import { useTexts } from '@/i18n';

/** What a bulk action did, item by item where it failed. */
export function BulkReport({ result, rows, onClose }: { result: BulkResult; rows: Alert[]; onClose: () => void }) {
  const { t } = useTexts();
  const title = (id: number) => rows.find((row) => row.id === id)?.rule_title ?? '';
  return (
    <Modal open title={t('alerts.bulk_title')} onCancel={onClose} footer={<Button type="primary" onClick={onClose}>{t('action.close')}</Button>}>
      <div className="lc-stack" data-testid="bulk-report">
        <p>{t('alerts.bulk_done', { n: result.done.length })}</p>
        {result.incident ? <p><Link to={`/incidents/${result.incident.id}`} onClick={onClose}>{result.incident.number} · {result.incident.title}</Link></p> : null}
        {result.failed.length > 0 ? (
          <>
            <p className="lc-text-critical">{t('alerts.bulk_failed', { n: result.failed.length })}</p>
            <ul className="lc-plain-list lc-scroll-list">
              {result.failed.map((f) => <li key={f.id}>#{f.id} {title(f.id)} – {f.detail}</li>)}
            </ul>
          </>
        ) : null}
      </div>
    </Modal>
  );
}
