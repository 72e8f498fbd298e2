// SPDX-License-Identifier: Apache-2.0
// Parts of a rule's page: coverage, cost, exceptions, history, where it comes from.
import { Button } from 'antd';
import { Link, useNavigate } from 'react-router-dom';
import type { HistoryView, RuleDetail } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { useCan } from '@/shared/session';
import { Card, Nothing, Remaining, Tag, Time } from '@/shared/ui';
import { CanFireTag } from './tags';
import { durationText, serverWords } from './words';

export function Licence({ licence }: { licence: string }) {
  const { t } = useTexts();
  if (licence === '') return <>{t('rules.no_licence')}</>;
  return <span title={/\bDRL\b|Detection Rule License/i.test(licence) ? t('rules.drl') : undefined}>{licence}</span>;
}

export function References({ urls }: { urls: string[] }) {
  if (urls.length === 0) return <>—</>;
  return (
    <ul className="lc-bullets lc-break">
      {urls.map((url) => <li key={url}>{/^https?:\/\//i.test(url) ? <a href={url} target="_blank" rel="noreferrer noopener">{url}</a> : url}</li>)}
    </ul>
  );
}

export function CoverageCard({ detail }: { detail: RuleDetail }) {
  const { t } = useTexts();
  const { coverage, rule } = detail;
  return (
    <Card title={t('rules.can_fire')}>
      <div className="lc-stack">
        <div><CanFireTag state={coverage.state} /></div>
        <p>
          {coverage.state === 'yes' ? t('rules.fires_at', { n: formatNumber(coverage.agencies) })
            : coverage.state === 'fields_missing' ? t('rules.fields_wanted') : t('rules.source_wanted', { source: rule.logsource || t('rules.correlation') })}
        </p>
        {coverage.missing_fields.length > 0 ? <div className="lc-row" data-testid="missing-fields">{coverage.missing_fields.map((f) => <code key={f} className="lc-tag lc-tone-medium">{f}</code>)}</div> : null}
        {coverage.state !== 'yes' ? <Link to="/rules/coverage">{t('rules.see_coverage')}</Link> : null}
      </div>
    </Card>
  );
}

export function CostCard({ detail }: { detail: RuleDetail }) {
  const { t } = useTexts();
  const { cost, rule } = detail;
  if (rule.kind === 'correlation') return null;
  return (
    <Card title={t('rules.cost')}>
      {cost.sampled_events === 0 ? <p className="lc-muted">{t('rules.cost_unknown')}</p> : (
        <div className="lc-stack">
          <p>{t('rules.cost_text', { rule: durationText(cost.rule_ns), set: durationText(cost.set_ns), n: formatNumber(cost.sampled_events) })}</p>
          <span className="lc-bar-line">
            <span className="lc-bar" aria-hidden="true"><i className="lc-fill-primary" style={{ width: `${Math.max(1, 100 * cost.share)}%` }} /></span>
            <span className="lc-small">{t('rules.cost_share', { share: formatNumber(100 * cost.share) })}</span>
          </span>
        </div>
      )}
      {cost.given_up > 0 ? <p className="lc-gap-above" data-testid="rule-given-up"><Tag tone="high">{t('rules.given_up', { n: formatNumber(cost.given_up) })}</Tag> <span className="lc-muted">{t('rules.given_up_why')}</span></p> : null}
      {rule.always_evaluated ? <p className="lc-gap-above"><Tag tone="medium">{t('rules.always')}</Tag> <span className="lc-muted">{t('rules.always_why')}</span></p> : null}
    </Card>
  );
}

export function ExceptionCard({ detail }: { detail: RuleDetail }) {
  const { t } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  if (detail.rule.kind === 'correlation' && detail.exceptions.length === 0) return null;
  const create = can('rule', 'write') && detail.rule.kind !== 'correlation'
    ? <Button size="small" onClick={() => navigate(`/rules/exceptions/new?rule=${encodeURIComponent(detail.rule.id)}`)}>{t('exception.new')}</Button> : null;
  return (
    <Card title={t('rules.exceptions', { n: detail.exceptions.length })} extra={create}>
      {detail.exceptions.length === 0 ? <p className="lc-muted">{t('rules.no_exceptions')}</p> : (
        <ul className="lc-plain-list" data-testid="rule-exceptions">
          {detail.exceptions.map((e) => (
            <li key={e.id} className="lc-stack-tight">
              <div className="lc-row">
                <Link to={`/rules/exceptions?id=${e.id}`}>{t('exception.number', { id: e.id })}</Link>
                <span>{e.agency_id ? e.agency_name : t('exception.everywhere')}</span>
                <span className="lc-grow" />
                <span>{t('exception.suppressed_n', { n: formatNumber(e.suppressed) })}</span><Remaining due={e.expires_at} />
              </div>
              <div className="lc-pre">{e.reason} <span className="lc-muted">– {e.author}</span></div>
              <pre className="lc-raw lc-short" tabIndex={0}>{e.text}</pre>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

export function HistoryList({ rows }: { rows: HistoryView[] }) {
  const texts = useTexts();
  const { t, dyn } = texts;
  if (rows.length === 0) return <Nothing />;
  return (
    <ol className="lc-timeline" data-testid="rule-history">
      {rows.map((h, i) => (
        <li key={i}>
          <div className="lc-row">
            <Time at={h.at} seconds /><b>{dyn(`rules.history_${h.kind}`, h.kind)}</b>
            {h.version_id ? <Link to={`/rules/versions/${h.version_id}`}>{t('rule_version.number', { id: h.version_id })}</Link> : null}
            {h.exception_id ? <Link to={`/rules/exceptions?state=all&id=${h.exception_id}`}>{t('exception.number', { id: h.exception_id })}</Link> : null}
            <span className="lc-muted">{h.actor ? serverWords(texts, h.actor) : t('history.system')}</span>
          </div>
          {h.note ? <div className="lc-pre">{h.note}</div> : null}
        </li>
      ))}
    </ol>
  );
}
