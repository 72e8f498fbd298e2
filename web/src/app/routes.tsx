// SPDX-License-Identifier: Apache-2.0
// One chunk of script per feature.
import { lazy } from 'react';
import { Navigate, createBrowserRouter, useParams } from 'react-router-dom';
import type { ComponentType, LazyExoticComponent } from 'react';
import { ProblemError, toProblem } from '@/api/client';
import { loadTextsOf } from '@/i18n';
import { useMe } from '@/shared/session';
import { ErrorView } from '@/shared/ui';
import { landingOf } from './nav';
import { Shell } from './Shell';

/** A page and the texts of its feature (src/i18n/areas.ts). */
function page<P extends object>(feature: string, load: () => Promise<{ default: ComponentType<P> }>): LazyExoticComponent<ComponentType<P>> {
  return lazy(() => Promise.all([load(), loadTextsOf(feature)]).then(([module]) => module));
}

const Agencies = page('agencies', () => import('@/features/agencies'));
const AgencyPage = page('agencies', () => import('@/features/agencies/page'));
const LoadStructure = page('agencies', () => import('@/features/agencies/load'));
const SystemOwners = page('agencies', () => import('@/features/agencies/owners'));
const Reorganisations = page('agencies', () => import('@/features/agencies/list'));
const Reorganise = page('agencies', () => import('@/features/agencies/wizard'));
const Advisories = page('advisories', () => import('@/features/advisories'));
const Advisory = page('advisories', () => import('@/features/advisories/page'));
const AdvisoryDelivery = page('advisories', () => import('@/features/advisories/delivery'));
const Alerts = page('alerts', () => import('@/features/alerts'));
const Hunt = page('events', () => import('@/features/events'));
const Incidents = page('incidents', () => import('@/features/incidents/list'));
const NewIncident = page('incidents', () => import('@/features/incidents/new'));
const Incident = page('incidents', () => import('@/features/incidents/page'));
const Inspections = page('inspections', () => import('@/features/inspections/list'));
const Inspection = page('inspections', () => import('@/features/inspections/page'));
const Desk = page('desk', () => import('@/features/desk'));
const MyDuties = page('duties', () => import('@/features/duties/my'));
const Duties = page('duties', () => import('@/features/duties/all'));
const Directive = page('directive', () => import('@/features/directive'));
const DirectiveAgencies = page('directive', () => import('@/features/directive/agencies'));
const DirectiveCompare = page('directive', () => import('@/features/directive/compare'));
const DirectiveText = page('directive', () => import('@/features/directive/text'));
const DirectiveCalendar = page('directive', () => import('@/features/directive/calendar'));
const Reliefs = page('reliefs', () => import('@/features/reliefs'));
const Roles = page('roles', () => import('@/features/roles'));
const Ranking = page('ranking', () => import('@/features/ranking'));
const ScoreCard = page('ranking', () => import('@/features/ranking/card'));
const RankingMap = page('ranking', () => import('@/features/ranking/map'));
const RankingHeat = page('ranking', () => import('@/features/ranking/heat'));
const RankingMonths = page('ranking', () => import('@/features/ranking/months'));
const RankingMonth = page('ranking', () => import('@/features/ranking/month'));
const Appeals = page('ranking', () => import('@/features/ranking/appeals'));
const Appeal = page('ranking', () => import('@/features/ranking/appeal'));
const Scorecards = page('ranking', () => import('@/features/ranking/scorecards'));
const Scorecard = page('ranking', () => import('@/features/ranking/scorecard'));
const Overview = page('overview', () => import('@/features/overview'));
const Calculator = page('dossiers', () => import('@/features/dossiers/calculator'));
const Dossiers = page('dossiers', () => import('@/features/dossiers'));
const Dossier = page('dossiers', () => import('@/features/dossiers/page'));
const Transition = page('dossiers', () => import('@/features/dossiers/transition'));
const System = page('dossiers', () => import('@/features/dossiers/system'));
const Controls = page('dossiers', () => import('@/features/dossiers/controls'));
const Documents = page('documents', () => import('@/features/documents'));
const Journal = page('journal', () => import('@/features/journal'));
const Notices = page('notices', () => import('@/features/notices'));
const Ledger = page('notices', () => import('@/features/notices/ledger'));
const Rules = page('rules', () => import('@/features/rules'));
const Rule = page('rules', () => import('@/features/rules/page'));
const RuleSets = page('rules', () => import('@/features/rules/sets'));
const RuleVersion = page('rules', () => import('@/features/rules/version'));
const OwnRules = page('rules', () => import('@/features/rules/own'));
const OwnRule = page('rules', () => import('@/features/rules/own_edit'));
const Exceptions = page('rules', () => import('@/features/rules/exceptions'));
const NewException = page('rules', () => import('@/features/rules/exception_new'));
const Coverage = page('rules', () => import('@/features/rules/coverage'));
const Findings = page('findings', () => import('@/features/findings'));
const FindingImports = page('findings', () => import('@/features/findings/imports'));
const Scans = page('findings', () => import('@/features/findings/scans'));
const Finding = page('findings', () => import('@/features/findings/page'));
const Indicators = page('indicators', () => import('@/features/indicators'));
const IndicatorListPage = page('indicators', () => import('@/features/indicators/page'));
const AllIndicators = page('indicators', () => import('@/features/indicators/all'));
const LookUpIndicators = page('indicators', () => import('@/features/indicators/lookup'));
const IndicatorExclusions = page('indicators', () => import('@/features/indicators/exclusions'));
const Hunts = page('hunts', () => import('@/features/hunts'));
const NewHunt = page('hunts', () => import('@/features/hunts/new'));
const HuntPage = page('hunts', () => import('@/features/hunts/page'));
const Sources = page('sources', () => import('@/features/sources'));
const Holds = page('holds', () => import('@/features/holds'));
const Hold = page('holds', () => import('@/features/holds/page'));
const SourcePage = page('sources', () => import('@/features/sources/page'));
const NewSource = page('sources', () => import('@/features/sources/wizard'));
const Strangers = page('sources', () => import('@/features/sources/strangers'));
const TryLine = page('sources', () => import('@/features/sources/try'));
const Health = page('health', () => import('@/features/health'));
const Registers = page('registers', () => import('@/features/registers'));
const Register = page('registers', () => import('@/features/registers/list'));
const ImportFile = page('registers', () => import('@/features/registers/import'));
const Timers = page('ledgers', () => import('@/features/ledgers/timers'));
const Plans = page('ledgers', () => import('@/features/ledgers/plans'));
const Layers = page('ledgers', () => import('@/features/ledgers/layers'));
const Money = page('ledgers', () => import('@/features/ledgers/money'));
const Record = page('registers', () => import('@/features/registers/record'));
const Team = page('teams', () => import('@/features/teams'));
const TeamQuotas = page('teams', () => import('@/features/teams/quotas'));
const Contacts = page('teams', () => import('@/features/teams/contacts'));
const Roster = page('teams', () => import('@/features/teams/roster'));

