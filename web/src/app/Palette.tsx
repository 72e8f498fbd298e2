// SPDX-License-Identifier: Apache-2.0
// Ctrl+K: pages, agencies, incidents by number or words, rules. Accents are optional.
import { Input, Modal } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useMemo, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useNavigate } from 'react-router-dom';
import { get } from '@/api/client';
import type { RuleList } from '@/api/rule_types';
import type { Incident, Page } from '@/api/types';
import { useTexts } from '@/i18n';
import type { TextKey } from '@/i18n';
import { useAgencies } from '@/shared/lookups';
import { useSession } from '@/shared/session';
import { allowed } from '@/shared/session';
import { matchRank } from '@/shared/text';
import { pagesOf } from './nav';

interface Item {
  group: TextKey;
  key: string;
  text: string;
  to: string;
}

function best(items: Item[], query: string, limit: number): Item[] {
  return items
    .map((item) => ({ item, rank: matchRank(item.text, query) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ item }) => item);
}

function useDelayed(value: string, ms: number): string {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setLate(value), ms);
    return () => window.clearTimeout(timer);
  }, [value, ms]);
  return late;
}

function useItems(query: string, open: boolean): Item[] {
  const { t } = useTexts();
  const { me } = useSession();
  const agencies = useAgencies();
  const late = useDelayed(query.trim(), 200);
  const incidents = useQuery({
    queryKey: ['palette', 'incidents', late],
    queryFn: () => get<Page<Incident>>('/incidents', { q: late, limit: 6, sort: '-detected_at' }),
    enabled: open && late !== '' && allowed(me, 'incident', 'read'),
  });
  const rules = useQuery({
    queryKey: ['palette', 'rules', late],
    queryFn: () => get<RuleList>('/rules', { q: late, limit: 6 }),
    enabled: open && late !== '' && allowed(me, 'rule', 'read'),
  });
  return useMemo(() => {
    const pages: Item[] = pagesOf(me).map((page) =>
      ({ group: 'palette.pages', key: `p${page.path}`, text: t(page.text), to: page.path }));
    if (query.trim() === '') return pages;
    const agencyItems: Item[] = agencies.rows.map((a) =>
      ({ group: 'palette.agencies', key: `a${a.id}`, text: a.name, to: `/registers/agencies/${a.id}` }));
    const incidentItems: Item[] = (incidents.data?.rows ?? []).map((i) =>
      ({ group: 'palette.incidents', key: `i${i.id}`, text: `${i.number} · ${i.title}`, to: `/incidents/${i.id}` }));
    const ruleItems: Item[] = (rules.data?.rows ?? []).map((r) =>
      ({ group: 'palette.rules', key: `r${r.id}`, text: r.title, to: `/rules/${encodeURIComponent(r.id)}` }));
    return [
      ...best(pages, query, 6), ...incidentItems.slice(0, 6), ...best(agencyItems, query, 8), ...ruleItems,
    ];
  }, [query, me, t, agencies.rows, incidents.data, rules.data]);
}

export function Palette({ open, setOpen }: { open: boolean; setOpen: (open: boolean) => void }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const listId = useId();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const items = useItems(query, open);
  const current = Math.min(at, Math.max(0, items.length - 1));
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setOpen(true);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [setOpen]);
  const go = (item: Item | undefined) => {
    if (item === undefined) return;
    setOpen(false);
    setQuery('');
    navigate(item.to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt((current + step + items.length) % Math.max(1, items.length));
    } else if (event.key === 'Enter') {
      go(items[current]);
    }
  };
  return (
    <Modal open={open} onCancel={() => setOpen(false)} footer={null} closable={false} destroyOnHidden width={600}
      style={{ top: 80 }} title={<span className="lc-sr">{t('palette.title')}</span>} className="lc-palette">
      <Input size="large" autoFocus value={query} placeholder={t('palette.hint')} aria-label={t('palette.hint')}
        role="combobox" aria-expanded="true" aria-controls={listId} aria-activedescendant={items[current] ? `${listId}-${current}` : undefined}
        data-testid="palette-input" onKeyDown={onKeyDown}
        onChange={(event) => { setQuery(event.target.value); setAt(0); }} />
      <div role="listbox" id={listId} aria-label={t('palette.title')} className="lc-palette-list">
        {items.length === 0 ? <p className="lc-muted lc-palette-none">{t('palette.none')}</p> : null}
        {items.map((item, i) => (
          <div key={item.key}>
            {items[i - 1]?.group !== item.group ? <div className="lc-palette-group" role="presentation">{t(item.group)}</div> : null}
            <div role="option" id={`${listId}-${i}`} aria-selected={i === current}
              className={i === current ? 'lc-palette-item lc-palette-on' : 'lc-palette-item'}
              ref={i === current ? (node) => node?.scrollIntoView({ block: 'nearest' }) : undefined}
              onMouseMove={() => setAt(i)} onClick={() => go(item)}>
              {item.text}
            </div>
          </div>
        ))}
      </div>
    </Modal>
  );
}
