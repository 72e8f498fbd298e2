// SPDX-License-Identifier: Apache-2.0
// A file of CVEs held against the register: which systems each concerns.
import { InboxOutlined } from '@ant-design/icons';
import { Button, Checkbox, Drawer, Progress, Upload } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { upload } from '@/api/client';
import type { components } from '@/api/schema';
import { useTexts } from '@/i18n';
import { FormProblem } from '@/shared/entity/form';
import { formatNumber } from '@/shared/format';
import { problemDetail, problemText } from '@/shared/problems';
import { AgencyName, LevelTag, Tag } from '@/shared/ui';

type Match = components['schemas']['CveMatchView'];

export default function MatchDrawer({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const texts = useTexts();
  const { t } = texts;
  const [file, setFile] = useState<File | null>(null);
  const [drafts, setDrafts] = useState(false);
  const [percent, setPercent] = useState<number | null>(null);
  const [error, setError] = useState('');
  const [match, setMatch] = useState<Match | null>(null);
  const send = async () => {
    if (!file) return;
    setError('');
    setPercent(0);
    try {
      setMatch(await upload<Match>('/advisories/match', drafts ? { draft: 'true' } : {}, file, setPercent));
      if (drafts) onDone();
    } catch (problem) {
      setError([problemText(texts, problem), problemDetail(problem)].join(' '));
    } finally {
      setPercent(null);
    }
  };
  return (
    <Drawer open onClose={onClose} size={640} title={t('advisories.match')}
      footer={<div className="lc-row lc-end"><Button type="primary" disabled={!file} loading={percent !== null} onClick={() => void send()} data-testid="match-send">{t('advisories.match')}</Button></div>}>
      <div className="lc-stack">
        <FormProblem text={error} />
        <Upload.Dragger maxCount={1} beforeUpload={(chosen) => { setFile(chosen); setMatch(null); return false; }} onRemove={() => setFile(null)}>
          <p className="lc-upload"><InboxOutlined /> {t('advisories.match')}</p>
          <p className="lc-muted lc-small">{t('advisories.match_hint')}</p>
        </Upload.Dragger>
        <Checkbox checked={drafts} onChange={(e) => setDrafts(e.target.checked)} data-testid="match-draft">{t('advisories.match_draft')}</Checkbox>
        {percent !== null ? <Progress percent={percent} size="small" aria-label={t('advisories.match')} /> : null}
        {match ? <Hits match={match} /> : null}
      </div>
    </Drawer>
  );
}

function Hits({ match }: { match: Match }) {
  const { t } = useTexts();
  return (
    <div className="lc-stack" data-testid="match-result">
      <p role="status">{t('advisories.match_done', { read: formatNumber(match.read), matched: formatNumber(match.matched), drafted: formatNumber(match.drafted), rejected: formatNumber(match.rejected) })}</p>
      {match.rejections.slice(0, 10).map((one) => <div key={one.place} className="lc-small lc-muted">{one.place}: {one.reason}</div>)}
      {match.hits.map((hit) => (
        <details key={hit.cve}>
          <summary>
            <b>{hit.cve}</b> <LevelTag level={hit.severity} /> {hit.is_known_exploited ? <Tag tone="critical">{t('advisories.exploited')}</Tag> : null} {t('advisories.systems_n', { n: formatNumber(hit.systems.length) })} {hit.advisory_id ? <Link to={`/advisories/${hit.advisory_id}`}>{t('advisories.back')}</Link> : null}
          </summary>
          <ul className="lc-plain-list">
            {hit.systems.map((system) => <li key={system.system_id} className="lc-small"><AgencyName id={system.agency_id} /> · <Link to={`/registers/systems/${system.system_id}`}>{system.product}</Link> {system.is_certain ? null : <Tag tone="medium">{t('advisories.no_version')}</Tag>}</li>)}
          </ul>
        </details>
      ))}
    </div>
  );
}
