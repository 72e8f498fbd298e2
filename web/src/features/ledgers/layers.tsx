// SPDX-License-Identifier: Apache-2.0
// The four layers: agency × layer, and an agency's own four cards.
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router-dom';
import { get } from '@/api/client';
import type { LayerList } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatDate, formatNumber } from '@/shared/format';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { byVietnamese } from '@/shared/text';
import { useUrlState } from '@/shared/url';
import { Loaded, Nothing, PageHead, Tag } from '@/shared/ui';
import type { Tone } from '@/shared/ui';

type Row = LayerList['rows'][number];
type Layer = Row['layers'][number];

const tones: Record<Layer['state'], Tone> = { missing: 'critical', lost: 'critical', lapsed: 'medium', declared: 'low', measured: 'good' };
const holds = (layer: Layer) => layer.state === 'declared' || layer.state === 'measured';

function LayerCell({ layer, row }: { layer: Layer; row: Row }) {
  const { t, dyn } = useTexts();
  const can = useCan();
  const { pathname, search } = useLocation();
  const form = new URLSearchParams({ layer: String(layer.layer), agency_id: String(row.agency_id), back: pathname + search });
  return (
    <div className="lc-stack-tight" data-testid="layer" data-layer={layer.layer} data-state={layer.state}>
      <div><Tag tone={tones[layer.state]}>{dyn(`ledgers.layer_state.${layer.state}`)}</Tag>{layer.events > 0 ? <span className="lc-small lc-muted"> {t('ledgers.layer_events', { n: formatNumber(layer.events) })}</span> : null}</div>
      {layer.evidence > 0 ? (
        <div className="lc-small"><Link to={`/registers/layer-evidence/${layer.evidence}`}>{layer.provider || `#${layer.evidence}`}</Link>{layer.until ? <span className="lc-muted"> · {t('ledgers.until', { date: formatDate(layer.until) })}</span> : null}</div>
      ) : null}
      {can('layer_evidence', 'write') && layer.state !== 'measured' ? <Link className="lc-small" to={`/registers/layer-evidence/new?${form}`} data-testid="layer-record">{t('ledgers.layer_record')}</Link> : null}
    </div>
  );
}

function OwnLayers({ row }: { row: Row }) {
  const { t, dyn } = useTexts();
  return (
    <>
      {row.same_provider ? <p className="lc-text-critical" role="alert">{t('ledgers.layer_same')}</p> : null}
      <div className="lc-columns">
        {row.layers.map((layer) => <section key={layer.layer} className="lc-card"><h2 className="lc-sub lc-sub-first">{dyn(`ledgers.layer.${layer.layer}`)}</h2><LayerCell layer={layer} row={row} /></section>)}
      </div>
    </>
  );
}

function Matrix({ list }: { list: LayerList }) {
  const { t, dyn } = useTexts();
  const url = useUrlState();
  const state = url.text('state');
  const states: Layer['state'][] = ['missing', 'lost', 'lapsed', 'declared', 'measured'];
  const count = (name: string) => list.rows.reduce((sum, row) => sum + row.layers.filter((l) => l.state === name).length, 0);
  const rows = list.rows.filter((row) => state === '' || row.layers.some((l) => l.state === state)).sort((a, b) => byVietnamese(a.agency, b.agency));
  return (
    <>
      <div className="lc-filters" role="group" aria-label={t('ledgers.layers')}>
        {states.map((name) => <button key={name} type="button" className="lc-chip" aria-pressed={state === name} data-testid={`state-${name}`} onClick={() => url.set({ state: state === name ? null : name })}>{dyn(`ledgers.layer_state.${name}`)} <b>{formatNumber(count(name))}</b></button>)}
        <span className="lc-grow" />
        <span className="lc-muted lc-small" data-testid="total">{t('ledgers.layer_count', { n: formatNumber(list.rows.filter((r) => r.layers.every(holds)).length), of: formatNumber(list.rows.length) })}</span>
      </div>
      {rows.length === 0 ? <Nothing /> : (
        <div className="lc-card lc-card-flush lc-scroll-x">
          <table className="lc-table">
            <thead><tr><th>{t('ledgers.agency')}</th>{[1, 2, 3, 4].map((n) => <th key={n}>{dyn(`ledgers.layer.${n}`)}</th>)}</tr></thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.agency_id} data-testid="layer-row">
                  <td><Link to={`/registers/agencies/${row.agency_id}`}>{row.agency}</Link>{row.same_provider ? <div className="lc-small lc-text-critical">{t('ledgers.layer_same')}</div> : null}</td>
                  {row.layers.map((layer) => <td key={layer.layer}><LayerCell layer={layer} row={row} /></td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

export default function Layers() {
  const { t } = useTexts();
  const me = useMe();
  const own = ownAgencyOnly(me, 'layer_evidence', 'read');
  const query = useQuery({ queryKey: ['duties', 'layers'], queryFn: () => get<LayerList>('/ledgers/layers') });
  return (
    <>
      <PageHead title={t('ledgers.layers')} sub={t('ledgers.layers_sub', { n: query.data?.window_days ?? 7 })} />
      <Loaded query={query} rows={8}>
        {(list) => (
          <>
            {list.events_read ? null : <p className="lc-muted" role="status">{t('ledgers.layer_unread')}</p>}
            {own && list.rows[0] ? <OwnLayers row={list.rows[0]} /> : <Matrix list={list} />}
          </>
        )}
      </Loaded>
    </>
  );
}
