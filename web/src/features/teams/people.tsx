// SPDX-License-Identifier: Apache-2.0
// Teams with their members; experts with certificates and the decision on them.
import { PlusOutlined } from '@ant-design/icons';
import { Link } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { formatDate } from '@/shared/format';
import { useCan } from '@/shared/session';
import { Card, Nothing } from '@/shared/ui';
import { CertificateTag, QualifiedTag } from './tags';
import { formOf } from './data';
import type { CertificateLine, ExpertLine, TeamBoard, TeamLine } from './data';

export function AddLink({ to, text, testId }: { to: string; text: string; testId?: string }) {
  return <Link to={to} className="lc-nowrap" {...(testId ? { 'data-testid': testId } : {})}><PlusOutlined /> {text}</Link>;
}

function Team({ line, back }: { line: TeamLine; back: string }) {
  const { t, dyn } = useTexts();
  const can = useCan();
  const { team, members } = line;
  return (
    <Card title={team.name} extra={<Link to={`/registers/teams/${team.id}`}>{t(can('team', 'write') ? 'action.edit' : 'action.open')}</Link>}>
      <div className="lc-stack">
        <span className="lc-muted">{team.decision_number
          ? t('team.decision', { number: team.decision_number, date: formatDate(team.established_on) }) : t('team.since', { date: formatDate(team.established_on) })}</span>
        {members.length === 0 ? <Nothing text={t('team.members_none')} /> : (
          <ul className="lc-plain-list">
            {members.map((member) => (
              <li key={member.id} className="lc-row" data-testid="member">
                <Link to={`/registers/team-members/${member.id}`}>{member.name}</Link>
                <span className="lc-muted">{[dyn(`choice.team_member.role.${member.role}`), member.unit].filter(Boolean).join(' · ')}</span>
                <span className="lc-grow" />
                <span className="lc-nowrap">{member.mobile || member.phone || '—'}</span>
              </li>
            ))}
          </ul>
        )}
        {can('team_member', 'write') ? <AddLink to={formOf('team-members', { agency_id: team.agency_id, team_id: team.id }, back)} text={t('team.add_member')} /> : null}
      </div>
    </Card>
  );
}

export function Teams({ board, back }: { board: TeamBoard; back: string }) {
  const { t } = useTexts();
  const can = useCan();
  if (board.teams.length > 0) return <>{board.teams.map((line) => <Team key={line.team.id} line={line} back={back} />)}</>;
  return (
    <Card title={t('team.members')}>
      <Nothing text={t('team.none')}>
        {can('team', 'write') ? <AddLink to={formOf('teams', { agency_id: board.agency_id }, back)} text={t('team.add')} testId="add-team" /> : null}
      </Nothing>
    </Card>
  );
}

function CertificateRow({ row }: { row: CertificateLine }) {
  const { t } = useTexts();
  const words = { name: row.name, issuer: row.issuer, number: row.number, date: formatDate(row.expires_on) };
  return (
    <li className="lc-row lc-small">
      <CertificateTag state={row.state} />
      <Link to={`/registers/certificates/${row.id}`}>{t(row.expires_on ? 'team.certificate_until' : 'team.certificate_open', words)}</Link>
    </li>
  );
}

function Expert({ line, agencyId, back }: { line: ExpertLine; agencyId: number; back: string }) {
  const { t, dyn } = useTexts();
  const can = useCan();
  const about = [line.domain ? dyn(`choice.expert.domain.${line.domain}`) : line.position, line.employment === 'hired' ? t('team.hired', { employer: line.employer }) : '',
    line.contract_until ? t('team.contract', { date: formatDate(line.contract_until) }) : ''].filter(Boolean).join(' · ');
  const ids = { agency_id: agencyId, expert_id: line.id };
  return (
    <li className="lc-stack-tight" data-testid="expert">
      <div className="lc-row">
        <Link to={`/registers/experts/${line.id}`}><b>{line.name}</b></Link><span className="lc-grow" />
        <QualifiedTag qualified={line.is_qualified} />
        {line.qualified_until ? <span className="lc-muted lc-small">{t('team.until', { date: formatDate(line.qualified_until) })}</span> : null}
      </div>
      {about ? <span className="lc-muted lc-small">{about}</span> : null}
      {line.is_qualified ? <Link to={`/registers/qualifications/${line.qualification_id ?? ''}`} className="lc-small">{t('team.basis', { basis: line.basis, date: formatDate(line.decided_on), who: line.decided_by })}</Link> : null}
      {line.certificates.length > 0 ? <ul className="lc-plain-list">{line.certificates.map((row) => <CertificateRow key={row.id} row={row} />)}</ul> : null}
      <div className="lc-row lc-small">
        {can('certificate', 'write') ? <AddLink to={formOf('certificates', ids, back)} text={t('team.add_certificate')} /> : null}
        {can('qualification', 'write') && !line.is_qualified ? <AddLink to={formOf('qualifications', ids, back)} text={t('team.qualify')} testId="qualify" /> : null}
      </div>
    </li>
  );
}

export function Experts({ board, back }: { board: TeamBoard; back: string }) {
  const { t } = useTexts();
  const can = useCan();
  return (
    <Card title={t('team.experts')} extra={can('expert', 'write') ? <AddLink to={formOf('experts', { agency_id: board.agency_id }, back)} text={t('team.add_expert')} testId="add-expert" /> : null}>
      {board.experts.length === 0 ? <Nothing text={t('team.experts_none')} /> : (
        <ul className="lc-plain-list">{board.experts.map((line) => <Expert key={line.id} line={line} agencyId={board.agency_id} back={back} />)}</ul>
      )}
    </Card>
  );
}
