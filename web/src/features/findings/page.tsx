// SPDX-License-Identifier: Apache-2.0
// One finding: what, where, how to fix it; the fix, the hunt, and who decided what.
import { CheckCircleFilled, MinusCircleOutlined } from '@ant-design/icons';
import { Alert, Button, Dropdown } from 'antd';
import { Suspense, lazy, useState } from 'react';
import type { ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { formatDate, formatNumber, formatTime } from '@/shared/format';
import { FactList } from '@/shared/history';
import { useSystems } from '@/shared/lookups';
import { useNotice } from '@/shared/problems';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { AgencyName, Card, Definition, LevelTag, Loaded, Tag, Time } from '@/shared/ui';
import { ActionDialog } from './action_dialog';
import type { Deed } from './action_dialog';
import { act, ask, setControl, texts as textsOf, useExploits, useFinding, useHistory, useRefresh } from './data';
import type { ActBody, Finding } from './data';
import { Requests } from './requests';
import { Section } from './section';
import { Due, StatusTag, UrgencyTags, percent, placeOf } from './tags';

const KnownAdvisories = lazy(() => import('@/shared/known_advisories'));

export default function FindingPage() {
  const { id = '0' } = useParams();
  const finding = useFinding(Number(id));
  return <Loaded query={finding}>{(data) => <Content finding={data} />}</Loaded>;
}

const isToDo = (f: Finding) => f.status === 'open' || f.status === 'probably_fixed';

function Content({ finding }: { finding: Finding }) {
  const { t } = useTexts();
  return (
    <Section title={finding.title} tags={<><LevelTag level={finding.severity} /><UrgencyTags finding={finding} /><StatusTag status={finding.status} /></>}
      sub={<><span className="lc-mono">{finding.number}</span> · <Link to="/findings">{t('finding.back')}</Link></>} extra={<Actions finding={finding} />}>
      <div className="lc-split lc-finding-page">
        <div className="lc-stack">
          {finding.status === 'accepted' && finding.accepted_until ? <Alert type="info" showIcon title={t('finding.accepted_until', { date: formatDate(finding.accepted_until) })} description={finding.reason} /> : null}
          <Work finding={finding} />
          <What finding={finding} />
          <How finding={finding} />
        </div>
        <div className="lc-stack">
          <Where finding={finding} />
          <Exploits finding={finding} />
          <Suspense fallback={null}><KnownAdvisories of={`findings/${finding.id}`} hideEmpty words={{ title: t('advisories.known'), none: t('advisories.known_none'), because: (product) => t('advisories.because', { product }), byCve: t('advisories.known_by_cve'), noVersion: t('advisories.no_version') }} /></Suspense>
          <Requests finding={finding} />
          <History id={finding.id} />
        </div>
      </div>
    </Section>
  );
}

function useDeed(finding: Finding) {
  const { t } = useTexts();
  const refresh = useRefresh();
  const { done } = useNotice();
  const [deed, setDeed] = useState<Deed | null>(null);
  const run = async (body: ActBody & { until?: string }) => {
    const note = body.note ?? '';
    if (deed === 'ask_acceptance') await ask(finding.id, { kind: 'acceptance', reason: note, until: body.until ?? null });
    else if (deed === 'ask_false_positive') await ask(finding.id, { kind: 'false_positive', reason: note });
    else if (deed === 'set_control' || deed === 'unset_control') await setControl(finding.id, deed === 'set_control', note);
    else if (deed && deed !== 'refuse') await act(finding.id, deed, body);
    done(deed?.startsWith('ask') ? t('finding.asked') : t('done.saved'));
    refresh();
  };
  const dialog = deed ? <ActionDialog deed={deed} count={1} agencyId={finding.agency_id ?? null} onDo={run} onClose={() => setDeed(null)} /> : null;
  return { setDeed, dialog };
}

/** What the form of an advisory begins with. */
function advisoryOf(finding: Finding): string {
  return new URLSearchParams({
    title: finding.title, severity: finding.severity, source: finding.number, cves: textsOf(finding.cves).join('\n'), products: finding.cpe.startsWith('cpe:2.3:') ? finding.cpe : '',
    content: finding.description, measures: finding.solution, links: textsOf(finding.links).slice(0, 10).join('\n'),
  }).toString();
}

function Actions({ finding }: { finding: Finding }) {
  const { t } = useTexts();
  const can = useCan();
  const me = useMe();
  const { setDeed, dialog } = useDeed(finding);
  if (!can('finding', 'write')) return null;
  const all = !ownAgencyOnly(me, 'finding', 'write');
  const open = isToDo(finding);
  const navigate = useNavigate();
  const items: [Deed, boolean][] = [
    ['ask_acceptance', open && !finding.allows_control && can('finding_request', 'write') && finding.agency_id !== null],
    ['ask_false_positive', open && can('finding_request', 'write') && finding.agency_id !== null],
    ['assign', all],
    ['false_positive', all && open],
    ['set_control', all && open && !finding.allows_control],
    ['unset_control', all && open && finding.allows_control],
    ['reopen', !open],
  ];
  const menu: { key: string; label: string; onClick: () => void }[] = items.filter(([, shown]) => shown).map(([key]) => ({ key, label: t(`finding.${key as 'assign'}`), onClick: () => setDeed(key) }));
  if (can('advisory', 'write')) menu.push({ key: 'advisory', label: t('advisories.from_finding'), onClick: () => navigate(`/registers/advisories/new?${advisoryOf(finding)}`) });
  return (
    <>
      {open && !finding.fixed_at ? <Button type="primary" onClick={() => setDeed('fix')} data-testid="fix">{t(finding.status === 'probably_fixed' ? 'finding.confirm_fixed' : 'finding.fix')}</Button> : null}
      {open && finding.allows_control && !finding.hunted_at ? <Button type="primary" ghost={!finding.fixed_at} onClick={() => setDeed('hunt')} data-testid="hunt">{t('finding.hunt')}</Button> : null}
      {menu.length > 0 ? <Dropdown trigger={['click']} menu={{ items: menu }} placement="bottomRight"><Button aria-label={t('finding.more')} data-testid="finding-more">⋯</Button></Dropdown> : null}
      {dialog}
    </>
  );
}

function Step({ name, at, by, note, tag }: { name: string; at: string | null | undefined; by: string; note: string; tag?: ReactNode }) {
  const { t } = useTexts();
  return (
    <div className="lc-inset lc-grow" data-testid="finding-step" data-done={at ? 'yes' : 'no'}>
      <div className="lc-row">{at ? <CheckCircleFilled className="lc-text-good" /> : <MinusCircleOutlined className="lc-text-high" />}<b>{name}</b>{tag}</div>
      <div className="lc-small lc-muted">{at ? t('finding.step_done', { who: by, when: formatTime(at) }) : t('finding.step_open')}</div>
      {note ? <p className="lc-break">{note}</p> : null}
    </div>
  );
}

function Work({ finding }: { finding: Finding }) {
  const { t, dyn } = useTexts();
  return (
    <Card title={t('finding.due')} extra={<Due finding={finding} />}>
      <div className="lc-stack">
        {finding.allows_control ? <p>{t('finding.both')}</p> : null}
        <div className="lc-two">
          <Step name={t('finding.step_fix')} at={finding.fixed_at} by={finding.fixed_by} note={finding.fix_note} />
          {finding.allows_control ? (
            <Step name={t('finding.step_hunt')} at={finding.hunted_at} by={finding.hunted_by} note={finding.hunt_note}
              tag={finding.hunt_result ? <Tag tone={finding.hunt_result === 'clean' ? 'good' : 'critical'}>{dyn(`choice.finding.hunt_result.${finding.hunt_result}`)}</Tag> : null} />
          ) : null}
        </div>
        {finding.status === 'fixed' && finding.gone_at ? <p className="lc-text-good"><CheckCircleFilled /> {t('finding.verified')} (<Time at={finding.gone_at} />)</p> : null}
      </div>
    </Card>
  );
}

function What({ finding }: { finding: Finding }) {
  const { t, dyn } = useTexts();
  const score = finding.cvss_tenths > 0 ? `${formatNumber(finding.cvss_tenths / 10)} (${[finding.cvss_version ? `CVSS ${finding.cvss_version}` : '', t(finding.is_score_computed ? 'finding.score_computed' : 'finding.score_given')].filter(Boolean).join(', ')})` : '';
  return (
    <Card title={t('finding.what')}>
      <div className="lc-stack">
        {finding.description ? <p className="lc-pre-line lc-break">{finding.description}</p> : null}
        <Definition items={[
          ['CVE', textsOf(finding.cves).join(', ')],
          ['CWE', textsOf(finding.cwes).join(', ')],
          [t('finding.score'), score],
          ...(finding.cvss_vector ? [[dyn('field.finding.cvss_vector'), <span key="v" className="lc-mono lc-break">{finding.cvss_vector}</span>] as [ReactNode, ReactNode]] : []),
          ...(finding.allows_control ? [[t('finding.control'), dyn(`choice.finding.control_reason.${finding.control_reason}`)] as [ReactNode, ReactNode]] : []),
        ]} />
        {finding.evidence ? <><h3 className="lc-sub">{t('finding.seen')}</h3><pre className="lc-raw">{finding.evidence}</pre></> : null}
      </div>
    </Card>
  );
}

function How({ finding }: { finding: Finding }) {
  const { t } = useTexts();
  const links = textsOf(finding.links);
  return (
    <Card title={t('finding.how')}>
      <div className="lc-stack">
        <p className="lc-pre-line lc-break">{finding.solution || t('finding.no_how')}</p>
        {links.length > 0 ? (
          <><h3 className="lc-sub">{t('finding.references')}</h3>
            <ul className="lc-plain-list">{links.map((url) => <li key={url} className="lc-break"><a href={url} target="_blank" rel="noreferrer noopener">{url}</a></li>)}</ul></>
        ) : null}
      </div>
    </Card>
  );
}

function Where({ finding }: { finding: Finding }) {
  const { t, dyn } = useTexts();
  const systems = useSystems();
  const name = finding.system_id ? (systems.byId.get(finding.system_id)?.name ?? `#${finding.system_id}`) : '';
  return (
    <Card title={t('finding.where')}>
      <Definition items={[
        [dyn('field.finding.agency_id'), finding.agency_id ? <AgencyName key="a" id={finding.agency_id} /> : t('finding.not_attributed')],
        [dyn('field.finding.system_id'), finding.system_id ? <Link key="s" to={`/registers/systems/${finding.system_id}`}>{name}</Link> : ''],
        [dyn('field.finding.target'), <span key="t" className="lc-mono lc-break">{placeOf(finding)}</span>],
        ...(finding.url ? [[dyn('field.finding.url'), <span key="u" className="lc-mono lc-break">{finding.url}</span>] as [ReactNode, ReactNode]] : []),
        ...(finding.cpe ? [[dyn('field.finding.cpe'), <span key="c" className="lc-mono lc-break">{finding.cpe}</span>] as [ReactNode, ReactNode]] : []),
        [dyn('field.finding.scanner'), finding.scanner],
        [dyn('field.finding.last_seen'), t('finding.times', { n: formatNumber(finding.times_seen), when: formatTime(finding.last_seen) })],
      ]} />
    </Card>
  );
}

function Exploits({ finding }: { finding: Finding }) {
  const { t } = useTexts();
  const exploits = useExploits(finding.id);
  if (textsOf(finding.cves).length === 0) return null;
  return (
    <Card title={t('finding.exploits')}>
      <Loaded query={exploits} rows={2}>
        {({ rows }) => (
          <ul className="lc-plain-list">
            {rows.map((row) => (
              <li key={row.cve}>
                <b>{row.cve}</b>{row.epss !== null && row.epss !== undefined ? <span className="lc-muted" title={t('finding.epss_hint')}> · {t('finding.epss', { p: percent(row.epss) })}</span> : null}
                <div className="lc-small">{row.is_known_exploited ? <span className="lc-text-critical">{t('finding.kev_since', { date: formatDate(row.added ?? '') })}{row.is_ransomware ? `, ${t('finding.ransomware')}` : ''}</span> : <span className="lc-muted">{t('finding.no_exploits')}</span>}</div>
                {row.action ? <div className="lc-small">{row.action}</div> : null}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}

function History({ id }: { id: number }) {
  const { t } = useTexts();
  const history = useHistory(id);
  return <Card title={t('finding.history')}><Loaded query={history} rows={3}>{({ rows }) => <FactList facts={rows} payloads={false} />}</Loaded></Card>;
}
