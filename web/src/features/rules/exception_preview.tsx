// SPDX-License-Identifier: Apache-2.0
// What an exception would have taken away of the last hours.
import { EyeOutlined } from '@ant-design/icons';
import { Alert, Button, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import type { NewException, TryResult } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { Card, LevelTag, Nothing } from '@/shared/ui';
import { previewException, useJob } from './data';
import { JobProgress } from './job';
import { isLive } from './staging';
import { Samples } from './try';
import { serverWords } from './words';

const choices = [24, 72, 168];

export function Preview({ body, onError }: { body: NewException; onError: (problem: unknown) => void }) {
  const { t } = useTexts();
  const [hours, setHours] = useState(168);
  const [asked, setAsked] = useState<{ job: number; of: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const job = useJob(asked?.job ?? null);
  const now = JSON.stringify({ ...body, reason: '', expires_at: null });
  const run = () => {
    setBusy(true);
    previewException(body, hours).then((started) => setAsked({ job: started.id, of: now }), onError).finally(() => setBusy(false));
  };
  const live = job.data !== undefined && isLive(job.data);
  const result = job.data?.state === 'done' ? job.data.result : null;
  return (
    <Card title={t('preview.title')}>
      <div className="lc-stack" data-testid="preview">
        <div className="lc-row">
          <Select value={hours} onChange={setHours} style={{ width: 130 }} aria-label={t('try.over')} options={choices.map((value) => ({ value, label: t('try.days', { n: value / 24 }) }))} />
          <Button icon={<EyeOutlined />} loading={busy} disabled={body.text.trim() === '' || live} onClick={run} data-testid="preview-run">{t('preview.run')}</Button>
          <span className="lc-muted">{t('preview.what')}</span>
        </div>
        <JobProgress job={job.data} />
        {result ? <Result result={result} isStale={asked?.of !== now} /> : null}
      </div>
    </Card>
  );
}

function Result({ result, isStale }: { result: TryResult; isStale: boolean }) {
  const texts = useTexts();
  const { t } = texts;
  const all = result.suppressed + result.detections;
  const touched = result.rules.filter((r) => r.suppressed > 0);
  return (
    <div className="lc-stack" data-testid="preview-result">
      {isStale ? <Alert type="info" showIcon title={t('preview.stale')} /> : null}
      <p className="lc-try-head">{t('preview.would_hide')} <b data-testid="preview-suppressed">{formatNumber(result.suppressed)}</b> {t('preview.of', { n: formatNumber(all), events: formatNumber(result.events_read) })}</p>
      {result.is_complete ? null : <Alert type="warning" showIcon title={t('try.incomplete', { n: formatNumber(result.events_read), all: formatNumber(result.events_total) })} description={serverWords(texts, result.stopped_because)} />}
      {all > 0 && result.suppressed === all ? <Alert type="warning" showIcon title={t('preview.all_hidden')} /> : null}
      {touched.length === 0 ? <Nothing text={t('preview.nothing')} /> : touched.map((r) => (
        <div key={r.id}>
          <div className="lc-row"><LevelTag level={r.level} /><Link to={`/rules/${encodeURIComponent(r.id)}`}>{r.title}</Link><span className="lc-grow" /><span>{t('preview.rule', { n: formatNumber(r.suppressed), all: formatNumber(r.suppressed + r.detections) })}</span></div>
          {r.samples.length > 0 ? <Samples samples={r.samples} rule={r.id} /> : null}
        </div>
      ))}
    </div>
  );
}
