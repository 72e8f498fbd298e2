// SPDX-License-Identifier: Apache-2.0
// The directive, sentence by sentence, with how far each is carried out. A sentence leads to the
// agencies, an agency to its duties with their evidence.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import type { ClauseOf, DirectiveText, DirectiveView } from '@/api/types';
import { useTexts } from '@/i18n';
import { AsOfNote, AsOfPicker, useAsOf } from '@/shared/as_of';
import { DutyBar } from '@/shared/duty';
import { useCan } from '@/shared/session';
import { Card, Loaded, PageHead, Tag } from '@/shared/ui';

/** `path` with its query, and the day that is looked at. */
export function withDay(path: string, query: Record<string, string>, day: string): string {
  return `${path}?${new URLSearchParams({ ...query, ...(day ? { as_of: day } : {}) }).toString()}`;
}

/** The words of a clause: of the official text where it is attached, else our title. */
function Words({ clause, text, day }: { clause: ClauseOf; text: DirectiveText | undefined; day: string }) {
  const { t, pick } = useTexts();
  const sentences = text?.sentences.filter((s) => s.clause === clause.id) ?? [];
  const to = withDay('/directive/agencies', { clause: clause.id }, day);
  return (
    <div className="lc-clause-line" data-testid="clause" data-id={clause.id}>
      <div className="lc-stack-tight">
        {sentences.length > 0
          ? sentences.map((s, i) => <span key={s.sha256}>{i === 0 ? <b>{t('directive.point', { clause: clause.id })} </b> : null}<Link to={to} className="lc-official" data-testid="sentence">{s.text}</Link></span>)
          : <Link to={to} data-testid="sentence"><b>{t('directive.point', { clause: clause.id })}</b> {pick(clause.title_vi, clause.title_en)}</Link>}
        {clause.obligations.length === 0 && clause.also.length === 0 ? <span className="lc-muted">{pick(clause.none_vi, clause.none_en)}</span> : null}
      </div>
      {clause.obligations.length + clause.also.length > 0 ? <DutyBar counts={clause.counts} /> : null}
    </div>
  );
}

function Obligations({ clause, day }: { clause: ClauseOf; day: string }) {
  const { t, pick } = useTexts();
  return (
    <details className="lc-details" data-testid="obligations">
      <summary>{t('directive.n_duties', { n: clause.obligations.reduce((sum, o) => sum + o.parts.length, 0) })}</summary>
      <ul className="lc-plain-list">
        {clause.obligations.map((o) => o.parts.map((part) => (
          <li key={part.id} className="lc-obligation" data-testid="obligation">
            <div className="lc-stack-tight">
              <Link to={withDay('/directive/agencies', { part: part.id }, day)}>{pick(part.title_vi, part.title_en)}</Link>
              <span className="lc-muted lc-small">{part.measured ? pick(part.rule_vi, part.rule_en) : pick(part.reason_vi, part.reason_en)}</span>
              <span className="lc-muted lc-small">{pick(part.binds_vi, part.binds_en)}</span>
            </div>
            <span className="lc-row">{part.soft ? <Tag tone="neutral">{t('duty.soft')}</Tag> : null}
              {part.confidence === 'proposal' ? <Tag tone="low" title={part.source}>{t('directive.proposal')}</Tag> : null}</span>
            {part.measured ? <DutyBar counts={part.counts} /> : <Tag tone="neutral">{t('duty.status.not_measured')}</Tag>}
          </li>
        )))}
      </ul>
    </details>
  );
}

export default function Directive() {
  const { t, pick } = useTexts();
  const can = useCan();
  const day = useAsOf();
  const ask = day ? { as_of: day } : {};
  const directive = useQuery({ queryKey: ['directive', day], queryFn: () => get<DirectiveView>('/directive', ask), placeholderData: (previous) => previous });
  const text = useQuery({ queryKey: ['directive-text'], queryFn: () => get<DirectiveText>('/directive/text') });
  return (
    <Loaded query={directive} rows={14}>
      {(data) => (
        <>
          <PageHead title={t('nav.directive')} sub={pick(data.title_vi, data.title_en)}
            extra={<>
              <Link to="/directive/calendar">{t('directive.calendar')}</Link>
              <Link to="/directive/text">{t(can('directive_text', 'write') ? 'directive.text_attach' : 'directive.text')}</Link>
              <Link to="/directive/compare">{t('directive.compare')}</Link>
              <Link to="/reliefs">{t('relief.page')}</Link>
              <Link to="/roles">{t('roles.page')}</Link>
            </>} />
          <div className="lc-filters"><AsOfPicker /></div>
          <AsOfNote day={day} />
          {text.data && text.data.id === 0 ? <p className="lc-muted lc-small">{t('directive.our_words')}</p> : null}
          <div className="lc-stack">
            {data.clauses.map((clause) => (
              <Card key={clause.id} label={clause.id}>
                <Words clause={clause} text={text.data} day={day} />
                {clause.obligations.length > 0 ? <Obligations clause={clause} day={day} /> : null}
              </Card>
            ))}
          </div>
        </>
      )}
    </Loaded>
  );
}
