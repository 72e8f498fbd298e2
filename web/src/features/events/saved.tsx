// SPDX-License-Identifier: Apache-2.0
// Saved searches, exports and their receipts.
import { DeleteOutlined, DownloadOutlined, PushpinOutlined, SaveOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Drawer, Dropdown, Input, Modal, Popover } from 'antd';
import { useState } from 'react';
import { apiUrl, get, post, request } from '@/api/client';
import type { EventExport, Page, SavedSearchView } from '@/api/types';
import { useTexts } from '@/i18n';
import type { TextKey } from '@/i18n';
import { formatBytes, formatNumber } from '@/shared/format';
import { useCan } from '@/shared/session';
import type { useUrlState } from '@/shared/url';
import { CopyButton, ErrorView, Loaded, Nothing, Time } from '@/shared/ui';
import { useSaved } from './data';
import type { Asked } from './data';

type Url = ReturnType<typeof useUrlState>;

function SaveDialog({ url, onClose }: { url: Url; onClose: () => void }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const [isShared, setShared] = useState(false);
  const [isPinned, setPinned] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const range = url.text('range', '24h');
  const save = () => {
    post('/saved-searches', {
      name, note, query: url.text('query'), period: range === 'custom' ? '' : range, columns: url.text('cols'), is_shared: isShared, is_pinned: isPinned,
      ...(range === 'custom' ? { since: url.text('from') || null, until: url.text('to') || null } : {}),
    }).then(() => {
      void client.invalidateQueries({ queryKey: ['saved-searches'] });
      onClose();
    }, setError);
  };
  return (
    <Modal open title={t('hunt.save_title')} okText={t('action.save')} cancelText={t('action.cancel')} onOk={save} onCancel={onClose} okButtonProps={{ disabled: name.trim() === '' }}>
      <div className="lc-stack">
        <label>{t('hunt.save_name')}<Input autoFocus maxLength={120} value={name} onChange={(e) => setName(e.target.value)} onPressEnter={() => { if (name.trim()) save(); }} data-testid="save-name" /></label>
        <label>{t('hunt.save_note')}<Input.TextArea rows={2} maxLength={2000} value={note} onChange={(e) => setNote(e.target.value)} /></label>
        <Checkbox checked={isShared} onChange={(e) => setShared(e.target.checked)}>{t('hunt.save_shared')}</Checkbox>
        <Checkbox checked={isPinned} onChange={(e) => setPinned(e.target.checked)}>{t('hunt.save_pinned')}</Checkbox>
        <p className="lc-muted lc-small">{t('hunt.save_what')}</p>
        {error ? <ErrorView error={error} /> : null}
      </div>
    </Modal>
  );
}

export function Saved({ url }: { url: Url }) {
  const { t } = useTexts();
  const can = useCan();
  const client = useQueryClient();
  const saved = useSaved();
  const [open, setOpen] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const take = (s: SavedSearchView) => {
    setOpen(false);
    const isOwn = s.period === '';
    url.set({ query: s.query, range: isOwn ? 'custom' : s.period === '24h' ? null : s.period, from: isOwn ? (s.since ?? null) : null, to: isOwn ? (s.until ?? null) : null, cols: s.columns }, true);
  };
  const remove = (s: SavedSearchView) => {
    void request('DELETE', `/saved-searches/${s.id}`).then(() => client.invalidateQueries({ queryKey: ['saved-searches'] }));
  };
  return (
    <>
      <Popover trigger="click" open={open} onOpenChange={setOpen} placement="bottomRight" content={
        <div style={{ width: 380, maxHeight: '60vh', overflow: 'auto' }} data-testid="saved-list">
          {can('saved_search', 'write') ? <Button size="small" icon={<SaveOutlined />} onClick={() => { setOpen(false); setSaving(true); }} data-testid="save-search">{t('hunt.save')}</Button> : null}
          <Loaded query={saved} rows={2}>{({ rows }) => (rows.length === 0 ? <Nothing text={t('hunt.saved_none')} /> : (
            <ul className="lc-plain-list">
              {rows.map((s) => (
                <li key={s.id} className="lc-row">
                  <button type="button" className="lc-link-button lc-grow" title={s.note || s.query} onClick={() => take(s)}>
                    {s.is_pinned ? <PushpinOutlined aria-hidden /> : null} {s.name}
                    {s.is_mine ? null : <span className="lc-muted lc-small"> · {t('hunt.shared_by', { name: s.owner_name })}</span>}
                    <div className="lc-mono lc-small lc-muted lc-clamp">{s.query}</div>
                  </button>
                  {s.is_mine ? <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('hunt.delete_saved', { name: s.name })} onClick={() => remove(s)} /> : null}
                </li>
              ))}
            </ul>
          ))}</Loaded>
        </div>
      }><Button icon={<SaveOutlined />} data-testid="saved">{t('hunt.saved')}</Button></Popover>
      {isSaving ? <SaveDialog url={url} onClose={() => setSaving(false)} /> : null}
    </>
  );
}

