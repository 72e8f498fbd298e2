// SPDX-License-Identifier: Apache-2.0
import { MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useTexts } from '@/i18n';
import { usePrefs } from '@/shared/prefs';

export function ThemeButton() {
  const { t } = useTexts();
  const { theme, setTheme } = usePrefs();
  const text = t(theme === 'dark' ? 'shell.theme_light' : 'shell.theme_dark');
  return (
    <Tooltip title={text}>
      <Button type="text" aria-label={text} data-testid="theme-switch"
        icon={theme === 'dark' ? <SunOutlined /> : <MoonOutlined />}
        onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')} />
    </Tooltip>
  );
}

export function LanguageButton() {
  const { t } = useTexts();
  const { language, setLanguage } = usePrefs();
  return (
    <Tooltip title={t('shell.language')}>
      <Button type="text" data-testid="language-switch"
        onClick={() => setLanguage(language === 'vi' ? 'en' : 'vi')}>
        {language === 'vi' ? 'VI' : 'EN'}<span className="lc-sr"> – {t('shell.language')}</span>
      </Button>
    </Tooltip>
  );
}
