// SPDX-License-Identifier: Apache-2.0
// One rule: what it looks for, what it did, whether it can fire, and what was done to it.
import { EditOutlined, StopOutlined } from '@ant-design/icons';
import { Button, Tabs } from 'antd';
import { Link, useNavigate, useParams } from 'react-router-dom';
import type { RuleDetail } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { formatDate, formatNumber } from '@/shared/format';
import { Bars } from '@/shared/charts';
import { useKeys } from '@/shared/keys';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { Card, CopyButton, Definition, LevelTag, Loaded, Nothing, Tag } from '@/shared/ui';
import { CodeView } from './code';
import { useRule } from './data';
import { ExplainForm } from './explain';
import { FindingList, TestList } from './findings';
import { CostCard, CoverageCard, ExceptionCard, HistoryList, Licence, References } from './page_parts';
import { RulesSection } from './section';
import { CanFireTag, RuleTags } from './tags';

export default function RulePage() {
  const { id = '' } = useParams();
  const { t } = useTexts();
  const rule = useRule(id);
  return (
    <Loaded query={rule} rows={12}>
      {(detail) => (
        <RulesSection title={detail.rule.title} extra={<Actions detail={detail} />}
          tags={<><LevelTag level={detail.rule.level} /><CanFireTag state={detail.rule.can_fire} />{detail.rule.raises_alert ? null : <Tag tone="neutral">{t('rules.no_alert')}</Tag>}</>}
          sub={<>{detail.set_title}{detail.rule.logsource ? ` · ${detail.rule.logsource}` : ` · ${t('rules.correlation')}`}</>}>
          <Content key={id} detail={detail} />
        </RulesSection>
      )}
    </Loaded>
  );
}

function Actions({ detail }: { detail: RuleDetail }) {
  const { t } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const id = encodeURIComponent(detail.rule.id);
  return (
    <>
      {can('alert') ? <Button onClick={() => navigate(`/alerts?rule_id=${id}&status=all`)}>{t('rules.see_alerts')}</Button> : null}
      {can('hunt', 'write') ? <Button onClick={() => navigate(`/hunts/new?rule=${id}&days=30&title=${encodeURIComponent(detail.rule.title)}`)} data-testid="hunt-rule">{t('hunts.of_rule')}</Button> : null}
      {can('rule', 'write') ? (
        <>
          {detail.rule.kind !== 'correlation' ? <Button icon={<StopOutlined />} onClick={() => navigate(`/rules/exceptions/new?rule=${id}`)} data-testid="new-exception">{t('exception.new')}</Button> : null}
          <Button icon={<EditOutlined />} data-testid="edit-rule"
            onClick={() => navigate(detail.own_name ? `/rules/own/${encodeURIComponent(detail.own_name)}` : `/rules/own/new?from=${id}`)}>{t(detail.own_name ? 'action.edit' : 'own_rule.make_own')}</Button>
        </>
      ) : null}
    </>
  );
}

const keys = ['overview', 'text', 'explain', 'tests', 'history'];

function Content({ detail }: { detail: RuleDetail }) {
  const { t } = useTexts();
  const url = useUrlState();
  const open = (tab: string | undefined) => { if (tab) url.set({ tab: tab === 'overview' ? null : tab }); };
  useKeys({ 1: () => open(keys[0]), 2: () => open(keys[1]), 3: () => open(keys[2]), 4: () => open(keys[3]), 5: () => open(keys[4]) });
  const failed = detail.tests.filter((test) => !test.passed).length;
  return (
    <Tabs activeKey={url.text('tab', 'overview')} onChange={open} items={[
      { key: 'overview', label: t('rules.tab_overview'), children: <Overview detail={detail} /> },
      { key: 'text', label: t('rules.tab_text'), children: <Text detail={detail} /> },
      { key: 'explain', label: t('rules.tab_explain'), children: (
        <Card title={t('explain.title')}>
          {detail.rule.kind === 'correlation' ? <Nothing text={t('explain.correlation')} /> : <ExplainForm id={detail.rule.id} eventId={url.text('event')} />}
        </Card>
      ) },
      { key: 'tests', label: failed > 0 ? t('rules.tab_tests_failed', { n: detail.tests.length, failed }) : t('rules.tab_tests', { n: detail.tests.length }), children: <Card title={t('rules.tests')}><TestList tests={detail.tests} /></Card> },
      { key: 'history', label: t('rules.tab_history', { n: detail.history.length }), children: <Card title={t('action.history')}><HistoryList rows={detail.history} /></Card> },
    ]} />
  );
}

