// SPDX-License-Identifier: Apache-2.0
// Pages of the console and the left bar of each role (at most eight entries).
import {
  AlertOutlined, ApartmentOutlined, AuditOutlined, BankOutlined, BookOutlined, ClusterOutlined,
  ContactsOutlined, DashboardOutlined, DeploymentUnitOutlined, FileDoneOutlined, FileTextOutlined,
  FireOutlined, HeartOutlined, OrderedListOutlined, PhoneOutlined, PlusCircleOutlined,
  RadarChartOutlined, ScheduleOutlined, ShopOutlined, SwapOutlined, TeamOutlined, TrophyOutlined,
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
  incidents: { path: '/incidents', text: 'nav.incidents', icon: <FireOutlined />, resource: 'incident' },
  report: { path: '/incidents/new', text: 'nav.report_incident', icon: <PlusCircleOutlined />, resource: 'incident', want: 'write' },
  desk: { path: '/desk', text: 'nav.desk', icon: <PhoneOutlined />, resource: 'public_report', want: 'write' },
  my: { path: '/my', text: 'nav.my', icon: <ScheduleOutlined />, resource: 'duty' },
  duties: { path: '/duties', text: 'nav.duties', icon: <ScheduleOutlined />, resource: 'duty' },
  score: { path: '/score', text: 'nav.score', icon: <TrophyOutlined />, resource: 'ranking' },
  ranking: { path: '/ranking', text: 'nav.ranking', icon: <OrderedListOutlined />, resource: 'ranking' },
  overview: { path: '/overview', text: 'nav.overview', icon: <DashboardOutlined />, resource: 'ranking' },
  directive: { path: '/directive', text: 'nav.directive', icon: <BookOutlined />, resource: 'duty' },
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
  suppliers: { path: '/registers/suppliers', text: 'nav.suppliers', icon: <ShopOutlined />, resource: 'supplier' },
  evidence: { path: '/registers/assurance-records', text: 'nav.evidence', icon: <FileDoneOutlined />, resource: 'assurance_record' },
  accounts: { path: '/registers/accounts', text: 'nav.accounts', icon: <TeamOutlined />, resource: 'account' },
  health: { path: '/health', text: 'nav.health', icon: <HeartOutlined />, resource: 'health' },
} as const satisfies Record<string, Entry>;

type Name = keyof typeof entries;

const bars: Record<Role, Name[]> = {
  soc_analyst: ['alerts', 'hunt', 'incidents', 'rules', 'sources', 'registers', 'directive', 'health'],
  coordinator: ['desk', 'incidents', 'alerts', 'duties', 'directive', 'ranking', 'documents', 'registers'],
  agency_officer: ['my', 'report', 'incidents', 'systems', 'contacts', 'suppliers', 'evidence', 'score'],
  management: ['overview', 'ranking', 'directive', 'duties', 'incidents', 'documents', 'registers'],
  inspector: ['journal', 'directive', 'ranking', 'duties', 'incidents', 'documents', 'registers', 'rules'],
  enterprise: ['my', 'contacts', 'evidence', 'score'],
  partner: ['agencies', 'contacts'],
  administrator: ['accounts', 'registers', 'sources', 'rules', 'journal', 'health'],
};

/** Whether the page makes sense for the person: allowed, and of the right kind of reach. */
function reachable(me: Me, name: Name): boolean {
  const entry: Entry = entries[name];
  if (!allowed(me, entry.resource, entry.want ?? 'read')) return false;
  if (name === 'my' || name === 'score') return me.agency_id !== null && ownAgencyOnly(me, 'duty', 'read');
  if (name === 'overview' || name === 'duties' || name === 'ranking' || name === 'directive') {
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
