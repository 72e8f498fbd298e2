// SPDX-License-Identifier: Apache-2.0
// All registers that the person may read.
import { Link } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { useEntities } from '@/shared/entity/data';
import { useCan } from '@/shared/session';
import { byVietnamese } from '@/shared/text';
import { Loaded, Nothing, PageHead } from '@/shared/ui';

export default function Registers() {
  const { t, dyn } = useTexts();
  const can = useCan();
  const entities = useEntities();
  return (
    <>
      <PageHead title={t('nav.registers')} sub={t('registers.sub')} />
      <Loaded query={entities}>
        {(all) => {
          const rows = [...all.values()].filter((e) => can(e.name))
            .sort((a, b) => byVietnamese(dyn(`entity.${a.name}`), dyn(`entity.${b.name}`)));
          return rows.length === 0 ? <Nothing /> : (
            <div className="lc-columns">
              {rows.map((entity) => (
                <Link key={entity.path} to={`/registers/${entity.path}`} className="lc-action" data-testid={`register-${entity.path}`}>
                  <b>{dyn(`entity.${entity.name}`)}</b>
                  <small>{dyn(`entity.${entity.name}.what`, '')}</small>
                </Link>
              ))}
            </div>
          );
        }}
      </Loaded>
    </>
  );
}
