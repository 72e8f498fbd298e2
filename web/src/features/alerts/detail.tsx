// SPDX-License-Identifier: Apache-2.0
// One alert: why it matched, the raw event, the rule, whose address it is and whom to call.
import { CloseOutlined, FireOutlined, PhoneOutlined, StopOutlined, UndoOutlined, UserAddOutlined } from '@ant-design/icons';
import { Button, Segmented, Tabs } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { Alert, AlertDetail } from '@/api/types';
import { useTexts } from '@/i18n';
import { eventPath, readEvent, readPairs, readTags } from '@/shared/event_parts';
import { raisedBy } from '@/shared/indicators';
import { useAgencyName } from '@/shared/lookups';
import { useCan } from '@/shared/session';
import { highlight } from '@/shared/text';
import { AlertStatusTag, CopyButton, Definition, Key, LevelTag, Loaded, Nothing, Tag, Time } from '@/shared/ui';
import type { BulkAction } from './data';
import { useAlertDetail } from './data';
import { IndicatorBlock, NoRule } from './indicator';
import { attackTechnique, pretty } from './model';

export interface DetailProps {
  id: number;
  onClose: () => void;
  onAct: (action: BulkAction) => void;
  onOpen: (id: number) => void;
}

export function Detail({ id, onClose, onAct, onOpen }: DetailProps) {
  const detail = useAlertDetail(id);
  const { t } = useTexts();
  return (
    <section className="lc-detail" aria-label={t('alerts.detail')} data-testid="alert-detail">
      <Loaded query={detail} rows={10}>
        {(data) => <Content key={id} data={data} onClose={onClose} onAct={onAct} onOpen={onOpen} />}
      </Loaded>
    </section>
  );
}

function Actions({ alert, onAct }: { alert: Alert; onAct: (action: BulkAction) => void }) {
  const { t } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  if (!can('alert', 'write')) return null;
  const closed = alert.status === 'dismissed' || alert.status === 'escalated';
  const by = raisedBy(alert);
  const tune = by === null ? `/rules/exceptions/new?alert=${alert.id}` : `/indicators/exclusions?${new URLSearchParams({ new: by.value || '-', alert: String(alert.id) }).toString()}`;
  return (
    <div className="lc-row">
      {closed ? null : (
        <>
          <Button size="small" icon={<UserAddOutlined />} onClick={() => onAct('take')} data-testid="alert-take">{t('alerts.take')} <Key>a</Key></Button>
          <Button size="small" type="primary" icon={<FireOutlined />} onClick={() => onAct('escalate')} data-testid="alert-escalate">{t('alerts.escalate')} <Key>e</Key></Button>
          <Button size="small" icon={<StopOutlined />} onClick={() => onAct('dismiss')} data-testid="alert-dismiss">{t('alerts.dismiss')} <Key>f</Key></Button>
        </>
      )}
      {can('rule', 'write') ? <Button size="small" onClick={() => navigate(tune)} data-testid={by ? 'alert-exclude' : 'alert-except'}>{t(by ? 'ioc.exclude_this' : 'exception.from_alert')}</Button> : null}
      {alert.status === 'dismissed' ? <Button size="small" icon={<UndoOutlined />} onClick={() => onAct('reopen')} data-testid="alert-reopen">{t('alerts.reopen')} <Key>r</Key></Button> : null}
    </div>
  );
}

function Content({ data, onClose, onAct, onOpen }: { data: AlertDetail } & Omit<DetailProps, 'id'>) {
  const { t } = useTexts();
  const { alert } = data;
  return (
    <>
      <div className="lc-detail-head">
        <div className="lc-row">
          <LevelTag level={alert.level} /><AlertStatusTag status={alert.status} />
          {alert.count > 1 ? <span className="lc-count">{t('alerts.times', { n: alert.count })}</span> : null}
          <span className="lc-grow" />
          <Button size="small" type="text" icon={<CloseOutlined />} aria-label={t('action.close')} onClick={onClose} />
        </div>
        <h2>{alert.rule_title}</h2>
        <Actions alert={alert} onAct={onAct} />
      </div>
      <div className="lc-detail-body">
        <Tabs size="small" items={[
          { key: 'why', label: t('alerts.tab_why'), children: <Why data={data} /> },
          { key: 'event', label: t('alerts.tab_event'), children: <EventTab data={data} /> },
          { key: 'rule', label: t('alerts.tab_rule'), children: <RuleTab data={data} /> },
          { key: 'similar', label: t('alerts.tab_similar', { n: data.similar.length }), children: <Similar rows={data.similar} onOpen={onOpen} /> },
        ]} />
      </div>
    </>
  );
}

