// SPDX-License-Identifier: Apache-2.0
// Why a duty stands as it does: the rule, each step the engine took, the facts behind the steps, and the
// pauses and exemptions that touch it.
import { Drawer } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import type { Duty, Explanation } from '@/api/types';
import { useTexts } from '@/i18n';
import { ReliefLine } from './duty';
import { useCan } from './session';
import { AgencyName, Definition, DutyTag, Loaded, Time } from './ui';

export default function ExplainDrawer({ duty, asOf, onClose }: { duty: Duty; asOf: string; onClose: () => void }) {
  const { t, pick } = useTexts();
  const can = useCan();
  const ask = { agency_id: duty.agency_id, part: duty.part, key: duty.key, ...(asOf ? { as_of: asOf } : {}) };
  const query = useQuery({ queryKey: ['explain', ask], queryFn: () => get<Explanation>('/duties/explain', ask) });
  const propose = `/registers/duty-reliefs/new?agency_id=${duty.agency_id}&part=${encodeURIComponent(duty.part)}${duty.system_id ? `&system_id=${duty.system_id}` : ''}`;
  return (
    <Drawer open onClose={onClose} size={640} title={t('why.title', { duty: pick(duty.title_vi, duty.title_en) })}>
      <Loaded query={query} rows={8}>
        {(data) => (
          <div className="lc-stack" data-testid="explanation">
            {data.duties.map((one) => (
              <section key={one.duty.key} className="lc-stack">
                <div className="lc-row"><DutyTag status={one.duty.status} /><b><AgencyName id={one.duty.agency_id} /></b>
                  <span className="lc-muted lc-small">{t('duty.as_of')} <Time at={data.as_of} /></span></div>
                <Definition items={[
                  [t('why.rule'), pick(one.rule_vi, one.rule_en)],
                  [t('why.binds'), pick(one.binds_vi, one.binds_en)],
                  [t('why.source'), one.duty.source || '—'],
                ]} />
                <h3 className="lc-sub">{t('why.steps')}</h3>
                <ol className="lc-explain">
                  {one.steps.map((step, i) => (
                    <li key={i} data-code={step.code}>{pick(step.text_vi, step.text_en)}
                      {step.fact_id > 0 ? <> <Link to={`/journal?fact=${step.fact_id}`} className="lc-small" data-testid="step-fact">{t('why.fact', { id: step.fact_id })}</Link></> : null}
                    </li>
                  ))}
                  <li data-code="verdict"><b>{pick(one.duty.why_vi, one.duty.why_en)}</b></li>
                </ol>
                {one.duty.reliefs.map((relief) => <ReliefLine key={relief.id} relief={relief} />)}
              </section>
            ))}
            {can('duty_relief', 'write') ? <Link to={propose} data-testid="propose-relief">{t('why.propose')}</Link> : null}
          </div>
        )}
      </Loaded>
    </Drawer>
  );
}
