// SPDX-License-Identifier: Apache-2.0
// A job under way: what it does, how far it is, and how to stop it.
import { Alert, Button, Progress } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import type { JobView } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { Time } from '@/shared/ui';
import { cancelJob } from './data';
import { isLive, percentOf } from './staging';
import { JobTag } from './tags';
import { serverWords } from './words';

/** Nothing when the job ended well: then its result speaks. */
export function JobProgress({ job }: { job: JobView | null | undefined }) {
  const texts = useTexts();
  const { t, dyn } = texts;
  const can = useCan();
  const queries = useQueryClient();
  const { failed } = useNotice();
  if (!job || job.state === 'done') return null;
  const title = dyn(`rule_job.kind_${job.kind}`);
  if (job.state === 'failed') {
    return <Alert type="error" showIcon data-testid="job-failed" title={t('rule_job.failed', { what: title })} description={serverWords(texts, job.problem)} />;
  }
  if (job.state === 'cancelled') return <Alert type="info" showIcon title={t('rule_job.cancelled', { what: title })} />;
  const percent = percentOf(job);
  const cancel = () => void cancelJob(job.id).then(() => queries.invalidateQueries({ queryKey: ['rule-jobs'] }), failed);
  return (
    <div className="lc-card lc-job" role="status" aria-label={title} data-testid="job" data-state={job.state}>
      <div className="lc-row">
        <JobTag state={job.state} /><b>{title}</b>
        <span className="lc-muted">{job.state === 'queued' ? t('rule_job.waits') : serverWords(texts, job.step)}</span>
        {job.total > 0 && job.state === 'running' ? <span className="lc-muted lc-num">{formatNumber(job.done)} / {formatNumber(job.total)}</span> : null}
        <span className="lc-grow" />
        <span className="lc-muted lc-small">{job.started_by} · <Time at={job.created_at} seconds /></span>
        {isLive(job) && can('rule', 'write') ? <Button size="small" onClick={cancel} data-testid="cancel-job">{t('rule_job.cancel')}</Button> : null}
      </div>
      {percent !== null ? <Progress percent={percent} size="small" aria-label={title} /> : <div className="lc-waiting" role="progressbar" aria-label={title} />}
    </div>
  );
}