export function Raw({ text, values }: { text: string; values: string[] }) {
  return (
    <pre className="lc-raw" tabIndex={0}>
      {highlight(text, values).map((span, i) => (span.marked ? <mark key={i}>{span.text}</mark> : span.text))}
    </pre>
  );
}

function Why({ data }: { data: AlertDetail }) {
  const { t, dyn } = useTexts();
  const { alert, agency, system, rule } = data;
  const matched = readPairs(alert.matched);
  const event = readEvent(alert.event);
  const by = raisedBy(alert);
  return (
    <>
      {by ? <IndicatorBlock alert={alert} by={by} /> : null}
      {rule?.description ? <p className="lc-block">{rule.description}</p> : null}
      <div className="lc-block">
        <h3>{t(by ? 'alerts.why_indicator' : 'alerts.why')}</h3>
        <table className="lc-fields"><tbody>
          {matched.map((pair, i) => <tr key={i}><th scope="row">{pair.field || t('ioc.in_text')}</th><td><mark className="lc-mark">{pair.value}</mark></td></tr>)}
        </tbody></table>
      </div>
      {event.raw ? <div className="lc-block"><h3>{t('alerts.raw')}</h3><Raw text={event.raw} values={matched.map((p) => p.value)} /></div> : null}
      <div className="lc-block">
        <h3>{t('alerts.where')}</h3>
        <Definition items={[
          [dyn('field.alert.host'), <span key="h" className="lc-mono">{alert.host}</span>],
          [dyn('field.alert.agency_id'), agency ? <Link key="a" to={`/registers/agencies/${agency.id}`}>{agency.name}</Link> : t('alerts.no_agency')],
          [dyn('field.alert.system_id'), system ? <Link key="s" to={`/registers/systems/${system.id}`}>{t('alerts.system', { name: system.name, level: system.level })}</Link> : ''],
          [dyn('field.alert.first_seen'), <Time key="f" at={alert.first_seen} seconds />],
          [dyn('field.alert.last_seen'), <Time key="l" at={alert.last_seen} seconds />],
          [dyn('field.alert.assignee_id'), data.assignee_name],
          ...(data.incident ? [[dyn('field.alert.incident_id'), <Link key="i" to={`/incidents/${data.incident.id}`}>{data.incident.number} · {data.incident.title}</Link>] as [string, React.ReactNode]] : []),
          ...(alert.dismiss_reason ? [[t('alerts.reason'), `${dyn(`choice.alert.dismiss_reason.${alert.dismiss_reason}`)} – ${alert.dismiss_note}`] as [string, string]] : []),
        ]} />
      </div>
      <Contacts data={data} />
    </>
  );
}

function Contacts({ data }: { data: AlertDetail }) {
  const { t, dyn } = useTexts();
  if (data.contacts.length === 0 && !data.agency?.phone) return null;
  return (
    <div className="lc-block">
      <h3><PhoneOutlined /> {t('alerts.contacts')}</h3>
      <ul className="lc-plain-list">
        {data.contacts.map((c) => (
          <li key={c.id}>
            <b>{c.name}</b> <span className="lc-muted">{dyn(`choice.contact_point.role.${c.role}`)}{c.position ? `, ${c.position}` : ''}</span>
            <div className="lc-row">
              {[c.mobile, c.phone].filter(Boolean).map((n) => <a key={n} href={`tel:${n.replace(/[^\d+]/g, '')}`}>{n}</a>)}
              {c.email ? <a href={`mailto:${c.email}`}>{c.email}</a> : null}
            </div>
          </li>
        ))}
        {data.agency?.phone ? <li><span className="lc-muted">{t('alerts.office')}</span> <a href={`tel:${data.agency.phone.replace(/[^\d+]/g, '')}`}>{data.agency.phone}</a></li> : null}
      </ul>
    </div>
  );
}

