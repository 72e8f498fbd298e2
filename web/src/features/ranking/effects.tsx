// SPDX-License-Identifier: Apache-2.0
// Before and after, an agency a line.
import type { Effect, Standing } from '@/api/ranking_types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { AgencyName } from '@/shared/ui';
import { BandTag } from './band';

function Place({ at }: { at: Standing }) {
  return <span className="lc-row"><b className="lc-num">{formatNumber(at.percent)}%</b><BandTag band={at.band} /><span className="lc-muted">{at.rank > 0 ? `#${at.rank}` : '–'}</span></span>;
}

export function Effects({ rows, most = 200 }: { rows: Effect[]; most?: number }) {
  const { t } = useTexts();
  if (rows.length === 0) return <p className="lc-muted">{t('rank.no_effect')}</p>;
  return (
    <div className="lc-scroll-x lc-gap-above" role="region" aria-label={t('rank.effects')} tabIndex={0}>
      <table className="lc-plain-table" data-testid="effects">
        <thead><tr><th>{t('ranking.agency')}</th><th>{t('rank.before')}</th><th>{t('rank.after')}</th><th>{t('rank.difference')}</th></tr></thead>
        <tbody>{rows.slice(0, most).map((row) => {
          const by = row.after.percent - row.before.percent;
          const places = row.before.rank > 0 && row.after.rank > 0 ? row.before.rank - row.after.rank : 0;
          return (
            <tr key={row.agency_id}><td><AgencyName id={row.agency_id} /></td><td><Place at={row.before} /></td><td><Place at={row.after} /></td>
              <td className={by > 0 ? 'lc-text-good' : by < 0 ? 'lc-text-high' : 'lc-muted'}>{by > 0 ? '+' : ''}{formatNumber(Math.round(by * 100) / 100)}{places === 0 ? '' : ` · ${t(places > 0 ? 'ranking.up' : 'ranking.down', { n: Math.abs(places) })}`}</td></tr>
          );
        })}</tbody>
      </table>
      {rows.length > most ? <p className="lc-muted">{t('rank.and_more', { n: rows.length - most })}</p> : null}
    </div>
  );
}
