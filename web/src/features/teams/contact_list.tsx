// SPDX-License-Identifier: Apache-2.0
// Contact points of one agency: who they are, how sure they are, what the agency's page shows.
import { CheckOutlined, EditOutlined, LinkOutlined } from '@ant-design/icons';
import { Button, Modal } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { post } from '@/api/client';
import { useTexts } from '@/i18n';
import { formatDate, formatTime } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { CopyButton, Nothing, Time } from '@/shared/ui';
import { ConfirmTag, OutcomeTag, useDetail } from './tags';
import type { ContactLine, ContactLinkView } from './data';

/** Reads everything about contact points anew. */
export function useRenew(): () => void {
  const queries = useQueryClient();
  return () => {
    for (const key of ['team-board', 'team-quotas', 'confirmations', 'rows', 'duties']) void queries.invalidateQueries({ queryKey: [key] });
  };
}

function LinkDialog({ name, link, onClose }: { name: string; link: ContactLinkView; onClose: () => void }) {
  const { t } = useTexts();
  return (
    <Modal open title={t('team.link_title')} onCancel={onClose} footer={<Button type="primary" onClick={onClose}>{t('action.close')}</Button>}>
      <div className="lc-stack">
        <p>{t('team.link_text', { name, until: formatTime(link.expires_at) })}</p>
        <code className="lc-break" data-testid="confirm-link">{link.url}</code>
        <div><CopyButton text={link.url} /></div>
      </div>
    </Modal>
  );
}

/** The buttons of a contact point; the dialog shows its link once. */
export function ContactActions({ line }: { line: ContactLine }) {
  const { t } = useTexts();
  const can = useCan();
  const renew = useRenew();
  const { done, failed } = useNotice();
  const [link, setLink] = useState<ContactLinkView | null>(null);
  const { id, name } = line.contact;
  const confirm = () => void post(`/contact-points/${id}/confirm`).then(() => { done(t('team.confirmed')); renew(); }, failed);
  const make = () => void post<ContactLinkView>(`/contact-points/${id}/link`).then((made) => { setLink(made); renew(); }, failed);
  if (!can('contact_point', 'write')) return null;
  return (
    <div className="lc-row">
      <Button size="small" type={line.state === 'confirmed' ? 'default' : 'primary'} icon={<CheckOutlined />} onClick={confirm} data-testid="confirm-contact">{t('team.confirm')}</Button>
      <Button size="small" icon={<LinkOutlined />} onClick={make} data-testid="make-link">{t('team.link')}</Button>
      <Link to={`/registers/contact-points/${id}`} className="lc-nowrap"><EditOutlined /> {t('action.edit')}</Link>
      {link ? <LinkDialog name={name} link={link} onClose={() => setLink(null)} /> : null}
    </div>
  );
}

/** What the last visit to the page found. */
export function PageCheck({ line }: { line: ContactLine }) {
  const { t } = useTexts();
  const detail = useDetail();
  const check = line.last_check;
  if (!line.contact.is_published) return <span className="lc-muted">{t('team.not_published')}</span>;
  if (!check) return <span className="lc-muted">{t('team.page_unchecked')}</span>;
  return (
    <div className="lc-stack-tight">
      <span className="lc-row"><OutcomeTag outcome={check.outcome} /><span className="lc-muted lc-small"><Time at={check.checked_at} /></span></span>
      {check.detail ? <span className="lc-small">{detail(check.detail)}</span> : null}
      {check.outcome !== 'found' && line.contact.seen_on ? <span className="lc-small lc-muted">{t('team.seen', { date: formatDate(line.contact.seen_on) })}</span> : null}
    </div>
  );
}

export function ContactList({ lines }: { lines: ContactLine[] }) {
  const { t, dyn } = useTexts();
  if (lines.length === 0) return <Nothing text={t('team.contacts_none')} />;
  return (
    <ul className="lc-plain-list">
      {lines.map((line) => {
        const { contact } = line;
        const phones = [contact.phone, contact.mobile].filter(Boolean);
        return (
          <li key={contact.id} className="lc-stack-tight" data-testid="contact">
            <div className="lc-row">
              <b>{contact.name}</b><span className="lc-muted">{dyn(`choice.contact_point.role.${contact.role}`)}</span>
              <span className="lc-grow" />
              <ConfirmTag state={line.state} />
              {line.confirmed_until ? <span className="lc-muted lc-small">{t('team.until', { date: formatDate(line.confirmed_until) })}</span> : null}
            </div>
            <div className="lc-row">
              {phones.map((phone) => <a key={phone} href={`tel:${phone.replace(/[^\d+]/g, '')}`} className="lc-nowrap">{phone}</a>)}
              {contact.email ? <a href={`mailto:${contact.email}`} className="lc-break">{contact.email}</a> : null}
            </div>
            <div className="lc-row"><span className="lc-muted lc-small">{t('team.page')}:</span> <PageCheck line={line} /></div>
            {line.link_expires_at ? <span className="lc-small lc-text-low">{t('team.link_open', { until: formatTime(line.link_expires_at) })}</span> : null}
            <ContactActions line={line} />
          </li>
        );
      })}
    </ul>
  );
}
