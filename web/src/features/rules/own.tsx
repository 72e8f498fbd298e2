// SPDX-License-Identifier: Apache-2.0
// The province's own rules.
import { CheckCircleFilled, CloseCircleFilled, PlusOutlined } from '@ant-design/icons';
import { Alert, Button, Table } from 'antd';
import { Link, useNavigate } from 'react-router-dom';
import type { OwnRuleRow } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { useCan } from '@/shared/session';
import { LevelTag, Loaded, Nothing, Tag } from '@/shared/ui';
import { useOwnRules, useSets } from './data';
import { RulesSection } from './section';

export default function OwnRules() {
  const { t } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const own = useOwnRules();
  const sets = useSets();
  const waiting = sets.data?.rows.some((s) => s.kind === 'own' && s.is_changed) ?? false;
  const create = can('rule', 'write') ? <Button type="primary" icon={<PlusOutlined />} onClick={() => navigate('/rules/own/new')} data-testid="new-own">{t('own_rule.new')}</Button> : null;
  return (
    <RulesSection title={t('nav.own_rules')} sub={t('own_rule.sub')} extra={create}>
      <Loaded query={own}>
        {({ rows }) => (
          <div className="lc-stack">
            {waiting ? <Alert type="info" showIcon title={t('own_rule.waiting')} action={<Link to="/rules/sets">{t('own_rule.to_sets')}</Link>} /> : null}
            <div className="lc-card lc-card-flush">
              <Table<OwnRuleRow> size="small" rowKey="name" dataSource={rows} scroll={{ x: 760 }} pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
                locale={{ emptyText: <Nothing text={t('own_rule.none')} /> }} columns={[
                  { title: t('rules.level'), width: 130, render: (_, r) => <LevelTag level={r.level} /> },
                  { title: t('rules.title'), render: (_, r) => (
                    <div className="lc-stack-tight"><Link to={`/rules/own/${encodeURIComponent(r.name)}`} data-testid="own-link">{r.title || r.name}</Link><span className="lc-muted lc-small lc-mono">{r.name}.yml</span></div>
                  ) },
                  { title: t('own_rule.rules'), align: 'right', width: 90, render: (_, r) => formatNumber(r.ids.length) },
                  { title: t('rules.tests'), align: 'right', width: 110, render: (_, r) => formatNumber(r.tests) },
                  { title: t('own_rule.state'), width: 200, render: (_, r) => r.is_usable
                    ? <Tag tone={r.is_in_force ? 'good' : 'medium'} icon={<CheckCircleFilled />}>{t(r.is_in_force ? 'own_rule.in_force' : 'own_rule.not_in_force')}</Tag>
                    : <Tag tone="critical" icon={<CloseCircleFilled />}>{t('own_rule.unusable')}</Tag> },
                ]} />
            </div>
          </div>
        )}
      </Loaded>
    </RulesSection>
  );
}
