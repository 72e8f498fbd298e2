// SPDX-License-Identifier: Apache-2.0
// One agency's team, experts and contact points, and what is missing. Without `agency_id` the own agency,
// for provincial roles that of the coordinator.
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router-dom';
import { get } from '@/api/client';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { Card, Loaded, PageHead, Tag } from '@/shared/ui';
import { ContactList } from './contact_list';
import { formOf } from './data';
import type { TeamBoard } from './data';
import { AddLink, Experts, Teams } from './people';
import './teams.css';

interface Todo {
  key: string;
  text: string;
  to: string;
  hard: boolean;
}

/** What is missing, each with the form or place that mends it. */
function useTodo(board: TeamBoard, back: string): Todo[] {
  const { t, dyn } = useTexts();
  const agency = { agency_id: board.agency_id };
  const todo: Todo[] = [];
  if (board.teams.length === 0) todo.push({ key: 'team', text: t('team.todo_team'), to: formOf('teams', agency, back), hard: true });
  for (const role of board.missing_roles) {
    todo.push({ key: `role-${role}`, text: t('team.todo_role', { role: dyn(`choice.contact_point.role.${role}`) }), to: formOf('contact-points', { ...agency, role }, back), hard: true });
  }
  for (const line of board.contacts) {
    if (line.state !== 'confirmed') todo.push({ key: `confirm-${line.contact.id}`, text: t('team.todo_confirm', { name: line.contact.name }), to: '#contacts', hard: line.state !== 'due' });
    const outcome = line.last_check?.outcome;
    if (outcome === 'missing' || outcome === 'partly') todo.push({ key: `page-${line.contact.id}`, text: t('team.todo_page', { name: line.contact.name }), to: `/registers/contact-checks/${line.last_check?.id ?? ''}`, hard: outcome === 'missing' });
  }
  const short = board.required - board.qualified;
  if (short > 0) todo.push({ key: 'experts', text: t('team.todo_expert', { n: short, how: t(board.is_hard ? 'team.hard' : 'team.soft') }), to: formOf('experts', agency, back), hard: board.is_hard });
  for (const expert of board.experts) {
    for (const row of expert.certificates.filter((c) => c.state !== 'valid')) {
      todo.push({ key: `certificate-${row.id}`, text: t('team.todo_certificate', { state: dyn(`team.certificate.${row.state}`), name: row.name, who: expert.name }), to: `/registers/certificates/${row.id}`, hard: row.state === 'expired' });
    }
  }
  return todo;
}

function Figure({ label, value, bad, soft, note }: { label: string; value: string; bad: boolean; soft?: boolean; note?: string }) {
  return <div className="lc-figure"><span className="lc-muted">{label}</span><b className={!bad ? 'lc-text-good' : soft ? 'lc-text-medium' : 'lc-text-critical'}>{value}</b>{note ? <small className="lc-muted">{note}</small> : null}</div>;
}

function Figures({ board }: { board: TeamBoard }) {
  const { t } = useTexts();
  const stale = board.contacts.filter((line) => line.state !== 'confirmed').length;
  return (
    <div className="lc-figures">
      <Figure label={t('team.figure_team')} value={formatNumber(board.teams.length)} bad={board.teams.length === 0} />
      <Figure label={t('team.figure_experts')} value={t('team.of', { n: board.qualified, of: board.required })} bad={board.qualified < board.required} soft={!board.is_hard} note={t(board.is_hard ? 'team.hard' : 'team.soft')} />
      <Figure label={t('team.figure_roles')} value={formatNumber(board.missing_roles.length)} bad={board.missing_roles.length > 0} />
      <Figure label={t('team.figure_confirm')} value={formatNumber(stale)} bad={stale > 0} />
    </div>
  );
}

function Missing({ board, back }: { board: TeamBoard; back: string }) {
  const { t } = useTexts();
  const todo = useTodo(board, back);
  return (
    <Card title={t('team.todo')}>
      {todo.length === 0 ? <Tag tone="good">{t('team.todo_none')}</Tag> : (
        <ul className="lc-plain-list" data-testid="team-todo">
          {todo.map((item) => (
            <li key={item.key} className={item.hard ? 'lc-todo-hard' : 'lc-todo-soft'}>
              {item.to.startsWith('#') ? <a href={item.to}>{item.text}</a> : <Link to={item.to}>{item.text}</Link>}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Board({ board }: { board: TeamBoard }) {
  const { t } = useTexts();
  const can = useCan();
  const { pathname, search } = useLocation();
  const back = pathname + search;
  return (
    <>
      <Figures board={board} />
      <div className="lc-two">
        <div className="lc-stack">
          <div id="contacts">
            <Card title={t('team.contacts')} extra={can('contact_point', 'write') ? <AddLink to={formOf('contact-points', { agency_id: board.agency_id }, back)} text={t('team.add_contact')} /> : null}>
              <ContactList lines={board.contacts} />
            </Card>
          </div>
          <Experts board={board} back={back} />
        </div>
        <div className="lc-stack lc-first-narrow">
          <Missing board={board} back={back} />
          <Teams board={board} back={back} />
        </div>
      </div>
    </>
  );
}

export default function TeamPage() {
  const { t } = useTexts();
  const me = useMe();
  const can = useCan();
  const url = useUrlState();
  const agency = url.text('agency_id');
  const board = useQuery({ queryKey: ['team-board', agency], queryFn: () => get<TeamBoard>('/team-board', { agency_id: agency }) });
  const all = !ownAgencyOnly(me, 'team', 'read');
  return (
    <>
      <PageHead title={t(board.data?.is_coordinator ? 'team.title_province' : 'team.title')} sub={board.data?.agency_name}
        extra={<div className="lc-row">
          {all ? <Link to="/teams">{t('team.quotas')}</Link> : null}
          {all ? <Link to="/contacts">{t('team.all_contacts')}</Link> : null}
          {can('duty_shift') && (all || me.role === 'enterprise') ? <Link to="/roster">{t('team.roster')}</Link> : null}
        </div>} />
      <Loaded query={board} rows={12}>{(data) => <Board board={data} />}</Loaded>
    </>
  );
}
