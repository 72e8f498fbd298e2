// SPDX-License-Identifier: Apache-2.0
// How the ranked agencies are spread: steps of 5 percent, coloured by band, and the bands' counts.
import type { Ranking } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { Card } from '@/shared/ui';
import { BandTag, bandTone } from './band';

export function Distribution({ data }: { data: Ranking }) {
  const { t } = useTexts();
  if (data.histogram.length === 0) return null;
  const most = Math.max(1, ...data.histogram);
  const bandAt = (percent: number) => data.bands.find((band) => percent >= band.from_percent)?.code ?? '';
  return (
    <Card title={t('rank.distribution')} extra={data.median === null ? null : <span className="lc-muted">{t('rank.median', { n: formatNumber(data.median) })}</span>}>
      <div className="lc-spread" aria-hidden="true">
        {data.histogram.map((n, i) => (
          <div key={i} className="lc-spread-step" title={t('rank.step', { from: i * 5, to: i * 5 + 5, n })}>
            <small>{n > 0 ? n : ''}</small>
            <i className={`lc-fill-${bandTone(bandAt(i * 5))}`} style={{ height: `${Math.max(n > 0 ? 4 : 1, (70 * n) / most)}px` }} />
            <span>{i % 4 === 0 ? i * 5 : ''}</span>
          </div>
        ))}
      </div>
      <table className="lc-sr"><caption>{t('rank.distribution')}</caption><tbody>{data.histogram.map((n, i) => <tr key={i}><th scope="row">{i * 5}–{i * 5 + 5}%</th><td>{n}</td></tr>)}</tbody></table>
      <ul className="lc-bands">
        {data.band_counts.map((band) => (
          <li key={band.code}><BandTag band={band.code} /> <b>{band.count}</b>{band.count === band.previous ? null : <small className="lc-muted"> ({band.count > band.previous ? '+' : '−'}{Math.abs(band.count - band.previous)})</small>}</li>
        ))}
      </ul>
    </Card>
  );
}
