// SPDX-License-Identifier: Apache-2.0
// One chunk of script per feature.
import { lazy } from 'react';
import { Navigate, createBrowserRouter } from 'react-router-dom';
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
const Alerts = page('alerts', () => import('@/features/alerts'));
const Hunt = page('events', () => import('@/features/events'));
const Incidents = page('incidents', () => import('@/features/incidents/list'));
const NewIncident = page('incidents', () => import('@/features/incidents/new'));
const Incident = page('incidents', () => import('@/features/incidents/page'));
const Desk = page('desk', () => import('@/features/desk'));
const MyDuties = page('duties', () => import('@/features/duties/my'));
const Duties = page('duties', () => import('@/features/duties/all'));
const Directive = page('directive', () => import('@/features/directive'));
const Ranking = page('ranking', () => import('@/features/ranking'));
const ScoreCard = page('ranking', () => import('@/features/ranking/card'));
const Overview = page('overview', () => import('@/features/overview'));
const Documents = page('documents', () => import('@/features/documents'));
const Journal = page('journal', () => import('@/features/journal'));
const Rules = page('rules', () => import('@/features/rules'));
const Rule = page('rules', () => import('@/features/rules/page'));
const RuleSets = page('rules', () => import('@/features/rules/sets'));
const RuleVersion = page('rules', () => import('@/features/rules/version'));
const OwnRules = page('rules', () => import('@/features/rules/own'));
const OwnRule = page('rules', () => import('@/features/rules/own_edit'));
const Exceptions = page('rules', () => import('@/features/rules/exceptions'));
const NewException = page('rules', () => import('@/features/rules/exception_new'));
const Coverage = page('rules', () => import('@/features/rules/coverage'));
const Sources = page('sources', () => import('@/features/sources'));
const Health = page('health', () => import('@/features/health'));
const Registers = page('registers', () => import('@/features/registers'));
const Register = page('registers', () => import('@/features/registers/list'));
const Record = page('registers', () => import('@/features/registers/record'));

function Landing() {
  return <Navigate to={landingOf(useMe())} replace />;
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
      { path: 'alerts', element: <Alerts /> },
      { path: 'hunt', element: <Hunt /> },
      { path: 'incidents', element: <Incidents /> },
      { path: 'incidents/new', element: <NewIncident /> },
      { path: 'incidents/:id', element: <Incident /> },
      { path: 'desk', element: <Desk /> },
      { path: 'my', element: <MyDuties /> },
      { path: 'duties', element: <Duties /> },
      { path: 'directive', element: <Directive /> },
      { path: 'ranking', element: <Ranking /> },
      { path: 'ranking/:id', element: <ScoreCard /> },
      { path: 'score', element: <ScoreCard /> },
      { path: 'overview', element: <Overview /> },
      { path: 'documents', element: <Documents /> },
      { path: 'journal', element: <Journal /> },
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
      { path: 'sources', element: <Sources /> },
      { path: 'health', element: <Health /> },
      { path: 'registers', element: <Registers /> },
      { path: 'registers/:path', element: <Register /> },
      { path: 'registers/:path/new', element: <Record create /> },
      { path: 'registers/:path/:id', element: <Record /> },
      { path: '*', element: <Missing /> },
    ],
  },
], { basename: '/console', future: { v7_relativeSplatPath: true, v7_fetcherPersist: true, v7_normalizeFormMethod: true, v7_partialHydration: true, v7_skipActionErrorRevalidation: true } });
