// SPDX-License-Identifier: Apache-2.0
// One chunk of script per feature.
import { lazy } from 'react';
import { Navigate, createBrowserRouter } from 'react-router-dom';
import { ProblemError, toProblem } from '@/api/client';
import { useMe } from '@/shared/session';
import { ErrorView } from '@/shared/ui';
import { landingOf } from './nav';
import { Shell } from './Shell';

const Alerts = lazy(() => import('@/features/alerts'));
const Hunt = lazy(() => import('@/features/events'));
const Incidents = lazy(() => import('@/features/incidents/list'));
const NewIncident = lazy(() => import('@/features/incidents/new'));
const Incident = lazy(() => import('@/features/incidents/page'));
const Desk = lazy(() => import('@/features/desk'));
const MyDuties = lazy(() => import('@/features/duties/my'));
const Duties = lazy(() => import('@/features/duties/all'));
const Directive = lazy(() => import('@/features/directive'));
const Ranking = lazy(() => import('@/features/ranking'));
const ScoreCard = lazy(() => import('@/features/ranking/card'));
const Overview = lazy(() => import('@/features/overview'));
const Documents = lazy(() => import('@/features/documents'));
const Journal = lazy(() => import('@/features/journal'));
const Rules = lazy(() => import('@/features/rules'));
const Rule = lazy(() => import('@/features/rules/page'));
const RuleSets = lazy(() => import('@/features/rules/sets'));
const RuleVersion = lazy(() => import('@/features/rules/version'));
const OwnRules = lazy(() => import('@/features/rules/own'));
const OwnRule = lazy(() => import('@/features/rules/own_edit'));
const Exceptions = lazy(() => import('@/features/rules/exceptions'));
const NewException = lazy(() => import('@/features/rules/exception_new'));
const Coverage = lazy(() => import('@/features/rules/coverage'));
const Sources = lazy(() => import('@/features/sources'));
const Health = lazy(() => import('@/features/health'));
const Registers = lazy(() => import('@/features/registers'));
const Register = lazy(() => import('@/features/registers/list'));
const Record = lazy(() => import('@/features/registers/record'));

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
