// SPDX-License-Identifier: Apache-2.0
// Another edition of the directive: is it sound, what does it change, and whom does that bind. The files
// are read here and compared by the server; nothing is kept.
import { Alert, Button } from 'antd';
import { useRef, useState } from 'react';
import { Link } from 'react-router-dom';
import { post } from '@/api/client';
import type { Edition } from '@/api/types';
import { useTexts } from '@/i18n';
import { useNotice } from '@/shared/problems';
import { Card, Nothing, PageHead, Tag } from '@/shared/ui';

const names = ['directive.yaml', 'clauses.yaml', 'facts.yaml', 'obligations.yaml', 'calendar.yaml', 'incident_clocks.yaml', 'scorecard.yaml'];
const tones = { added: 'good', removed: 'critical', changed: 'medium' } as const;

function Findings({ edition }: { edition: Edition }) {
  const { t } = useTexts();
  return (
    <Card title={t('compare.findings', { n: edition.findings.length })}>
      <table className="lc-table" data-testid="findings">
        <thead><tr><th>{t('compare.place')}</th><th>{t('compare.message')}</th></tr></thead>
        <tbody>
          {edition.findings.map((f, i) => (
            <tr key={i} data-testid="finding">
              <td className="lc-mono lc-nowrap">{f.file}:{f.line}:{f.column}</td>
              <td><b>{f.message}</b>{f.hint ? <div className="lc-muted">{f.hint}</div> : null}<code className="lc-small">{f.code}</code></td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Differences({ edition }: { edition: Edition }) {
  const { t, dyn, pick, language } = useTexts();
  const rows = language === 'vi' ? edition.differences_vi : edition.differences_en;
  if (rows.length === 0) return <Nothing text={t('compare.same')} />;
  return (
    <Card title={t('compare.n', { n: rows.length })}>
      <table className="lc-table" data-testid="differences">
        <thead><tr><th>{t('compare.kind')}</th><th>{t('compare.what')}</th><th>{t('compare.before')}</th><th>{t('compare.after')}</th><th>{t('compare.whom')}</th></tr></thead>
        <tbody>
          {rows.map((d, i) => (
            <tr key={i} data-testid="difference" data-id={d.id}>
              <td><Tag tone={tones[d.kind as keyof typeof tones]}>{dyn(`compare.${d.kind}`)}</Tag></td>
              <td><b>{dyn(`compare.what.${d.what}`, d.what)} {d.id}</b>{d.field ? ` · ${dyn(`compare.field.${d.field}`, d.field)}` : ''}<div className="lc-muted">{pick(d.title_vi, d.title_en)}</div></td>
              <td>{d.before || '—'}</td><td>{d.after || '—'}</td>
              <td>{[...d.kinds.map((k) => dyn(`ranking.kind_${k}`, k)), ...d.roles.map((r) => dyn(`choice.role_assignment.role.${r}`, r))].join(', ') || '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

export default function Compare() {
  const { t } = useTexts();
  const { failed } = useNotice();
  const picker = useRef<HTMLInputElement>(null);
  const [edition, setEdition] = useState<Edition | null>(null);
  const [busy, setBusy] = useState(false);
  const read = async (files: FileList | null) => {
    if (!files || files.length === 0) return;
    setBusy(true);
    try {
      const texts = await Promise.all([...files].map(async (file) => ({ path: file.name, text: await file.text() })));
      setEdition(await post<Edition>('/directive/compare', { files: texts }));
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Link to="/directive">← {t('nav.directive')}</Link>
      <PageHead title={t('directive.compare')} sub={t('compare.sub')} />
      <div className="lc-stack">
        <Card title={t('compare.files')}>
          <p className="lc-muted">{t('compare.files_hint', { names: names.join(', ') })}</p>
          <input ref={picker} type="file" hidden multiple accept=".yaml,.yml" aria-label={t('compare.files')} data-testid="edition-files" onChange={(e) => void read(e.target.files)} />
          <Button onClick={() => picker.current?.click()}>{t('compare.choose')}</Button>
          {edition ? <Button size="small" onClick={() => setEdition(null)}>{t('compare.again')}</Button> : null}
        </Card>
        {busy ? <p role="status">{t('state.loading')}</p> : null}
        {edition && edition.findings.length > 0 ? <Findings edition={edition} /> : null}
        {edition && edition.id !== '' ? (
          <><Alert type="success" showIcon title={t('compare.sound', { id: edition.id, version: edition.version })} /><Differences edition={edition} /></>
        ) : null}
      </div>
    </>
  );
}
