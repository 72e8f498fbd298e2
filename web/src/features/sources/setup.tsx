// SPDX-License-Identifier: Apache-2.0
// How to set up a sender for a source: texts to paste, its token, and a check that something arrives.
import { CheckCircleFilled, DownloadOutlined, LoadingOutlined } from '@ant-design/icons';
import { Alert, App, Button, Checkbox, Segmented, Select } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { apiUrl, get, post } from '@/api/client';
import type { SenderGuides, SourceDetail } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatTime } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { Card, CopyButton, Loaded } from '@/shared/ui';
import { Samples } from './parts';

type Source = SourceDetail['status']['source'];
type Guide = SenderGuides['rows'][number];

export function Setup({ data, onChange }: { data: SourceDetail; onChange: () => void }) {
  const [token, setToken] = useState('');
  const guides = useQuery({ queryKey: ['sources', 'guides'], queryFn: () => get<SenderGuides>('/sources/guides'), staleTime: 300_000 });
  return (
    <div className="lc-source-two">
      <div className="lc-stack">
        <Token source={data.status.source} has={data.status.has_token} token={token} onToken={(value) => { setToken(value); onChange(); }} />
        <Loaded query={guides}>{(all) => <Guides all={all} source={data.status.source} token={token} />}</Loaded>
      </div>
      <Check data={data} />
    </div>
  );
}

function Token({ source, has, token, onToken }: { source: Source; has: boolean; token: string; onToken: (token: string) => void }) {
  const { t } = useTexts();
  const can = useCan();
  const { modal } = App.useApp();
  const { failed } = useNotice();
  const keep = useRef(true);
  const issue = () => post<{ token: string }>(`/sources/${source.id}/token`, { keep_old: has && keep.current }).then((answer) => onToken(answer.token), failed);
  const ask = () => {
    if (!has) return void issue();
    keep.current = true;
    return void modal.confirm({
      title: t('sources.token_again'), okText: t('sources.token_new'), cancelText: t('action.cancel'), onOk: issue,
      content: <Checkbox defaultChecked onChange={(e) => { keep.current = e.target.checked; }} data-testid="keep-old">{t('sources.token_keep')}</Checkbox>,
    });
  };
  if (token) {
    return <Alert type="success" showIcon title={t('sources.token_once')} description={<div className="lc-row"><code data-testid="source-token">{token}</code><CopyButton text={token} /></div>} />;
  }
  if (!can('source', 'write')) return null;
  return <div className="lc-row"><Button onClick={ask} data-testid="create-token">{t(has ? 'sources.token_new' : 'sources.token_create')}</Button><span className="lc-muted">{t('sources.needs_token')}</span></div>;
}

/** How the source is known when it comes that way. */
function useKnownBy(source: Source): (way: string) => string {
  const { t } = useTexts();
  return (way) => {
    if (way === 'http') return t('sources.by_token');
    if (way === 'file' || way === 'kafka') return t('sources.by_name');
    if (way === 'tls' || way === 'relp_tls') return source.client_certificate ? t('sources.by_certificate', { name: source.client_certificate }) : t('sources.no_certificate');
    return source.network ? t('sources.by_network', { network: source.network }) : t('sources.no_network');
  };
}

const groups = ['unix', 'windows', 'collector', 'device', 'file'];

function Guides({ all, source, token }: { all: SenderGuides; source: Source; token: string }) {
  const { t, dyn, pick } = useTexts();
  const knownBy = useKnownBy(source);
  const [key, setKey] = useState(all.rows.some((g) => g.key === source.sender) ? source.sender : 'rsyslog');
  const guide = all.rows.find((g) => g.key === key) ?? all.rows[0];
  const [way, setWay] = useState('');
  if (!guide) return null;
  const recipe = guide.recipes.find((r) => r.way === way) ?? guide.recipes.find((r) => r.is_open) ?? guide.recipes[0];
  if (!recipe) return null;
  const named = recipe.text.replaceAll('SOURCE', source.name);
  const text = token ? named.replaceAll('TOKEN', token) : named;
  return (
    <Card title={t('sources.tab.setup')} extra={all.has_ca ? <a href={apiUrl('/sources/ca')} download><DownloadOutlined /> {t('sources.ca')}</a> : null}>
      <div className="lc-stack">
        <div className="lc-row">
          <Select<string> showSearch={{ optionFilterProp: 'label' }} value={guide.key} onChange={(value) => { setKey(value); setWay(''); }} style={{ minWidth: 220 }} aria-label={t('sources.choose_sender')} data-testid="sender"
            options={groups.map((group) => ({ label: dyn(`sources.group.${group}`), options: all.rows.filter((g) => g.group === group).map((g: Guide) => ({ value: g.key, label: g.name })) }))} />
          {guide.recipes.length > 1 ? (
            <Segmented<string> value={recipe.way} onChange={setWay} aria-label={t('sources.choose_way')} options={guide.recipes.map((r) => ({ value: r.way, label: dyn(`sources.way.${r.way}`) }))} />
          ) : <code>{dyn(`sources.way.${recipe.way}`)}</code>}
        </div>
        {recipe.is_open ? null : <Alert type="warning" showIcon title={t('sources.way_closed')} />}
        {recipe.place ? <code className="lc-small">{recipe.place}</code> : null}
        <pre className="lc-raw" tabIndex={0} data-testid={`config-${guide.key}`}>{text}</pre>
        <div className="lc-row"><CopyButton text={text} /><span className="lc-muted">{pick(recipe.note_vi, recipe.note_en)}</span></div>
        <p className="lc-muted">{knownBy(recipe.way)}</p>
      </div>
    </Card>
  );
}

/** Waits for a record and shows how it was understood. */
function Check({ data }: { data: SourceDetail }) {
  const { t, dyn } = useTexts();
  const newest = data.recent[0];
  return (
    <Card title={t('sources.check')} {...(newest ? { className: 'lc-arrived' } : {})}>
      <div className="lc-stack" aria-live="polite" data-testid="check">
        {newest ? (
          <>
            <div className="lc-row"><CheckCircleFilled className="lc-text-good" /><b>{t('sources.arrived')}</b><span>{t('sources.arrived_at', { at: formatTime(newest.received_at, true), peer: newest.peer || '—', way: dyn(`sources.transport.${newest.transport}`, newest.transport) })}</span></div>
            <Samples rows={data.recent.slice(0, 3)} empty="" />
          </>
        ) : <div className="lc-row"><LoadingOutlined /> {t('sources.waiting_first')}</div>}
      </div>
    </Card>
  );
}
