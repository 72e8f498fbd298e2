// SPDX-License-Identifier: Apache-2.0
// What is done to a list: on and off, back to the former content, removed.
import { App } from 'antd';
import { useNavigate } from 'react-router-dom';
import type { IndicatorList } from '@/api/indicator_types';
import { useTexts } from '@/i18n';
import { formatNumber, formatTime } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { changeList, goBack, removeList, useRefresh } from './data';

export function useListActions() {
  const { t } = useTexts();
  const { modal } = App.useApp();
  const { done, failed } = useNotice();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const finish = (work: Promise<unknown>, text: string) => work.then(() => { done(text); refresh(); }, failed);
  return {
    turn: (list: IndicatorList, on: boolean) => void finish(changeList(list.id, { state: on ? 'on' : 'off' }), t(on ? 'ioc.done_on' : 'ioc.done_off', { name: list.name })),
    back: (list: IndicatorList) => void modal.confirm({
      title: t('ioc.back_ask'), okText: t('ioc.back'), cancelText: t('action.cancel'),
      content: t('ioc.back_note', { at: formatTime(list.previous_imported_at), old: formatNumber(list.previous_loaded), now: formatNumber(list.loaded) }),
      onOk: () => finish(goBack(list.id), t('ioc.done_back')),
    }),
    remove: (list: IndicatorList) => void modal.confirm({
      title: t('ioc.remove_ask', { name: list.name }), content: t('ioc.remove_note', { n: formatNumber(list.loaded) }), okText: t('ioc.remove'), okButtonProps: { danger: true }, cancelText: t('action.cancel'),
      onOk: () => removeList(list.id).then(() => { done(t('ioc.done_removed', { name: list.name })); navigate('/indicators'); refresh(list.id); }, failed),
    }),
  };
}