function Overview({ detail }: { detail: RuleDetail }) {
  const { t } = useTexts();
  const { rule } = detail;
  return (
    <div className="lc-two">
      <div className="lc-stack">
        <Card title={t('rules.description')}>
          <p className="lc-pre">{detail.description || '—'}</p>
          {detail.falsepositives.length > 0 ? <><h3 className="lc-sub">{t('rules.falsepositives')}</h3><ul className="lc-bullets">{detail.falsepositives.map((f) => <li key={f}>{f}</li>)}</ul></> : null}
        </Card>
        <Hits detail={detail} />
        <ExceptionCard detail={detail} />
        {detail.findings.length > 0 ? <Card title={t('rules.findings', { n: detail.findings.length })}><FindingList findings={detail.findings} /></Card> : null}
      </div>
      <div className="lc-stack">
        <CoverageCard detail={detail} />
        <Card title={t('rules.about')}>
          <Definition items={[
            [t('rules.author'), rule.author],
            [t('rules.licence'), <Licence key="l" licence={detail.licence} />],
            [t('rules.tags'), <RuleTags key="t" tags={rule.tags} />],
            [t('rules.status'), rule.status],
            [t('rules.date'), detail.modified ? t('rules.date_modified', { date: formatDate(detail.date) || detail.date, modified: formatDate(detail.modified) || detail.modified }) : formatDate(detail.date) || detail.date],
            [t('rules.set'), <Link key="s" to="/rules/sets">{detail.set_title}</Link>],
            [t('rules.file'), <code key="f" className="lc-break">{rule.path}{detail.line > 1 ? `:${detail.line}` : ''}</code>],
            [t('rules.id'), <span key="i" className="lc-row"><code className="lc-break">{rule.id}</code><CopyButton text={rule.id} /></span>],
            [t('rules.references'), <References key="r" urls={detail.references} />],
          ]} />
        </Card>
        <CostCard detail={detail} />
      </div>
    </div>
  );
}

function Hits({ detail }: { detail: RuleDetail }) {
  const { t } = useTexts();
  const { hits, rule } = detail;
  const can = useCan();
  return (
    <Card title={t('rules.hits_days')} extra={<span className="lc-muted" data-testid="hits-total">{t('rules.hits_of', { n: formatNumber(hits.total), suppressed: formatNumber(hits.suppressed) })}</span>}>
      {hits.total + hits.suppressed === 0 ? <p className="lc-muted">{t('rules.never_hit')}</p> : (
        <div className="lc-stack">
          <Bars label={t('rules.hits_days')} height={150} labels={hits.days.map((d) => formatDate(d.day).slice(0, 5))}
            series={[
              { name: t('rules.hits_raised'), tone: 'primary', values: hits.days.map((d) => d.hits) },
              ...(hits.suppressed > 0 ? [{ name: t('rules.suppressed'), tone: 'medium' as const, values: hits.days.map((d) => d.suppressed) }] : []),
            ]} />
          {hits.agencies.length > 0 ? (
            <table className="lc-plain-table">
              <thead><tr><th scope="col">{t('rules.top_agencies')}</th><th scope="col" className="lc-num">{t('rules.hits_raised')}</th><th scope="col" className="lc-num">{t('rules.suppressed')}</th></tr></thead>
              <tbody>{hits.agencies.map((a) => (
                <tr key={a.agency_id ?? 0}>
                  <th scope="row">{a.agency_id && can('alert') ? <Link to={`/alerts?rule_id=${encodeURIComponent(rule.id)}&agency_id=${a.agency_id}&status=all`}>{a.agency_name}</Link> : a.agency_name || t('alerts.no_agency')}</th>
                  <td className="lc-num">{formatNumber(a.hits)}</td><td className="lc-num">{formatNumber(a.suppressed)}</td>
                </tr>
              ))}</tbody>
            </table>
          ) : null}
        </div>
      )}
    </Card>
  );
}

function Text({ detail }: { detail: RuleDetail }) {
  const { t } = useTexts();
  return (
    <Card title={detail.rule.path} extra={<CopyButton text={detail.text} />}>
      <p className="lc-muted lc-small lc-gap-below">{detail.rule.author ? t('rules.text_by', { author: detail.rule.author }) : ''} <Licence licence={detail.licence} /></p>
      <CodeView text={detail.text} first={detail.line} label={t('rules.text_of', { title: detail.rule.title })} findings={detail.findings} />
    </Card>
  );
}
