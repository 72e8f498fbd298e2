// SPDX-License-Identifier: Apache-2.0
// Own notices with their reasons, and how the person wants to be told.
import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { post } from '@/api/client';
import { useTexts } from '@/i18n';
import { formatDate, formatNumber } from '@/shared/format';
import { useInbox } from '@/shared/notices';
import type { NoticeRow } from '@/shared/notices';
import { useNotice } from '@/shared/problems';
import { useUrlState } from '@/shared/url';
import { Loaded, Nothing, PageHead, Tag, Time } from '@/shared/ui';
import { Preferences } from './preferences';

function One({ notice, onRead, onKnown }: { notice: NoticeRow; onRead: () => void; onKnown: () => void }) {
  const { t, dyn, pick } = useTexts();
  const isNew = !notice.read_at;
  const body = pick(notice.body_vi, notice.body_en);
  return (
    <li className={isNew ? 'lc-notice lc-notice-new' : 'lc-notice'} data-testid="notice" data-read={!isNew}>
      <div className="lc-row">
        {notice.urgent ? <Tag tone="critical">{t('notices.urgent')}</Tag> : null}
        <Tag tone="neutral">{dyn(`notice.kind.${notice.kind}`)}</Tag>
        <b className="lc-grow">{pick(notice.title_vi, notice.title_en)}</b>
        <span className="lc-muted lc-small"><Time at={notice.created_at} /></span>
      </div>
      {body ? <p className="lc-pre">{body}</p> : null}
      <div className="lc-row">
        <span className="lc-muted lc-small lc-grow">{t('notices.reason')}: {pick(notice.because_vi, notice.because_en)}.{notice.due_on ? ` ${formatDate(notice.due_on)}.` : ''}</span>
        {notice.link ? <Link to={notice.link} onClick={onRead} className="lc-button" data-testid="notice-open">{t('notices.open')}</Link> : null}
        {notice.kind === 'duty' && notice.audience === 'person' && !notice.acknowledged_at
          ? <button type="button" className="lc-button" title={t('notices.acknowledge_hint')} onClick={onKnown} data-testid="notice-acknowledge">{t('notices.acknowledge')}</button> : null}
        {notice.acknowledged_at ? <Tag tone="good">{t('notices.acknowledged')}</Tag> : null}
      </div>
    </li>
  );
}

function Mine() {
  const { t } = useTexts();
  const url = useUrlState();
  const { failed } = useNotice();
  const client = useQueryClient();
  const unread = url.text('show') === 'unread';
  const inbox = useInbox(unread, 200);
  const again = () => client.invalidateQueries({ queryKey: ['notices'] });
  const tell = (path: string) => () => void post(path).then(again, failed);
  return (
    <Loaded query={inbox}>
      {(data) => (
        <>
          <div className="lc-filters" role="group" aria-label={t('notices.tab_mine')}>
            <button type="button" className="lc-chip" aria-pressed={!unread} onClick={() => url.set({ show: null })}>{t('notices.all')}</button>
            <button type="button" className="lc-chip" aria-pressed={unread} onClick={() => url.set({ show: 'unread' })} data-testid="show-unread">{t('notices.unread')} <b>{formatNumber(data.unread)}</b></button>
            <span className="lc-grow" />
            {data.unread > 0 ? <button type="button" className="lc-button" onClick={tell('/notices/read')} data-testid="read-all">{t('notices.read_all')}</button> : null}
          </div>
          {data.rows.length === 0 ? <div className="lc-card"><Nothing text={t(unread ? 'notices.none_unread' : 'notices.none')} /></div> : (
            <ul className="lc-card lc-card-flush lc-notices">
              {data.rows.map((notice) => (
                <One key={notice.id} notice={notice} onRead={tell(`/notices/${notice.id}/read`)} onKnown={tell(`/notices/${notice.id}/acknowledge`)} />
              ))}
            </ul>
          )}
        </>
      )}
    </Loaded>
  );
}

export default function Notices() {
  const { t } = useTexts();
  const url = useUrlState();
  const tab = url.text('tab', 'mine');
  return (
    <>
      <PageHead title={t('nav.notices')} sub={t('notices.sub')} />
      <div className="lc-filters" role="group" aria-label={t('nav.notices')}>
        {([['mine', t('notices.tab_mine')], ['preferences', t('notices.tab_preferences')]] as const).map(([name, label]) => (
          <button key={name} type="button" className="lc-chip" aria-pressed={tab === name} data-testid={`tab-${name}`}
            onClick={() => url.set({ tab: name === 'mine' ? null : name, show: null })}>{label}</button>
        ))}
      </div>
      {tab === 'preferences' ? <Preferences /> : <Mine />}
    </>
  );
}
