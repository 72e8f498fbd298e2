// SPDX-License-Identifier: Apache-2.0
// The official text: attached by pasting it, cut into sentences, each matched to a clause of our reading.
import { Alert, Button, Input } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { get, post } from '@/api/client';
import type { DirectiveText, DirectiveView } from '@/api/types';
import { useTexts } from '@/i18n';
import { DateInput } from '@/shared/entity/inputs';
import { formatDate } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { Card, Loaded, PageHead, Tag, Time } from '@/shared/ui';

function Attach({ onDone }: { onDone: () => void }) {
  const { t } = useTexts();
  const { done, failed } = useNotice();
  const [number, setNumber] = useState('');
  const [signed, setSigned] = useState('');
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const send = () => {
    setBusy(true);
    void post('/directive-texts', { number, signed_on: signed || null, text: text.normalize('NFC') })
      .then(() => { done(t('text.attached')); onDone(); }, failed).finally(() => setBusy(false));
  };
  return (
    <Card title={t('directive.text_attach')}>
      <div className="lc-stack">
        <p className="lc-muted">{t('text.hint')}</p>
        <div className="lc-row">
          <label>{t('field.directive_text.number')} <Input value={number} onChange={(e) => setNumber(e.target.value)} style={{ width: 200 }} data-testid="text-number" /></label>
          <label>{t('field.directive_text.signed_on')} <DateInput value={signed || null} onChange={(value) => setSigned(value ?? '')} /></label>
        </div>
        <Input.TextArea rows={12} value={text} aria-label={t('field.directive_text.text')} placeholder={t('text.paste')} onChange={(e) => setText(e.target.value)} data-testid="text-body" />
        <div><Button type="primary" loading={busy} disabled={text.trim() === ''} onClick={send} data-testid="text-send">{t('text.send')}</Button></div>
      </div>
    </Card>
  );
}

function Matches({ text, clauses }: { text: DirectiveText; clauses: DirectiveView['clauses'] }) {
  const { t, pick } = useTexts();
  const can = useCan();
  const queries = useQueryClient();
  const { failed } = useNotice();
  const match = (sentence: string, clause: string) => void post<DirectiveText>('/directive/text/matches', { sentence, clause })
    .then((next) => queries.setQueryData(['directive-text'], next), failed);
  const missing = clauses.filter((c) => !text.sentences.some((s) => s.clause === c.id));
  return (
    <>
      {missing.length > 0 ? <Alert type="warning" showIcon title={t('text.missing', { clauses: missing.map((c) => (/^\d/.test(c.id) ? c.id : pick(c.title_vi, c.title_en))).join(', ') })} /> : null}
      <Card title={t('text.sentences', { n: text.sentences.length })}>
        <ul className="lc-plain-list">
          {text.sentences.map((s) => (
            <li key={s.sha256} className="lc-obligation" data-testid="sentence-row">
              <div className="lc-stack-tight"><span className="lc-official">{s.text}</span><code className="lc-small lc-muted" title={s.sha256}>{s.sha256.slice(0, 12)}</code></div>
              <span />
              {can('directive_text', 'write') ? (
                <select className="lc-input" value={s.clause} aria-label={t('text.clause_of', { text: s.text.slice(0, 40) })} onChange={(e) => match(s.sha256, e.target.value)}>
                  <option value="">{t('text.no_clause')}</option>
                  {clauses.map((c) => <option key={c.id} value={c.id}>{c.id} · {pick(c.title_vi, c.title_en)}</option>)}
                </select>
              ) : <span><Tag tone={s.clause ? 'low' : 'neutral'}>{s.clause || t('text.no_clause')}</Tag></span>}
            </li>
          ))}
        </ul>
      </Card>
    </>
  );
}

export default function OfficialText() {
  const { t } = useTexts();
  const can = useCan();
  const queries = useQueryClient();
  const [replacing, setReplacing] = useState(false);
  const text = useQuery({ queryKey: ['directive-text'], queryFn: () => get<DirectiveText>('/directive/text') });
  const directive = useQuery({ queryKey: ['directive', ''], queryFn: () => get<DirectiveView>('/directive') });
  const refresh = () => { setReplacing(false); void queries.invalidateQueries({ queryKey: ['directive-text'] }); };
  return (
    <>
      <Link to="/directive">← {t('nav.directive')}</Link>
      <PageHead title={t('directive.text')} sub={t('text.sub')} />
      <Loaded query={text} rows={8}>
        {(data) => (
          <div className="lc-stack">
            {data.id > 0 ? (
              <div className="lc-row">
                <b>{data.number || '—'}</b>{data.signed_on ? <span>{formatDate(data.signed_on)}</span> : null}
                {data.is_demo ? <Tag tone="neutral">{t('text.demo')}</Tag> : null}
                <span className="lc-muted lc-small">{t('text.by', { name: data.attached_by })} <Time at={data.attached_at} /> · SHA-256 <code>{data.sha256.slice(0, 16)}…</code></span>
                {can('directive_text', 'write') ? <Button size="small" onClick={() => setReplacing(!replacing)} data-testid="text-replace">{t('text.replace')}</Button> : null}
              </div>
            ) : null}
            {(data.id === 0 || replacing) && can('directive_text', 'write') ? <Attach onDone={refresh} /> : null}
            {data.id === 0 && !can('directive_text', 'write') ? <p className="lc-muted">{t('directive.our_words')}</p> : null}
            {data.id > 0 && directive.data ? <Matches text={data} clauses={directive.data.clauses} /> : null}
          </div>
        )}
      </Loaded>
    </>
  );
}