function Receipts({ onClose }: { onClose: () => void }) {
  const { t, dyn } = useTexts();
  const list = useQuery({
    queryKey: ['event-exports'],
    queryFn: ({ signal }) => get<Page<EventExport>>('/event-exports', { sort: '-id', limit: 30 }, signal),
    refetchInterval: 3000,
  });
  return (
    <Drawer open onClose={onClose} size={760} title={t('hunt.receipts')} data-testid="receipts">
      <p className="lc-muted">{t('hunt.export_recorded')}</p>
      <Loaded query={list}>{({ rows }) => (rows.length === 0 ? <Nothing /> : (
        <table className="lc-plain-table">
          <thead><tr>{['created_at', 'exported_by', 'state', 'row_count'].map((f) => <th key={f} scope="col">{dyn(f === 'created_at' ? 'field.row.created_at' : `field.event_export.${f}`)}</th>)}<th scope="col">{t('hunt.receipt_file')}</th></tr></thead>
          <tbody>{rows.map((r) => (
            <tr key={r.id}>
              <td><Time at={r.created_at} seconds /></td><td>{r.exported_by}</td>
              <td>{dyn(`choice.event_export.state.${r.state}`)}</td><td className="lc-num">{formatNumber(r.row_count)}</td>
              <td><div className="lc-mono lc-small lc-clamp">{r.query || '*'}</div><div className="lc-small lc-muted">{r.format} · {formatBytes(r.byte_count)}</div>{r.sha256 ? <div className="lc-row"><code className="lc-small">{r.sha256.slice(0, 16)}…</code><CopyButton text={r.sha256} label="SHA-256" /></div> : null}</td>
            </tr>
          ))}</tbody>
        </table>
      ))}</Loaded>
    </Drawer>
  );
}

export function Export({ asked, columns }: { asked: Asked; columns: string }) {
  const { t } = useTexts();
  const can = useCan();
  const [isOpen, setOpen] = useState(false);
  if (!can('event_export')) return null;
  const file = (format: 'csv' | 'ndjson', label: TextKey) => ({
    key: format,
    label: <a href={apiUrl('/events/export', { ...asked, format, columns: format === 'csv' ? columns : '' })} download data-testid={`export-${format}`} title={t('hunt.export_recorded')}>{t(label)}</a>,
  });
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items: [file('csv', 'hunt.export_csv'), file('ndjson', 'hunt.export_ndjson'), { type: 'divider' }, { key: 'receipts', label: t('hunt.receipts'), onClick: () => setOpen(true) }] }}>
        <Button icon={<DownloadOutlined />} data-testid="export">{t('hunt.export')}</Button>
      </Dropdown>
      {isOpen ? <Receipts onClose={() => setOpen(false)} /> : null}
    </>
  );
}
