// SPDX-License-Identifier: Apache-2.0
import type { components } from '@/api/schema';
import { useTexts } from '@/i18n';
import { formatDate, formatTime, today } from '@/shared/format';
import { useSystems } from '@/shared/lookups';
import { Card, Definition, Tag } from '@/shared/ui';
import type { Tone } from '@/shared/ui';

type Schemas = components['schemas'];
export type Advisory = Schemas['Advisory'];
export type Delivery = Schemas['AdvisoryDelivery'];
export type Answer = Schemas['AdvisoryAnswer'];
export type Addition = Schemas['AdvisoryAddition'];
export type Cve = Schemas['AdvisoryCveView'];
export type Detail = Schemas['AdvisoryDetailView'];
export type DeliveryDetail = Schemas['DeliveryDetailView'];
export type Candidate = Schemas['CandidateView'];

const stateTones: Record<string, Tone> = { draft: 'neutral', issued: 'medium', withdrawn: 'neutral', closed: 'good' };
export function StateTag({ state }: { state: Advisory['state'] }) {
  const { dyn } = useTexts();
  return <Tag tone={stateTones[state] ?? 'neutral'}>{dyn(`choice.advisory.state.${state}`)}</Tag>;
}

export const isOpen = (delivery: Delivery) => ['sent', 'read', 'answered'].includes(delivery.state);
export const isLate = (delivery: Delivery) => isOpen(delivery) && delivery.due_on < today();

const deliveryTones: Record<string, Tone> = { sent: 'medium', read: 'medium', answered: 'low', closed: 'good', withdrawn: 'neutral' };
export function DeliveryTag({ delivery }: { delivery: Delivery }) {
  const { t, dyn } = useTexts();
  return (
    <>
      {isLate(delivery) ? <Tag tone="critical">{t('advisories.late')}</Tag> : null}
      <Tag tone={deliveryTones[delivery.state] ?? 'neutral'}>{dyn(`choice.advisory_delivery.state.${delivery.state}`)}</Tag>
    </>
  );
}

const answerTones: Record<string, Tone> = { open: 'medium', not_affected: 'good', fixed: 'good', mitigated: 'low', accepted: 'high' };
/** A system, what it stands for and how it stands. */
export function AnswerLine({ answer }: { answer: Answer }) {
  const { t, dyn } = useTexts();
  const { byId } = useSystems(answer.agency_id);
  const name = answer.system_id ? (byId.get(answer.system_id)?.name ?? `#${answer.system_id}`) : t('advisories.whole');
  return (
    <div className="lc-row" data-testid="answer-line">
      <Tag tone={answerTones[answer.answer] ?? 'neutral'}>{dyn(`choice.advisory_answer.answer.${answer.answer}`)}</Tag>
      <span>{name}</span>
      {answer.until ? <span className="lc-muted">{t('advisories.until', { date: formatDate(answer.until) })}</span> : null}
      {answer.note ? <span className="lc-muted lc-break">{answer.note}</span> : null}
      {answer.evidence_file_id ? <a href={`/api/v1/evidence-files/${answer.evidence_file_id}/content`} target="_blank" rel="noreferrer">{t('evidence.file', { id: answer.evidence_file_id })}</a> : null}
    </div>
  );
}

const lines = (text: string) => text.split('\n').map((line) => line.trim()).filter(Boolean);

/** What the advisory says; the same for the province and for the addressee. */
export function Content({ advisory, cves, file }: { advisory: Advisory; cves: Cve[]; file: string | null }) {
  const { t, dyn } = useTexts();
  return (
    <>
      <Card title={t('advisories.text')}>
        <p className="lc-pre-line lc-break">{advisory.content}</p>
        <h3 className="lc-sub">{t('advisories.measures')}</h3>
        <p className="lc-pre-line lc-break">{advisory.measures}</p>
        {file ? <p><a href={file} data-testid="attachment">{t('advisories.file')}</a></p> : null}
      </Card>
      <Card title={t('advisories.products')}>
        <div className="lc-stack">
          {lines(advisory.products).map((line) => <div key={line} className="lc-mono lc-small lc-break">{line}</div>)}
          {cves.map((cve) => (
            <div key={cve.cve} className="lc-row">
              <b>{cve.cve}</b>
              {cve.is_known_exploited ? <Tag tone="critical">{t('advisories.exploited')}</Tag> : null}
              {cve.epss ? <span className="lc-muted">{t('advisories.epss', { p: `${(cve.epss / 1000).toFixed(1)}%` })}</span> : null}
            </div>
          ))}
          <Definition items={([
            [dyn('field.advisory.source'), advisory.source],
            [t('advisories.due'), formatDate(advisory.due_on)],
            [dyn('field.advisory.warns_customers'), advisory.warns_customers ? t('yes') : ''],
          ] as [string, string][]).filter(([, value]) => value !== '')} />
          {lines(advisory.links).map((url) => <a key={url} className="lc-break" href={url} target="_blank" rel="noreferrer noopener">{url}</a>)}
        </div>
      </Card>
    </>
  );
}

export function Additions({ rows }: { rows: Addition[] }) {
  const { t } = useTexts();
  if (rows.length === 0) return null;
  return (
    <Card title={t('advisories.additions')}>
      {rows.map((row) => (
        <div key={row.id} className="lc-inset" data-testid="addition">
          <div className="lc-muted lc-small">{t('advisories.addition_n', { n: row.ordinal, date: formatTime(row.issued_at), who: row.issued_by })}</div>
          <p className="lc-pre-line lc-break">{row.content}</p>
        </div>
      ))}
    </Card>
  );
}
