// SPDX-License-Identifier: Apache-2.0
// The fields of an event, to tick those that make the exception.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input, Select } from 'antd';
import { useState } from 'react';
import { useTexts } from '@/i18n';
import { blankRow } from './exception_rows';
import type { Row } from './exception_rows';
import { tests } from './exception_text';
import type { Test } from './exception_text';

const fewRows = 12;

export function Picks({ rows, onChange }: { rows: Row[]; onChange: (rows: Row[]) => void }) {
  const { t, dyn } = useTexts();
  const [all, setAll] = useState(false);
  const change = (key: string, part: Partial<Row>) => onChange(rows.map((r) => (r.key === key ? { ...r, ...part } : r)));
  const shown = all ? rows : rows.filter((r, i) => i < fewRows || r.isOn || r.isOwn);
  return (
    <div className="lc-stack">
      <table className="lc-plain-table lc-picks">
        <thead><tr><th scope="col"><span className="lc-sr">{t('exception.use')}</span></th><th scope="col">{t('exception.field')}</th><th scope="col">{t('exception.test')}</th><th scope="col">{t('exception.value')}</th><th /></tr></thead>
        <tbody>{shown.map((r) => {
          const label = r.field || t('explain.keyword');
          return (
            <tr key={r.key} data-testid="pick" data-field={r.field} className={r.isOn ? '' : 'lc-off'}>
              <td><Checkbox checked={r.isOn} onChange={(e) => change(r.key, { isOn: e.target.checked })} aria-label={`${t('exception.use')}: ${label}`} /></td>
              <td className="lc-mono">{r.isOwn ? <Input size="small" value={r.field} onChange={(e) => change(r.key, { field: e.target.value.trim() })} placeholder="User" aria-label={t('exception.field')} /> : label}
                {r.isMatched ? <div className="lc-small lc-muted lc-plain-font">{t('exception.matched')}</div> : null}</td>
              <td>{r.field === '' && !r.isOwn ? <span className="lc-muted">{t('exception.test_contains')}</span> : (
                <Select<Test> size="small" value={r.test} style={{ width: 140 }} aria-label={`${t('exception.test')}: ${label}`} onChange={(test) => change(r.key, { test, isOn: true })} options={tests.map((value) => ({ value, label: dyn(`exception.test_${value}`) }))} />
              )}</td>
              <td><Input.TextArea size="small" className="lc-mono" autoSize={{ minRows: 1, maxRows: 4 }} value={r.value} aria-label={`${t('exception.value')}: ${label}`} onChange={(e) => change(r.key, { value: e.target.value, isOn: true })} /></td>
              <td>{r.isOwn ? <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('exception.drop_field')} onClick={() => onChange(rows.filter((o) => o.key !== r.key))} /> : null}</td>
            </tr>
          );
        })}</tbody>
      </table>
      <div className="lc-row">
        <Button size="small" icon={<PlusOutlined />} data-testid="add-field" onClick={() => onChange([...rows, blankRow()])}>{t('exception.add_field')}</Button>
        {rows.length > shown.length ? <Button size="small" type="link" onClick={() => setAll(true)}>{t('exception.all_fields', { n: rows.length - shown.length })}</Button> : null}
      </div>
    </div>
  );
}
