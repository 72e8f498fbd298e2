// SPDX-License-Identifier: Apache-2.0
// Every indicator in force.
import { useTexts } from '@/i18n';
import { Browse } from './browse';
import { IndicatorSection } from './section';

export default function AllIndicators() {
  const { t } = useTexts();
  return (
    <IndicatorSection title={t('ioc.nav_all')} sub={t('ioc.all_sub')}>
      <div className="lc-card lc-card-flush"><Browse empty={t('ioc.none_in_force')} /></div>
    </IndicatorSection>
  );
}
