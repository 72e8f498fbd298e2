// SPDX-License-Identifier: Apache-2.0
// Lines as a sender logs them, and what is understood of them.
import { Button, Input } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { useState } from 'react';
import { post } from '@/api/client';
import type { TriedLines } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatTime } from '@/shared/format';
import { Card, Definition, ErrorView, PageHead, Tag } from '@/shared/ui';
import { Outcome } from './parts';
import './sources.css';

export default function TryLine() {
  const { t } = useTexts();
  const [text, setText] = useState('');
  const [format, setFormat] = useState('');
  const tried = useMutation({ mutationFn: () => post<TriedLines>('/sources/try', { text, format }) });
  return (
    <>
      <PageHead title={t('sources.try')} sub={<><Link to="/sources">{t('nav.sources')}</Link> · {t('sources.try_sub')}</>} />
      <div className="lc-stack">
        <Card label={t('sources.try_box')}>
          <div className="lc-stack">
            <Input.TextArea value={text} onChange={(e) => setText(e.target.value)} autoSize={{ minRows: 4, maxRows: 14 }} maxLength={60_000} spellCheck={false}
              placeholder={t('sources.try_box')} aria-label={t('sources.try_box')} data-testid="try-text" onKeyDown={(e) => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) tried.mutate(); }} />
            <div className="lc-row">
              <Input value={format} onChange={(e) => setFormat(e.target.value)} style={{ width: 320 }} placeholder={t('sources.try_format')} aria-label={t('sources.try_format')} />
              <Button type="primary" onClick={() => tried.mutate()} loading={tried.isPending} disabled={text.trim() === ''} data-testid="try-run">{t('sources.try_run')}</Button>
            </div>
          </div>
        </Card>
        {tried.error ? <ErrorView error={tried.error} /> : null}
        <div className="lc-source-tried">{tried.data?.rows.map((row, i) => <Tried key={i} row={row} />)}</div>
      </div>
    </>
  );
}

function Tried({ row }: { row: TriedLines['rows'][number] }) {
  const { t } = useTexts();
  return (
    <Card label={t('sources.try')}>
      <div className="lc-stack" data-testid="tried">
        <pre className="lc-raw">{row.text}</pre>
        <div className="lc-source-two">
          <Definition items={[
            [t('sources.state'), <span key="o" className="lc-row"><Outcome of={row.outcome} />{row.clock_suspect ? <Tag tone="medium">{t('sources.clock_off', { by: '' }).trim()}</Tag> : null}</span>],
            [t('sources.format'), <code key="f">{row.format}</code>],
            [t('sources.mapping'), row.mapping ? <code key="m">{row.mapping}</code> : ''],
            [t('sources.host'), row.host],
            [t('sources.time'), row.own_time ? formatTime(row.own_time, true) : t('sources.no_own_time')],
            [t('sources.logsource'), row.logsources.map((s) => [s.product, s.category, s.service].filter(Boolean).join(' / ')).join('; ')],
          ]} />
          <Definition items={row.fields.map((f) => [<code key="n">{f.name}</code>, f.value])} />
        </div>
      </div>
    </Card>
  );
}
