// SPDX-License-Identifier: Apache-2.0
// The delivery ledger: every mail with its reason, state and the server's words; and who was told what.
import { Drawer, Table } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from '@/api/client';
import type { components } from '@/api/schema';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import type { Inbox, NoticeRow } from '@/shared/notices';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, Definition, Loaded, Nothing, PageHead, Tag, Time } from '@/shared/ui';
import type { Tone } from '@/shared/ui';

type Message = components['schemas']['Message'];
type MailState = components['schemas']['MailStateView'];
interface Page { rows: Message[] }

const tones: Record<Message['state'], Tone> = {
  queued: 'low', sending: 'low', handing_over: 'low', accepted: 'good', deferred: 'medium',
  failed: 'critical', uncertain: 'high', cancelled: 'neutral',
};
const groups = {
  waiting: ['queued', 'sending', 'handing_over', 'deferred'], accepted: ['accepted'], failed: ['failed'],
  uncertain: ['uncertain'], cancelled: ['cancelled'],
} as const;
type Group = keyof typeof groups;

function State({ message }: { message: Message }) {
  const { dyn } = useTexts();
  return <Tag tone={tones[message.state]}>{dyn(`choice.message.state.${message.state}`)}</Tag>;
}

function Detail({ message, onChange }: { message: Message; onChange: () => void }) {
  const { t, pick } = useTexts();
  const can = useCan();
  const { done, failed } = useNotice();
  const text = useQuery({ queryKey: ['message-text', message.id], queryFn: () => get<{ text: string }>(`/messages/${message.id}/text`) });
  const told = useQuery({ queryKey: ['told', 'message', message.id], queryFn: () => get<Inbox>('/told', { message_id: message.id }) });
  const act = (what: 'resend' | 'cancel') => () => void post(`/messages/${message.id}/${what}`).then(() => {
    done(t(what === 'resend' ? 'ledger.resent' : 'ledger.cancelled'));
    onChange();
  }, failed);
  const mayResend = ['failed', 'uncertain', 'cancelled', 'deferred'].includes(message.state);
  const mayCancel = ['queued', 'deferred'].includes(message.state);
  return (
    <div className="lc-stack" data-testid="message-detail">
      <div className="lc-row">
        <State message={message} /><span className="lc-grow" />
        {can('message', 'write') && mayResend ? <button type="button" className="lc-button" onClick={act('resend')} data-testid="resend">{t('ledger.resend')}</button> : null}
        {can('message', 'write') && mayCancel ? <button type="button" className="lc-button" onClick={act('cancel')} data-testid="cancel-mail">{t('ledger.cancel')}</button> : null}
      </div>
      {message.state === 'uncertain' ? <p className="lc-text-high">{t('ledger.uncertain_hint')}</p> : null}
      <Definition items={[
        [t('ledger.to'), `${message.to_name} <${message.to_address}>`],
        [t('notices.reason'), told.data?.rows[0] ? pick(told.data.rows[0].because_vi, told.data.rows[0].because_en) : message.because],
        [t('ledger.created'), <Time key="c" at={message.created_at} seconds />],
        [t('ledger.attempts'), formatNumber(message.attempts)],
        [t('ledger.reply'), message.reply],
        [t('ledger.next'), message.next_try_at ? <Time key="n" at={message.next_try_at} seconds /> : ''],
        [t('ledger.mail_id'), <code key="m" className="lc-break">{message.mail_id}</code>],
        [t('ledger.hash'), <code key="h" className="lc-break">{message.body_sha256}</code>],
      ]} />
      {told.data && told.data.rows.length > 0 ? <div><h3 className="lc-sub">{t('ledger.carries')}</h3><ul>{told.data.rows.map((one) => <li key={one.id}>{pick(one.title_vi, one.title_en)}</li>)}</ul></div> : null}
      <div><h3 className="lc-sub">{t('ledger.text')}</h3><Loaded query={text} rows={4}>{(data) => <pre className="lc-raw" tabIndex={0}>{data.text}</pre>}</Loaded></div>
    </div>
  );
}

