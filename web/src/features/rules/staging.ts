// SPDX-License-Identifier: Apache-2.0
// Where a change of rules stands on its way into force.
import type { JobView, RuleVersionState, VersionView } from '@/api/rule_types';

export type StepName = 'change' | 'check' | 'try' | 'force' | 'back';
export type StepState = 'done' | 'current' | 'running' | 'problem' | 'todo';
export interface StagingStep {
  name: StepName;
  state: StepState;
}

const checked: RuleVersionState[] = ['validated', 'in_force', 'replaced'];

/**
 * \param version   The staged version looked at; null when there is none yet.
 * \param isChanged The sets differ from what is in force.
 */
export function stagingSteps(version: VersionView | null, isChanged: boolean, tried: boolean, job: JobView | null): StagingStep[] {
  const state = version?.state ?? null;
  const runs = (kind: JobView['kind']) => job !== null && job.kind === kind && isLive(job);
  const check: StepState = state === null ? (isChanged ? 'current' : 'todo')
    : state === 'validating' || runs('validate') ? 'running'
      : state === 'invalid' ? 'problem' : checked.includes(state) ? 'done' : 'todo';
  const trial: StepState = runs('try_version') ? 'running' : tried ? 'done' : state === 'validated' ? 'current' : 'todo';
  const force: StepState = state === 'in_force' || state === 'replaced' ? 'done' : state === 'validated' && trial === 'done' ? 'current' : 'todo';
  return [
    { name: 'change', state: version !== null ? 'done' : isChanged ? 'done' : 'current' },
    { name: 'check', state: check },
    { name: 'try', state: trial },
    { name: 'force', state: force },
    { name: 'back', state: state === 'in_force' ? 'current' : 'todo' },
  ];
}

/** The program puts versions of its own in force at its start without running tests. */
export const isTested = (version: Pick<VersionView, 'tests_run' | 'staged_by'>) => version.tests_run > 0 || !['first start', 'start'].includes(version.staged_by);

export const isLive = (job: JobView) => job.state === 'queued' || job.state === 'running';

/** Share of a job's step that is done, in percent; null when its size is not known. */
export function percentOf(job: JobView): number | null {
  if (job.state === 'done') return 100;
  return job.total > 0 ? Math.min(99, Math.floor((100 * job.done) / job.total)) : null;
}

/** "sigma master-2.zip" → "sigma-master-2": an id the API takes for a set. */
export function setIdOf(fileName: string): string {
  return fileName.toLowerCase().replace(/\.(zip|tar\.gz|tgz|tar)$/, '').normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/đ/g, 'd')
    .replace(/[^a-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60);
}
export const isSetId = (text: string) => /^[a-z0-9_][a-z0-9_-]{0,59}$/.test(text) && text !== 'own';
