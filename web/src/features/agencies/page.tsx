// SPDX-License-Identifier: Apache-2.0
// One agency: facts at a glance, what belongs to it, where it came from and what became of it.
import { EditOutlined, SwapOutlined, TrophyOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { formatDate, formatNumber, today } from '@/shared/format';
import { useCan } from '@/shared/session';
import { Card, Definition, Loaded, Nothing, PageHead, Tag } from '@/shared/ui';
import { useProfile } from './data';
import type { Change, Link as AgencyLink, Profile } from './data';

export default function AgencyPage() {
  const { id = '' } = useParams();
  const profile = useProfile(id);
  return <Loaded query={profile}>{(data) => <Shown key={id} profile={data} />}</Loaded>;
}

function Shown({ profile }: { profile: Profile }) {
  const { t, dyn } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const a = profile.agency;
  const over = a.valid_to !== null && a.valid_to < today();
  return (
    <>
      <PageHead title={a.name} sub={<Link to="/agencies">{t('nav.agencies')}</Link>}
        tags={<>
          <Tag tone="neutral">{dyn(`choice.agency.kind.${a.kind}`)}</Tag>
          {over ? <Tag tone="high">{t('agencies.ended', { date: formatDate(a.valid_to) })}</Tag> : null}
          {a.is_coordinator && !over ? <Tag tone="low">{t('agencies.coordinator')}</Tag> : null}
        </>}
        extra={<>
          {can('ranking') ? <Button icon={<TrophyOutlined />} onClick={() => navigate(`/ranking/${a.id}`)}>{t('agencies.score')}</Button> : null}
          {can('agency', 'write') ? <Button icon={<EditOutlined />} onClick={() => navigate(`/registers/agencies/${a.id}`)}>{t('agencies.edit')}</Button> : null}
          {can('reorganisation', 'write') && !over ? <Button type="primary" icon={<SwapOutlined />} onClick={() => navigate(`/reorganisations/new?from=${a.id}`)}>{t('agencies.reorganise')}</Button> : null}
        </>} />
      <div className="lc-two">
        <div className="lc-stack">
          <Card title={t('agencies.glance')}>
            <Definition items={[
              [dyn('field.agency.code'), a.code], [dyn('field.agency.short_name'), a.short_name], [dyn('field.agency.former_names'), a.former_names],
              [dyn('field.agency.aliases'), a.aliases], [dyn('field.agency.head'), a.head],
              [dyn('field.agency.parent_id'), profile.parent ? <Link to={`/agencies/${profile.parent.id}`}>{profile.parent.name}</Link> : ''],
              [t('agencies.validity'), `${formatDate(a.valid_from)} – ${a.valid_to ? formatDate(a.valid_to) : t('agencies.now')}`],
              [dyn('field.agency.address'), a.address], [dyn('field.agency.phone'), a.phone], [dyn('field.agency.email'), a.email],
              [dyn('field.agency.website'), a.website], [dyn('field.agency.id_code'), a.id_code], [dyn('field.agency.area_code'), a.area_code],
              [dyn('field.agency.source_note'), a.source_note],
            ].filter(([, value]) => value !== '') as [string, string][]} />
          </Card>
          <Card title={t('agencies.holdings')}>
            {profile.holdings.length === 0 ? <Nothing /> : (
              <ul className="lc-plain-list">
                {profile.holdings.filter((h) => can(h.entity)).map((h) => (
                  <li key={h.entity} className="lc-row">
                    <Link to={`/registers/${h.path}?agency_id=${a.id}`}>{dyn(`entity.${h.entity}`)}</Link><span className="lc-grow" /><b className="lc-num">{formatNumber(h.count)}</b>
                  </li>
                ))}
              </ul>
            )}
            {can('system') ? <p className="lc-small"><Link to={`/agencies?show=systems&date=${a.valid_to ?? today()}&agency=${a.id}`}>{t('agencies.systems_then')}</Link></p> : null}
          </Card>
        </div>
        <Card title={t('agencies.history')}>
          {profile.changes.length === 0 ? <Nothing text={t('agencies.no_history')} /> : (
            <ol className="lc-timeline" data-testid="timeline">
              <li><b>{formatDate(a.valid_from)}</b> · {t('agencies.since')}</li>
              {profile.changes.map((change) => <Event key={change.id} change={change} self={a.id} />)}
            </ol>
          )}
        </Card>
      </div>
    </>
  );
}

function Event({ change, self }: { change: Change; self: number }) {
  const { t, dyn } = useTexts();
  return (
    <li>
      <b>{formatDate(change.effective_on)}</b> · {dyn(`choice.reorganisation.kind.${change.kind}`)}
      <Side text={t('agencies.from')} links={change.predecessors} self={self} />
      <Side text={t('agencies.to')} links={change.successors} self={self} />
      <div className="lc-small lc-muted">
        {t('agencies.decision', { number: change.decision_number })}{change.note ? ` · ${change.note}` : ''}
      </div>
    </li>
  );
}

function Side({ text, links, self }: { text: string; links: AgencyLink[]; self: number }) {
  const { t } = useTexts();
  if (links.length === 0) return null;
  return (
    <div>
      <span className="lc-muted">{text} </span>
      {links.map((link, i) => (
        <span key={link.agency_id}>
          {i > 0 ? ', ' : ''}
          {link.agency_id === self ? <b>{link.name}</b> : <Link to={`/agencies/${link.agency_id}`} style={{ textDecoration: 'underline' }}>{link.name}</Link>}
          {link.is_heir && links.length > 1 ? <span className="lc-muted"> ({t('agencies.heir')})</span> : null}
        </span>
      ))}
    </div>
  );
}