function Mails({ state }: { state: MailState }) {
  const { t } = useTexts();
  const url = useUrlState();
  const client = useQueryClient();
  const group = url.text('state') as Group | '';
  const wanted = group in groups ? groups[group as Group].join(',') : '';
  const mails = useQuery({
    queryKey: ['messages', wanted],
    queryFn: () => get<Page>('/messages', { sort: '-id', limit: 200, ...(wanted ? { state: wanted } : {}) }),
    refetchInterval: 15_000,
  });
  const opened = Number(url.text('id', '0'));
  const again = () => { void client.invalidateQueries({ queryKey: ['messages'] }); void client.invalidateQueries({ queryKey: ['mail-state'] }); };
  return (
    <Loaded query={mails}>
      {(page) => {
        const message = page.rows.find((one) => one.id === opened);
        return (
          <>
            <div className="lc-filters" role="group" aria-label={t('ledger.state')}>
              <button type="button" className="lc-chip" aria-pressed={group === ''} onClick={() => url.set({ state: null })}>{t('notices.all')}</button>
              {(Object.keys(groups) as Group[]).map((name) => (
                <button key={name} type="button" className="lc-chip" aria-pressed={group === name} data-testid={`mail-${name}`} onClick={() => url.set({ state: name })}>{t(`ledger.${name}`)} <b>{formatNumber(state[name])}</b></button>
              ))}
            </div>
            <div className="lc-card lc-card-flush">
              <Table<Message> size="small" rowKey="id" pagination={{ pageSize: 50, hideOnSinglePage: true }} dataSource={page.rows} scroll={{ x: 'max-content' }} locale={{ emptyText: <Nothing text={t('ledger.none')} /> }} columns={[
                { title: t('ledger.created'), render: (_, m) => <Time at={m.created_at} /> },
                { title: t('ledger.to'), render: (_, m) => <>{m.to_name}<div className="lc-small lc-muted">{m.to_address}</div></> },
                { title: t('ledger.subject'), render: (_, m) => <button type="button" className="lc-link-button" onClick={() => url.set({ id: String(m.id) }, true)} data-testid="message">{m.subject}</button> },
                { title: t('ledger.state'), render: (_, m) => <State message={m} /> },
                { title: t('ledger.attempts'), align: 'right', render: (_, m) => formatNumber(m.attempts) },
                { title: t('ledger.reply'), render: (_, m) => <span className="lc-small">{m.reply || '—'}</span> },
              ]} />
            </div>
            <Drawer open={message !== undefined} onClose={() => url.set({ id: null })} size={640} title={message?.subject ?? ''} destroyOnHidden>
              {message ? <Detail key={message.id} message={message} onChange={again} /> : null}
            </Drawer>
          </>
        );
      }}
    </Loaded>
  );
}

function Told() {
  const { t, dyn, pick } = useTexts();
  const told = useQuery({ queryKey: ['told'], queryFn: () => get<Inbox>('/told', { limit: 500 }), refetchInterval: 60_000 });
  return (
    <Loaded query={told}>
      {(data) => (
        <div className="lc-card lc-card-flush lc-scroll-x" role="region" aria-label={t('ledger.tab_told')} tabIndex={0}>
          <Table<NoticeRow> size="small" rowKey="id" pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }} dataSource={data.rows} locale={{ emptyText: <Nothing text={t('notices.none')} /> }} columns={[
            { title: t('ledger.created'), render: (_, n) => <Time at={n.created_at} /> },
            { title: t('ledger.to'), render: (_, n) => <>{n.to}<div className="lc-small lc-muted">{dyn(`notice.audience.${n.audience}`)}</div></> },
            { title: t('field.message.agency_id'), render: (_, n) => <AgencyName id={n.agency_id} /> },
            { title: t('ledger.what'), width: 420, render: (_, n) => <span className="lc-wrap">{pick(n.title_vi, n.title_en)}{n.dropped ? <> <Tag tone="neutral">{t('notices.dropped')}</Tag></> : null}</span> },
            { title: t('ledger.seen'), render: (_, n) => <Time at={n.read_at} /> },
            { title: t('ledger.answered'), render: (_, n) => <Time at={n.acknowledged_at} /> },
          ]} />
        </div>
      )}
    </Loaded>
  );
}

export default function Ledger() {
  const { t } = useTexts();
  const url = useUrlState();
  const tab = url.text('tab', 'mail');
  const state = useQuery({ queryKey: ['mail-state'], queryFn: () => get<MailState>('/mail-state'), refetchInterval: 15_000 });
  return (
    <>
      <PageHead title={t('nav.ledger')} sub={t('ledger.sub')} />
      <Loaded query={state} rows={2}>
        {(data) => (
          <>
            {!data.enabled ? <p className="lc-note" data-testid="mail-off">{t('ledger.mail_off')}</p> : null}
            {data.problem ? <p className="lc-note lc-text-critical" role="alert">{t('ledger.problem', { text: data.problem })}</p> : null}
            {data.without_recipient > 0 ? <p className="lc-note">{t('ledger.without', { n: formatNumber(data.without_recipient) })}</p> : null}
            <div className="lc-filters" role="group" aria-label={t('nav.ledger')}>
              {([['mail', t('ledger.tab_mail')], ['told', t('ledger.tab_told')]] as const).map(([name, label]) => (
                <button key={name} type="button" className="lc-chip" aria-pressed={tab === name} data-testid={`tab-${name}`} onClick={() => url.set({ tab: name === 'mail' ? null : name, id: null })}>{label}</button>
              ))}
            </div>
            {tab === 'told' ? <Told /> : <Mails state={data} />}
          </>
        )}
      </Loaded>
    </>
  );
}
