// SPDX-License-Identifier: Apache-2.0
// Language, mail, digest and quiet hours of the person; plain controls, saved with one button.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { get, post, request } from '@/api/client';
import type { components } from '@/api/schema';
import { useTexts } from '@/i18n';
import { useNotice } from '@/shared/problems';
import { Card, Loaded } from '@/shared/ui';

type Preference = components['schemas']['PreferenceView'];

function Check({ name, label, hint, value, onChange }: { name: string; label: string; hint: string; value: boolean; onChange: (value: boolean) => void }) {
  return (
    <label className="lc-check">
      <input type="checkbox" checked={value} onChange={(event) => onChange(event.target.checked)} data-testid={name} />
      <span>{label}<small className="lc-muted">{hint}</small></span>
    </label>
  );
}

function Form({ stored }: { stored: Preference }) {
  const { t } = useTexts();
  const { done, failed } = useNotice();
  const client = useQueryClient();
  const [value, setValue] = useState(stored);
  const set = (change: Partial<Preference>) => setValue({ ...value, ...change });
  const save = () => request<Preference>('PUT', '/notice-preference', { body: value }).then((kept) => {
    client.setQueryData(['notice-preference'], kept);
    done(t('notices.saved'));
  }, failed);
  const test = () => post('/notice-preference/test').then(() => done(t('notices.test_done')), failed);
  return (
    <Card label={t('notices.tab_preferences')} className="lc-narrow">
      <form className="lc-stack" onSubmit={(event) => { event.preventDefault(); void save(); }}>
        <Check name="wants-mail" label={t('notices.wants_mail')} hint={t('notices.wants_mail_hint')} value={value.wants_mail} onChange={(wants_mail) => set({ wants_mail })} />
        <Check name="wants-digest" label={t('notices.wants_digest')} hint={t('notices.wants_digest_hint')} value={value.wants_digest} onChange={(wants_digest) => set({ wants_digest })} />
        <fieldset className="lc-fieldset">
          <legend>{t('notices.quiet')}</legend>
          <div className="lc-row">
            <label>{t('notices.quiet_from')} <input type="time" className="lc-input" value={value.quiet_from} onChange={(event) => set({ quiet_from: event.target.value })} data-testid="quiet-from" /></label>
            <label>{t('notices.quiet_to')} <input type="time" className="lc-input" value={value.quiet_to} onChange={(event) => set({ quiet_to: event.target.value })} data-testid="quiet-to" /></label>
          </div>
          <small className="lc-muted">{t('notices.quiet_hint')}</small>
        </fieldset>
        <label>{t('notices.language')}{' '}
          <select className="lc-input" value={value.language} onChange={(event) => set({ language: event.target.value === 'en' ? 'en' : 'vi' })} data-testid="mail-language">
            <option value="vi">Tiếng Việt</option>
            <option value="en">English</option>
          </select>
        </label>
        <div className="lc-row">
          <button type="submit" className="lc-button lc-button-main" data-testid="save-preferences">{t('action.save')}</button>
          <button type="button" className="lc-button" onClick={() => void test()} data-testid="send-test">{t('notices.test')}</button>
        </div>
      </form>
    </Card>
  );
}

export function Preferences() {
  const stored = useQuery({ queryKey: ['notice-preference'], queryFn: () => get<Preference>('/notice-preference') });
  return <Loaded query={stored} rows={5}>{(data) => <Form stored={data} />}</Loaded>;
}