function Landing() {
  return <Navigate to={landingOf(useMe())} replace />;
}

/** A register whose records have a page of their own. */
function Elsewhere({ to }: { to: string }) {
  return <Navigate to={`${to}/${useParams().id}`} replace />;
}

function Missing() {
  return <ErrorView error={new ProblemError(toProblem(404, {}))} />;
}

export const router = createBrowserRouter([
  {
    path: '/',
    element: <Shell />,
    children: [
      { index: true, element: <Landing /> },
      { path: 'agencies', element: <Agencies /> },
      { path: 'agencies/load', element: <LoadStructure /> },
      { path: 'agencies/systems/:id', element: <SystemOwners /> },
      { path: 'agencies/:id', element: <AgencyPage /> },
      { path: 'reorganisations', element: <Reorganisations /> },
      { path: 'reorganisations/new', element: <Reorganise /> },
      { path: 'advisories', element: <Advisories /> },
      { path: 'advisories/:id', element: <Advisory /> },
      { path: 'advisories/deliveries/:id', element: <AdvisoryDelivery /> },
      { path: 'alerts', element: <Alerts /> },
      { path: 'hunt', element: <Hunt /> },
      { path: 'holds', element: <Holds /> },
      { path: 'holds/:id', element: <Hold /> },
      { path: 'incidents', element: <Incidents /> },
      { path: 'incidents/new', element: <NewIncident /> },
      { path: 'incidents/:id', element: <Incident /> },
      { path: 'inspections', element: <Inspections /> },
      { path: 'inspections/:id', element: <Inspection /> },
      { path: 'desk', element: <Desk /> },
      { path: 'my', element: <MyDuties /> },
      { path: 'duties', element: <Duties /> },
      { path: 'directive', element: <Directive /> },
      { path: 'directive/agencies', element: <DirectiveAgencies /> },
      { path: 'directive/compare', element: <DirectiveCompare /> },
      { path: 'directive/text', element: <DirectiveText /> },
      { path: 'directive/calendar', element: <DirectiveCalendar /> },
      { path: 'reliefs', element: <Reliefs /> },
      { path: 'roles', element: <Roles /> },
      { path: 'ranking', element: <Ranking /> },
      { path: 'ranking/map', element: <RankingMap /> },
      { path: 'ranking/heat', element: <RankingHeat /> },
      { path: 'ranking/months', element: <RankingMonths /> },
      { path: 'ranking/months/:month', element: <RankingMonth /> },
      { path: 'ranking/scorecards', element: <Scorecards /> },
      { path: 'ranking/scorecards/:id', element: <Scorecard /> },
      { path: 'ranking/:id', element: <ScoreCard /> },
      { path: 'appeals', element: <Appeals /> },
      { path: 'appeals/:id', element: <Appeal /> },
      { path: 'score', element: <ScoreCard /> },
      { path: 'overview', element: <Overview /> },
      { path: 'documents', element: <Documents /> },
      { path: 'journal', element: <Journal /> },
      { path: 'notices', element: <Notices /> },
      { path: 'ledger', element: <Ledger /> },
      { path: 'rules', element: <Rules /> },
      { path: 'rules/sets', element: <RuleSets /> },
      { path: 'rules/versions/:id', element: <RuleVersion /> },
      { path: 'rules/own', element: <OwnRules /> },
      { path: 'rules/own/new', element: <OwnRule create /> },
      { path: 'rules/own/:name', element: <OwnRule /> },
      { path: 'rules/exceptions', element: <Exceptions /> },
      { path: 'rules/exceptions/new', element: <NewException /> },
      { path: 'rules/coverage', element: <Coverage /> },
      { path: 'rules/:id', element: <Rule /> },
      { path: 'hunts', element: <Hunts /> },
      { path: 'hunts/new', element: <NewHunt /> },
      { path: 'hunts/:id', element: <HuntPage /> },
      { path: 'indicators', element: <Indicators /> },
      { path: 'indicators/lists/:id', element: <IndicatorListPage /> },
      { path: 'indicators/all', element: <AllIndicators /> },
      { path: 'indicators/lookup', element: <LookUpIndicators /> },
      { path: 'indicators/exclusions', element: <IndicatorExclusions /> },
      { path: 'findings', element: <Findings /> },
      { path: 'findings/imports', element: <FindingImports /> },
      { path: 'findings/scans', element: <Scans /> },
      { path: 'findings/:id', element: <Finding /> },
      { path: 'sources', element: <Sources /> },
      { path: 'sources/new', element: <NewSource /> },
      { path: 'sources/strangers', element: <Strangers /> },
      { path: 'sources/try', element: <TryLine /> },
      { path: 'sources/:id', element: <SourcePage /> },
      { path: 'health', element: <Health /> },
      { path: 'team', element: <Team /> },
      { path: 'teams', element: <TeamQuotas /> },
      { path: 'contacts', element: <Contacts /> },
      { path: 'roster', element: <Roster /> },
      { path: 'registers', element: <Registers /> },
      { path: 'levels', element: <Calculator /> },
      { path: 'levels/transition', element: <Transition /> },
      { path: 'dossiers', element: <Dossiers /> },
      { path: 'dossiers/:id', element: <Dossier /> },
      { path: 'registers/:path', element: <Register /> },
      { path: 'registers/:path/new', element: <Record create /> },
      // After “new”, which would be taken for an id.
      { path: 'registers/advisories/:id', element: <Elsewhere to="/advisories" /> },
      { path: 'registers/advisory-deliveries/:id', element: <Elsewhere to="/advisories/deliveries" /> },
      { path: 'registers/dossiers/:id', element: <Dossier /> },
      { path: 'registers/systems/:id', element: <System /> },
      { path: 'registers/systems/:id/controls', element: <Controls /> },
      { path: 'import/:path', element: <ImportFile /> },
      { path: 'ledgers/timers', element: <Timers /> },
      { path: 'ledgers/plans', element: <Plans /> },
      { path: 'ledgers/layers', element: <Layers /> },
      { path: 'ledgers/money', element: <Money /> },
      { path: 'registers/:path/:id', element: <Record /> },
      { path: 'registers/:path/:id/edit', element: <Record edit /> },
      { path: '*', element: <Missing /> },
    ],
  },
], { basename: '/console', future: { v7_relativeSplatPath: true, v7_fetcherPersist: true, v7_normalizeFormMethod: true, v7_partialHydration: true, v7_skipActionErrorRevalidation: true } });
