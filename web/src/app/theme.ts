// SPDX-License-Identifier: Apache-2.0
import { theme } from 'antd';
import type { ThemeConfig } from 'antd';
import { dark, light, radius, type } from '@/shared/tokens';
import type { ThemeMode } from '@/shared/prefs';

export function antTheme(mode: ThemeMode): ThemeConfig {
  const p = mode === 'dark' ? dark : light;
  return {
    algorithm: mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    hashed: false,
    token: {
      colorPrimary: p.primary,
      colorInfo: p.primary,
      colorLink: p.primary,
      colorLinkHover: p.primary,
      colorLinkActive: p.primary,
      colorError: p.critical,
      colorWarning: p.high,
      colorSuccess: p.good,
      colorSuccessBg: p.goodSoft,
      colorSuccessBorder: p.good,
      colorErrorBg: p.criticalSoft,
      colorErrorBorder: p.critical,
      colorWarningBg: p.highSoft,
      colorWarningBorder: p.high,
      colorInfoBg: p.lowSoft,
      colorInfoBorder: p.low,
      colorPrimaryBg: p.primarySoft,
      controlItemBgActive: p.primarySoft,
      colorTextBase: p.text,
      colorBgBase: p.surface,
      colorBgLayout: p.page,
      colorBgContainer: p.surface,
      colorBgElevated: p.surface,
      colorBorder: p.line,
      colorBorderSecondary: p.line,
      colorText: p.text,
      colorTextSecondary: p.muted,
      colorTextTertiary: p.muted,
      colorTextDescription: p.muted,
      colorTextPlaceholder: p.muted,
      colorTextLightSolid: p.onPrimary,
      fontFamily: type.family,
      fontFamilyCode: type.mono,
      fontSize: type.size,
      fontSizeSM: type.small,
      borderRadius: radius,
      controlHeight: 32,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
      wireframe: false,
    },
    components: {
      Table: {
        headerBg: p.raised, headerColor: p.muted, rowHoverBg: p.raised, cellPaddingBlockSM: 6,
        cellPaddingInlineSM: 10, headerSplitColor: 'transparent', bodySortBg: 'transparent',
      },
      Tabs: { horizontalItemPadding: '8px 0', horizontalMargin: '0 0 12px 0' },
      Tooltip: { colorBgSpotlight: mode === 'dark' ? '#2d3c4a' : '#1a2632', colorTextLightSolid: '#ffffff' },
      Modal: { titleFontSize: 17 },
    },
  };
}
