// SPDX-License-Identifier: Apache-2.0
// What can be done with a value, wherever it stands: in the table, the drawer, the field panel.
import { useEffect, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { useTexts } from '@/i18n';
import { behind, condition, narrowed, splitCommands } from './data';

export interface Value {
  field: string;
  value: string;
}

export type Act = 'include' | 'exclude' | 'only' | 'group' | 'column' | 'copy';

/** Keys for the same acts. */
export const keyOf: Partial<Record<string, Act>> = { i: 'include', x: 'exclude', o: 'only', g: 'group', c: 'copy' };

/** The query after `act`; null when the act is not one of the query. */
export function acted(query: string, act: Act, { field, value }: Value): string | null {
  switch (act) {
    case 'include': return narrowed(query, condition(field, value));
    case 'exclude': return narrowed(query, condition(field, value, true));
    case 'only': return condition(field, value);
    case 'group': {
      const name = /^[\w.@-]+$/.test(field) ? field : `"${field}"`;
      return `${behind(splitCommands(query)[0], [])} | count by ${name}`.trim();
    }
    default: return null;
  }
}

export interface MenuAt extends Value {
  x: number;
  y: number;
  isColumn: boolean;
}

export function ValueMenu({ at, onAct, onClose }: { at: MenuAt; onAct: (act: Act, value: Value) => void; onClose: () => void }) {
  const { t } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.querySelector('button')?.focus();
    const away = (e: MouseEvent) => {
      if (!box.current?.contains(e.target as Node)) onClose();
    };
    window.addEventListener('mousedown', away);
    return () => {
      window.removeEventListener('mousedown', away);
      if (before instanceof HTMLElement) before.focus();
    };
  }, [onClose]);
  const onKey = (e: KeyboardEvent) => {
    const buttons = [...(box.current?.querySelectorAll('button') ?? [])];
    const here = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const act = keyOf[e.key];
    if (e.key === 'Escape') onClose();
    else if (e.key === 'ArrowDown') buttons[(here + 1) % buttons.length]?.focus();
    else if (e.key === 'ArrowUp') buttons[(here - 1 + buttons.length) % buttons.length]?.focus();
    else if (act) onAct(act, at);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  const entries: [Act, string, string][] = [
    ['include', t('hunt.include'), 'i'], ['exclude', t('hunt.exclude'), 'x'], ['only', t('hunt.only'), 'o'], ['group', t('hunt.group_by'), 'g'],
    ['column', at.isColumn ? t('hunt.remove_column') : t('hunt.add_column'), ''], ['copy', t('hunt.copy_value'), 'c'],
  ];
  return (
    <div ref={box} className="lc-menu" role="menu" tabIndex={-1} aria-label={t('hunt.value_menu', { field: at.field })} data-testid="value-menu" onKeyDown={onKey}
      style={{ left: Math.min(at.x, window.innerWidth - 300), top: Math.min(at.y, window.innerHeight - 240) }}>
      <div className="lc-small lc-muted lc-mono lc-clamp" style={{ padding: '2px 8px' }}>{at.field}: {at.value}</div>
      {entries.map(([act, label, key]) => (
        <button key={act} type="button" role="menuitem" data-act={act} onClick={() => onAct(act, at)}>{label}{key ? <span className="lc-muted"> ({key})</span> : null}</button>
      ))}
    </div>
  );
}