function EventTab({ data }: { data: AlertDetail }) {
  const { t } = useTexts();
  const can = useCan();
  const [mode, setMode] = useState<'pretty' | 'raw'>('pretty');
  const event = readEvent(data.alert.event);
  const values = readPairs(data.alert.matched).map((p) => p.value);
  if (event.raw === '' && event.fields.length === 0) return <Nothing text={t('alerts.no_event')} />;
  return (
    <>
      <div className="lc-row lc-block">
        <Segmented<'pretty' | 'raw'> size="small" value={mode} onChange={setMode}
          options={[{ value: 'pretty', label: t('alerts.pretty') }, { value: 'raw', label: t('alerts.as_received') }]} />
        <span className="lc-grow" />
        {can('event') && data.alert.event_id ? <Link to={eventPath(data.alert.event_id, event.time || data.alert.first_seen)} data-testid="alert-event">{t('alerts.open_event')}</Link> : null}
        <CopyButton text={event.raw} />
      </div>
      <Raw text={mode === 'pretty' ? pretty(event.raw) : event.raw} values={values} />
      <div className="lc-block">
        <h3>{t('alerts.fields')}</h3>
        <table className="lc-fields"><tbody>
          {event.fields.map((f) => (
            <tr key={f.field}><th scope="row">{f.field}</th><td>{values.includes(f.value) ? <mark className="lc-mark">{f.value}</mark> : f.value}</td></tr>
          ))}
        </tbody></table>
      </div>
    </>
  );
}

function RuleTab({ data }: { data: AlertDetail }) {
  const { t, dyn } = useTexts();
  const { rule, alert } = data;
  if (!rule) return <NoRule alert={alert} />;
  const tags = readTags(alert.tags);
  return (
    <>
      <div className="lc-block">
        <Definition items={[
          [t('rules.title'), <span key="t" className="lc-row"><Link to={`/rules/${encodeURIComponent(rule.id)}`}>{rule.title}</Link>
            {alert.event_id ? <Link to={`/rules/${encodeURIComponent(rule.id)}?tab=explain&event=${encodeURIComponent(alert.event_id)}`}>{t('explain.run')}</Link> : null}</span>],
          [t('rules.description'), rule.description],
          [t('rules.author'), rule.author],
          [t('coverage.log'), rule.logsource],
          [t('rules.falsepositives'), rule.falsepositives.join('\n')],
          [t('rules.tags'), <Tags key="g" tags={tags.length > 0 ? tags : rule.tags} />],
          [t('rules.references'), rule.references.join('\n')],
          [t('rules.level'), dyn(`choice.alert.level.${rule.level}`)],
        ]} />
      </div>
      {rule.text ? <pre className="lc-raw" tabIndex={0}>{rule.text}</pre> : null}
    </>
  );
}

function Tags({ tags }: { tags: string[] }) {
  return (
    <span className="lc-row">
      {tags.map((tag) => {
        const technique = attackTechnique(tag);
        return <Tag key={tag} tone="neutral" {...(technique ? { title: technique.url } : {})}>{technique ? `ATT&CK ${technique.name}` : tag}</Tag>;
      })}
    </span>
  );
}

function Similar({ rows, onOpen }: { rows: Alert[]; onOpen: (id: number) => void }) {
  const agencyName = useAgencyName();
  const { t } = useTexts();
  if (rows.length === 0) return <Nothing text={t('alerts.no_similar')} />;
  return (
    <ul className="lc-plain-list">
      {rows.map((row) => (
        <li key={row.id}>
          <button type="button" className="lc-link-button" onClick={() => onOpen(row.id)}>{row.host} · {agencyName(row.agency_id)}</button>
          <div className="lc-row lc-small"><Time at={row.last_seen} /><AlertStatusTag status={row.status} /><span className="lc-count">×{row.count}</span></div>
        </li>
      ))}
    </ul>
  );
}
