// SPDX-License-Identifier: Apache-2.0
// The level of a system: the decision it rests on, its dossiers, why it should be determined anew, the transition.
import { Button } from 'antd';
import { Link, useNavigate } from 'react-router-dom';
import type { SystemStatus } from '@/api/level_types';
import { useTexts } from '@/i18n';
import { formatDate } from '@/shared/format';
import { DossierTag, LevelNumber, TransitionTag } from './tags';
import { useCan } from '@/shared/session';
import { Card, Nothing, Time } from '@/shared/ui';

export function LevelTab({ data }: { data: SystemStatus }) {
  const { t, dyn, pick } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const { system, approved } = data;
  const open = data.dossiers.some((d) => d.status !== 'approved' && d.status !== 'withdrawn');
  return (
    <div className="lc-two lc-two-even">
      <div className="lc-stack">
        <Card title={dyn('field.system.level')} extra={<LevelNumber level={system.level ?? 0} />}>
          <p data-testid="approved-level">{approved ? t('system.approved_by', { level: approved.level, number: approved.number || '—', date: formatDate(approved.decided_on), regime: dyn(`choice.dossier.regime.${approved.regime}`) }) : t('system.not_approved')}</p>
          {data.level_now > 0 ? <p className="lc-muted">{t('system.level_now', { n: data.level_now })}</p> : null}
          {data.redetermine.map((why) => <p key={why} className="lc-text-high">{dyn(`system.redetermine.${why}`)}</p>)}
        </Card>
        <Card title={t('nav.dossiers')} extra={can('dossier', 'write') && !open ? <Button size="small" type="primary" onClick={() => navigate(`/levels?system=${system.id}`)} data-testid="start-dossier">{t('calc.make')}</Button> : null}>
          {data.dossiers.length === 0 ? <Nothing text={t('dossiers.none')} /> : (
            <ul className="lc-plain-list">
              {data.dossiers.map((d) => (
                <li key={d.id} className="lc-row lc-spaced">
                  <Link to={`/dossiers/${d.id}`}>{d.number}</Link>
                  <span className="lc-muted lc-grow">{dyn(`choice.dossier.kind.${d.kind}`)} · {dyn(`choice.dossier.regime.${d.regime}`)}{d.filed_at ? <> · <Time at={d.filed_at} /></> : null}</span>
                  <LevelNumber level={d.level} /><DossierTag status={d.status} />
                </li>
              ))}
            </ul>
          )}
        </Card>
      </div>
      <Card title={t('system.transition')}>
        {data.transition.length === 0 ? <Nothing /> : (
          <ul className="lc-plain-list">
            {data.transition.map((duty) => (
              <li key={duty.id} className="lc-part" data-testid={`transition-${duty.id}`}>
                <div className="lc-grow">{pick(duty.vi, duty.en)}<div className="lc-muted lc-small">{duty.basis} · {t('dossier.due')}: {formatDate(duty.due)}</div></div>
                <TransitionTag state={duty.state} />
              </li>
            ))}
          </ul>
        )}
      </Card>
    </div>
  );
}
