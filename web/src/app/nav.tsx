// SPDX-License-Identifier: Apache-2.0
// Pages of the console and the left bar of each role (at most eight entries).
import {
  AimOutlined,
  AlertOutlined,
  ApartmentOutlined,
  AuditOutlined,
  BankOutlined,
  BellOutlined,
  BookOutlined,
  BugOutlined,
  CalendarOutlined,
  ClusterOutlined,
  ContactsOutlined,
  DashboardOutlined,
  DeploymentUnitOutlined,
  FileDoneOutlined,
  FileTextOutlined,
  FireOutlined,
  FlagOutlined,
  HeartOutlined,
  OrderedListOutlined,
  PhoneOutlined,
  PlusCircleOutlined,
  RadarChartOutlined,
  SafetyCertificateOutlined,
  ScheduleOutlined,
  ShopOutlined,
  SolutionOutlined,
  SwapOutlined,
  TeamOutlined,
  TrophyOutlined,
  LockOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { Me, Role } from '@/api/types';
import type { TextKey } from '@/i18n';
import { allowed, ownAgencyOnly } from '@/shared/session';
import type { Want } from '@/shared/session';

export interface Entry {
  path: string;
  text: TextKey;
  icon: ReactNode;
  resource: string;
  want?: Want;
}

const entries = {
  alerts: { path: '/alerts', text: 'nav.alerts', icon: <AlertOutlined />, resource: 'alert' },
  hunt: { path: '/hunt', text: 'nav.hunt', icon: <RadarChartOutlined />, resource: 'event' },
  hunts: { path: '/hunts', text: 'nav.hunts', icon: <AimOutlined />, resource: 'hunt' },
  indicators: { path: '/indicators', text: 'nav.indicators', icon: <FlagOutlined />, resource: 'rule' },
  indicator_lookup: { path: '/indicators/lookup', text: 'nav.indicator_lookup', icon: <FlagOutlined />, resource: 'rule' },
  indicator_exclusions: { path: '/indicators/exclusions', text: 'nav.indicator_exclusions', icon: <FlagOutlined />, resource: 'rule' },
  incidents: { path: '/incidents', text: 'nav.incidents', icon: <FireOutlined />, resource: 'incident' },
  report: { path: '/incidents/new', text: 'nav.report_incident', icon: <PlusCircleOutlined />, resource: 'incident', want: 'write' },
  inspections: { path: '/inspections', text: 'nav.inspections', icon: <SolutionOutlined />, resource: 'inspection' },
  advisories: { path: '/advisories', text: 'nav.advisories', icon: <AlertOutlined />, resource: 'advisory_delivery' },
  desk: { path: '/desk', text: 'nav.desk', icon: <PhoneOutlined />, resource: 'public_report', want: 'write' },
  my: { path: '/my', text: 'nav.my', icon: <ScheduleOutlined />, resource: 'agency' },
  duties: { path: '/duties', text: 'nav.duties', icon: <ScheduleOutlined />, resource: 'duty' },
  score: { path: '/score', text: 'nav.score', icon: <TrophyOutlined />, resource: 'ranking' },
  ranking: { path: '/ranking', text: 'nav.ranking', icon: <OrderedListOutlined />, resource: 'ranking' },
  ranking_map: { path: '/ranking/map', text: 'nav.ranking_map', icon: <OrderedListOutlined />, resource: 'ranking' },
  ranking_heat: { path: '/ranking/heat', text: 'nav.ranking_heat', icon: <OrderedListOutlined />, resource: 'ranking' },
  appeals: { path: '/appeals', text: 'nav.appeals', icon: <OrderedListOutlined />, resource: 'score_appeal' },
  scorecards: { path: '/ranking/scorecards', text: 'nav.scorecards', icon: <OrderedListOutlined />, resource: 'scorecard' },
  overview: { path: '/overview', text: 'nav.overview', icon: <DashboardOutlined />, resource: 'ranking' },
  dossiers: { path: '/dossiers', text: 'nav.dossiers', icon: <SafetyCertificateOutlined />, resource: 'dossier' },
  calculator: { path: '/levels', text: 'nav.calculator', icon: <SafetyCertificateOutlined />, resource: 'dossier', want: 'write' },
  transition: { path: '/levels/transition', text: 'nav.transition', icon: <SafetyCertificateOutlined />, resource: 'dossier' },
  findings: { path: '/findings', text: 'nav.findings', icon: <BugOutlined />, resource: 'finding' },
  finding_imports: { path: '/findings/imports', text: 'nav.finding_imports', icon: <BugOutlined />, resource: 'finding_import' },
  scans: { path: '/findings/scans', text: 'nav.scans', icon: <BugOutlined />, resource: 'scan_authorisation' },
  directive: { path: '/directive', text: 'nav.directive', icon: <BookOutlined />, resource: 'duty' },
  calendar: { path: '/directive/calendar', text: 'nav.calendar', icon: <ScheduleOutlined />, resource: 'duty' },
  reliefs: { path: '/reliefs', text: 'nav.reliefs', icon: <ScheduleOutlined />, resource: 'duty_relief' },
  roles: { path: '/roles', text: 'nav.roles', icon: <BankOutlined />, resource: 'role_assignment' },
  documents: { path: '/documents', text: 'nav.documents', icon: <FileTextOutlined />, resource: 'document' },
  journal: { path: '/journal', text: 'nav.journal', icon: <AuditOutlined />, resource: 'audit' },
  rules: { path: '/rules', text: 'nav.rules', icon: <ApartmentOutlined />, resource: 'rule' },
  coverage: { path: '/rules/coverage', text: 'nav.coverage', icon: <ApartmentOutlined />, resource: 'rule' },
  exceptions: { path: '/rules/exceptions', text: 'nav.exceptions', icon: <ApartmentOutlined />, resource: 'rule' },
  own_rules: { path: '/rules/own', text: 'nav.own_rules', icon: <ApartmentOutlined />, resource: 'rule' },
  rule_sets: { path: '/rules/sets', text: 'nav.rule_sets', icon: <ApartmentOutlined />, resource: 'rule' },
  sources: { path: '/sources', text: 'nav.sources', icon: <DeploymentUnitOutlined />, resource: 'source' },
  registers: { path: '/registers', text: 'nav.registers', icon: <ContactsOutlined />, resource: 'contact_point' },
  agencies: { path: '/agencies', text: 'nav.agencies', icon: <BankOutlined />, resource: 'agency' },
  reorganisations: { path: '/reorganisations', text: 'nav.reorganisations', icon: <SwapOutlined />, resource: 'reorganisation' },
  systems: { path: '/registers/systems', text: 'nav.systems', icon: <ClusterOutlined />, resource: 'system' },
  contacts: { path: '/registers/contact-points', text: 'nav.contacts', icon: <ContactsOutlined />, resource: 'contact_point' },
  team: { path: '/team', text: 'nav.team', icon: <TeamOutlined />, resource: 'team' },
  teams: { path: '/teams', text: 'nav.teams', icon: <TeamOutlined />, resource: 'team' },
  confirmations: { path: '/contacts', text: 'nav.confirmations', icon: <ContactsOutlined />, resource: 'contact_link' },
  roster: { path: '/roster', text: 'nav.roster', icon: <CalendarOutlined />, resource: 'duty_shift' },
  suppliers: { path: '/registers/suppliers', text: 'nav.suppliers', icon: <ShopOutlined />, resource: 'supplier' },
  evidence: { path: '/registers/assurance-records', text: 'nav.evidence', icon: <FileDoneOutlined />, resource: 'assurance_record' },
  timers: { path: '/ledgers/timers', text: 'nav.timers', icon: <ScheduleOutlined />, resource: 'system_check' },
  plans: { path: '/ledgers/plans', text: 'nav.plans', icon: <FileTextOutlined />, resource: 'response_plan' },
  layers: { path: '/ledgers/layers', text: 'nav.layers', icon: <ApartmentOutlined />, resource: 'layer_evidence' },
  money: { path: '/ledgers/money', text: 'nav.money', icon: <BankOutlined />, resource: 'budget' },
  accounts: { path: '/registers/accounts', text: 'nav.accounts', icon: <TeamOutlined />, resource: 'account' },
  ledger: { path: '/ledger', text: 'nav.ledger', icon: <BellOutlined />, resource: 'message' },
  holds: { path: '/holds', text: 'nav.holds', icon: <LockOutlined />, resource: 'legal_hold' },
  health: { path: '/health', text: 'nav.health', icon: <HeartOutlined />, resource: 'health' },
} as const satisfies Record<string, Entry>;

type Name = keyof typeof entries;

const bars: Record<Role, Name[]> = {
  soc_analyst: ['alerts', 'hunt', 'hunts', 'incidents', 'findings', 'indicators', 'rules', 'sources'],
  coordinator: ['desk', 'incidents', 'advisories', 'duties', 'ranking', 'dossiers', 'documents', 'registers'],
  agency_officer: ['my', 'report', 'incidents', 'systems', 'findings', 'team', 'registers', 'score'],
  management: ['overview', 'ranking', 'directive', 'duties', 'incidents', 'documents', 'money', 'registers'],
  inspector: ['inspections', 'directive', 'ranking', 'duties', 'incidents', 'documents', 'registers', 'journal'],
  enterprise: ['my', 'advisories', 'team', 'contacts', 'evidence', 'score'],
  partner: ['agencies', 'contacts'],
  administrator: ['accounts', 'registers', 'sources', 'rules', 'indicators', 'journal', 'ledger', 'health'],
};

/** Roles for whom something may wait (src/web_api/work_list.h). */
const hasWork: Role[] = ['soc_analyst', 'coordinator', 'agency_officer', 'management', 'inspector', 'enterprise'];

/** Whether the page makes sense for the person: allowed, and of the right kind of reach. */
function reachable(me: Me, name: Name): boolean {
  const entry: Entry = entries[name];
  if (!allowed(me, entry.resource, entry.want ?? 'read')) return false;
  if (name === 'my') return hasWork.includes(me.role);
  if (name === 'score') return me.agency_id !== null && ownAgencyOnly(me, 'duty', 'read');
  if (name === 'roster') return !ownAgencyOnly(me, 'duty_shift', 'read') || allowed(me, 'duty_shift', 'write');
  if (name === 'teams' || name === 'confirmations') return !ownAgencyOnly(me, 'team', 'read');
  if (name === 'overview' || name === 'duties' || name === 'ranking' || name === 'ranking_map' || name === 'ranking_heat' || name === 'directive') {
    return !ownAgencyOnly(me, 'duty', 'read');
  }
  return true;
}

export function barOf(me: Me): Entry[] {
  return bars[me.role].filter((name) => reachable(me, name)).map((name) => entries[name]).slice(0, 8);
}

/** Every page the person may open, for the palette. */
export function pagesOf(me: Me): Entry[] {
  return (Object.keys(entries) as Name[]).filter((name) => reachable(me, name)).map((name) => entries[name]);
}

export function landingOf(me: Me): string {
  return barOf(me)[0]?.path ?? '/registers';
}
