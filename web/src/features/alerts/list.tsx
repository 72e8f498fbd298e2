// SPDX-License-Identifier: Apache-2.0
// The rows of the queue. Only what is in sight is drawn, so that long lists stay quick.
import { Checkbox } from 'antd';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Alert } from '@/api/types';
import { useTexts } from '@/i18n';
import { useAccounts, useAgencyName } from '@/shared/lookups';
import { AlertStatusTag, LevelTag, Time } from '@/shared/ui';
import { visibleRange } from './model';

const rowHeight = 58;

interface ListProps {
  rows: Alert[];
  cursor: number | null;
  opened: number | null;
  checked: Set<number>;
  onOpen: (id: number) => void;
  onCheck: (id: number) => void;
  onEnd: () => void;
}

export function List({ rows, cursor, opened, checked, onOpen, onCheck, onEnd }: ListProps) {
  const { t } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ scroll: 0, height: 600 });
  useLayoutEffect(() => {
    const node = box.current;
    if (!node) return undefined;
    const measure = () => setView({ scroll: node.scrollTop, height: node.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    node.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      node.removeEventListener('scroll', measure);
    };
  }, []);
  const at = rows.findIndex((row) => row.id === cursor);
  useEffect(() => {
    const node = box.current;
    if (!node || at < 0) return;
    const top = at * rowHeight;
    if (top < node.scrollTop) node.scrollTop = top;
    else if (top + rowHeight > node.scrollTop + node.clientHeight) node.scrollTop = top + rowHeight - node.clientHeight;
    // Only a moved cursor scrolls, not rows that arrive.
    // eslint-disable-next-line
  }, [cursor]);
  const [first, last] = visibleRange(view.scroll, view.height, rowHeight, rows.length);
  const nearEnd = rows.length > 0 && last >= rows.length - 1;
  const ended = useRef(onEnd);
  ended.current = onEnd;
  useEffect(() => {
    if (nearEnd) ended.current();
  }, [nearEnd, rows.length]);
  return (
    <div className="lc-queue-scroll" ref={box} role="grid" aria-label={t('alerts.queue')} aria-multiselectable="true" aria-rowcount={rows.length}
      tabIndex={0} aria-activedescendant={cursor ? `alert-${cursor}` : undefined} data-testid="alert-list">
      <div role="rowgroup" style={{ height: rows.length * rowHeight, position: 'relative' }}>
        {rows.slice(first, last).map((row, i) => (
          <Item key={row.id} row={row} top={(first + i) * rowHeight} current={row.id === cursor}
            opened={row.id === opened} checked={checked.has(row.id)} position={first + i + 1}
            onOpen={onOpen} onCheck={onCheck} />
        ))}
      </div>
    </div>
  );
}

interface ItemProps {
  row: Alert;
  top: number;
  current: boolean;
  opened: boolean;
  checked: boolean;
  position: number;
  onOpen: (id: number) => void;
  onCheck: (id: number) => void;
}

function Item({ row, top, current, opened, checked, position, onOpen, onCheck }: ItemProps) {
  const { t } = useTexts();
  const agencyName = useAgencyName();
  const accounts = useAccounts();
  return (
    <div className="lc-alert" id={`alert-${row.id}`} role="row" aria-selected={opened || checked} aria-rowindex={position}
      aria-current={current} style={{ top, height: rowHeight }} onClick={() => onOpen(row.id)} data-testid="alert-row" data-id={row.id}>
      <span role="gridcell" onClick={(e) => e.stopPropagation()}>
        <Checkbox checked={checked} onChange={() => onCheck(row.id)} aria-label={t('alerts.select', { title: row.rule_title })} />
      </span>
      <span role="gridcell" className="lc-alert-level"><LevelTag level={row.level} /></span>
      <div role="gridcell" className="lc-grow">
        <div className="lc-ellipsis" title={row.rule_title}>
          <span className="lc-alert-title">{row.rule_title}</span>
          {row.count > 1 ? <span className="lc-count">×{row.count}</span> : null}
        </div>
        <div className="lc-alert-sub">
          <span className="lc-mono lc-ellipsis">{row.host || '—'}</span>
          <span className="lc-ellipsis">{agencyName(row.agency_id) || t('alerts.no_agency')}</span>
          {row.assignee_id ? <span className="lc-ellipsis">{t('alerts.by', { name: accounts.byId.get(row.assignee_id)?.name ?? `#${row.assignee_id}` })}</span> : null}
        </div>
      </div>
      <div role="gridcell" className="lc-alert-side"><Time at={row.last_seen} /><AlertStatusTag status={row.status} /></div>
    </div>
  );
}
