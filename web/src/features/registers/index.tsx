// SPDX-License-Identifier: Apache-2.0
// All registers that the person may read, by area.
import { Input } from 'antd';
import { Link } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { useEntities } from '@/shared/entity/data';
import type { Entity } from '@/shared/entity/model';
import { useCan } from '@/shared/session';
import { byVietnamese, matchRank } from '@/shared/text';
import { useUrlState } from '@/shared/url';
import { Loaded, Nothing, PageHead } from '@/shared/ui';
import { groupOf, groups, summaries } from './groups';

const names = [...groups.map((g) => g.name), 'other'];

function RegisterLink({ entity }: { entity: Entity }) {
  const { dyn } = useTexts();
  return (
    <Link to={`/registers/${entity.path}`} className="lc-action" data-testid={`register-${entity.path}`}>
      <b>{dyn(`entity.${entity.name}`)}</b>
      <small>{dyn(`entity.${entity.name}.what`, '')}</small>
    </Link>
  );
}

export default function Registers() {
  const { t, dyn } = useTexts();
  const can = useCan();
  const entities = useEntities();
  const url = useUrlState();
  const find = url.text('q');
  const shown = (entity: Entity) => can(entity.name)
    && (find === '' || matchRank(`${dyn(`entity.${entity.name}`)} ${dyn(`entity.${entity.name}.what`, '')}`, find) >= 0);
  return (
    <>
      <PageHead title={t('nav.registers')} sub={t('registers.sub')}
        extra={<div className="lc-search"><Input.Search allowClear value={find} placeholder={t('registers.find')} aria-label={t('registers.find')} onChange={(e) => url.set({ q: e.target.value || null })} /></div>} />
      <Loaded query={entities}>
        {(all) => {
          const rows = [...all.values()].filter(shown).sort((a, b) => byVietnamese(dyn(`entity.${a.name}`), dyn(`entity.${b.name}`)));
          const pages = summaries.filter((s) => can(s.resource) && (find === '' || matchRank(t(s.text), find) >= 0));
          if (rows.length === 0 && pages.length === 0) return <Nothing />;
          return names.map((name) => {
            const own = rows.filter((entity) => groupOf(entity.name) === name);
            const summed = pages.filter((s) => s.group === name);
            return own.length + summed.length === 0 ? null : (
              <section key={name} className="lc-gap-below" aria-labelledby={`group-${name}`}>
                <h2 className="lc-sub" id={`group-${name}`}>{dyn(`registers.group.${name}`)}</h2>
                <div className="lc-columns">
                  {summed.map((s) => <Link key={s.path} to={s.path} className="lc-action lc-action-lead" data-testid={`summary-${s.path.split('/').pop() ?? ''}`}><b>{t(s.text)}</b><small>{t(s.what)}</small></Link>)}
                  {own.map((entity) => <RegisterLink key={entity.path} entity={entity} />)}
                </div>
              </section>
            );
          });
        }}
      </Loaded>
    </>
  );
}
