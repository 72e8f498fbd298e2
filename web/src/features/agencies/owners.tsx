// SPDX-License-Identifier: Apache-2.0
// Who answered for a system in which month.
import { useParams } from 'react-router-dom';
import { Link } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { DateInput } from '@/shared/entity/inputs';
import { formatDate, today } from '@/shared/format';
import { useSystems } from '@/shared/lookups';
import { useUrlState } from '@/shared/url';
import { Card, Loaded, PageHead, Tag } from '@/shared/ui';
import { useOwners } from './data';

export default function SystemOwners() {
  const { id = '' } = useParams();
  const { t } = useTexts();
  const state = useUrlState();
  const date = state.text('date', today());
  const systems = useSystems();
  const owners = useOwners(Number(id) || 0, date);
  const name = systems.byId.get(Number(id))?.name ?? `#${id}`;
  return (
    <>
      <PageHead title={t('agencies.owners_of', { name })} sub={<Link to={`/registers/systems/${id}`}>{t('agencies.system_record')}</Link>} />
      <div className="lc-filters">
        <label className="lc-row"><span className="lc-nowrap">{t('agencies.date')}</span><DateInput value={date} onChange={(day) => state.set({ date: day })} /></label>
      </div>
      <Loaded query={owners}>
        {(data) => (
          <div className="lc-stack">
            {data.answer ? (
              <Card label={t('agencies.answer')}>
                <p data-testid="answer">{t('agencies.answered', { date: formatDate(date) })} <Link to={`/agencies/${data.answer.agency_id}`} style={{ textDecoration: 'underline' }}><b>{data.answer.name}</b></Link></p>
                {data.existed ? null : <Tag tone="medium">{t('agencies.not_existed')}</Tag>}
              </Card>
            ) : null}
            <Card title={t('agencies.owners')}>
              <ol className="lc-timeline">
                {data.owners.map((owner) => (
                  <li key={`${owner.agency_id}-${owner.from ?? ''}`}>
                    <b>{owner.from ? formatDate(owner.from) : '…'} – {owner.to ? formatDate(owner.to) : t('agencies.now')}</b>
                    <div><Link to={`/agencies/${owner.agency_id}`}>{owner.name}</Link></div>
                    {owner.decision_number && owner.from ? <div className="lc-small lc-muted">{t('agencies.decision', { number: owner.decision_number })}</div> : null}
                  </li>
                ))}
              </ol>
            </Card>
          </div>
        )}
      </Loaded>
    </>
  );
}
