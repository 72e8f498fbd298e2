// SPDX-License-Identifier: Apache-2.0
// What belongs to a system, each list with the form that adds to it.
import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Link, useNavigate } from 'react-router-dom';
import type { SystemStatus } from '@/api/level_types';
import { useTexts } from '@/i18n';
import type { TextKey } from '@/i18n';
import { formatDate } from '@/shared/format';
import { useCan } from '@/shared/session';
import { AgencyName, Card, Nothing, Tag } from '@/shared/ui';

function Add({ path, entity, text, system }: { path: string; entity: string; text: TextKey; system: SystemStatus['system'] }) {
  const { t } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  if (!can(entity, 'write')) return null;
  return <Button size="small" icon={<PlusOutlined />} onClick={() => navigate(`/registers/${path}/new?agency_id=${system.agency_id}&system_id=${system.id}`)} data-testid={`add-${entity}`}>{t(text)}</Button>;
}

export function Products({ data }: { data: SystemStatus }) {
  const { t, dyn } = useTexts();
  const word = (name: string) => dyn(`field.system_product.${name}`);
  return (
    <Card title={dyn('entity.system_product')} extra={<Add path="system-products" entity="system_product" text={'system.add_product'} system={data.system} />}>
      {data.products.length === 0 ? <Nothing text={t('system.no_products')} /> : (
        <div className="lc-scroll-x">
          <table className="lc-plain-table">
            <thead><tr>{['name', 'kind', 'vendor', 'product_version', 'quantity', 'supported_until'].map((name) => <th key={name} scope="col">{word(name)}</th>)}</tr></thead>
            <tbody>
              {data.products.map((p) => (
                <tr key={p.id}>
                  <td><Link to={`/registers/system-products/${p.id}`}>{p.name}</Link>{p.cpe ? <div className="lc-muted lc-small lc-break">{p.cpe}</div> : null}</td>
                  <td>{dyn(`choice.system_product.kind.${String(p.kind)}`)}</td>
                  <td>{p.vendor}</td>
                  <td>{p.product_version}</td>
                  <td className="lc-num">{p.quantity}</td>
                  <td>{formatDate(p.supported_until)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

export function Addresses({ data }: { data: SystemStatus }) {
  const { t, dyn } = useTexts();
  const { system } = data;
  const domains = [...(system.domain ? [{ id: 0, domain: system.domain, note: '' }] : []), ...data.domains];
  return (
    <div className="lc-columns">
      <Card title={dyn('entity.address_range')} extra={<Add path="address-ranges" entity="address_range" text={'system.add_address'} system={system} />}>
        {data.addresses.length === 0 ? <Nothing text={t('system.no_addresses')} /> : (
          <ul className="lc-plain-list">
            {[...data.addresses].sort((a, b) => (a.sort_key ?? '').localeCompare(b.sort_key ?? '')).map((row) => (
              <li key={row.id} className="lc-row lc-spaced"><Link to={`/registers/address-ranges/${row.id}`} className="lc-num">{row.network}</Link><span className="lc-muted lc-grow">{row.note}</span>{row.is_delegated ? <Tag tone="neutral">{dyn('field.address_range.is_delegated')}</Tag> : null}</li>
            ))}
          </ul>
        )}
      </Card>
      <Card title={dyn('entity.system_domain')} extra={<Add path="system-domains" entity="system_domain" text={'system.add_domain'} system={system} />}>
        {domains.length === 0 ? <Nothing text={t('system.no_addresses')} /> : (
          <ul className="lc-plain-list">{domains.map((row) => <li key={row.id}>{row.id === 0 ? row.domain : <Link to={`/registers/system-domains/${row.id}`}>{row.domain}</Link>} <span className="lc-muted">{row.note}</span></li>)}</ul>
        )}
      </Card>
    </div>
  );
}

export function Links({ data }: { data: SystemStatus }) {
  const { t, dyn } = useTexts();
  const { system } = data;
  return (
    <div className="lc-columns">
      <Card title={dyn('entity.system_link')} extra={<Add path="system-links" entity="system_link" text={'system.add_link'} system={system} />}>
        {data.links.length === 0 ? <Nothing text={t('system.no_links')} /> : (
          <ul className="lc-plain-list">
            {data.links.map(({ link, incoming, other }) => (
              <li key={link.id}>
                {other ? <Link to={`/registers/systems/${other.id}`}>{other.name}</Link> : (link.other_name || `#${link.other_system_id ?? link.system_id}`)}{' '}
                <Tag tone={link.is_encrypted ? 'good' : 'medium'}>{link.is_encrypted ? dyn('field.system_link.is_encrypted') : `${dyn('field.system_link.is_encrypted')}: ${t('calc.no')}`}</Tag>
                <div className="lc-muted lc-small">{dyn(`choice.system_link.direction.${String(link.direction)}`)}{link.content ? ` · ${link.content}` : ''}{link.protocol ? ` · ${link.protocol}` : ''}{incoming ? ` · ${t('system.incoming')}` : <> · <Link to={`/registers/system-links/${link.id}`}>{t('action.edit')}</Link></>}{other ? <> · <AgencyName id={other.agency_id} /></> : null}</div>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card title={dyn('entity.system_supplier')} extra={<Add path="system-suppliers" entity="system_supplier" text={'system.add_supplier'} system={system} />}>
        {data.suppliers.length === 0 ? <Nothing text={t('system.no_suppliers')} /> : (
          <ul className="lc-plain-list">
            {data.suppliers.map((row) => (
              <li key={row.id} className="lc-row lc-spaced"><Link to={`/registers/suppliers/${row.supplier_id}`}>{row.work || dyn('entity.supplier.one')}</Link>{row.has_remote_access ? <Tag tone="medium">{dyn('field.system_supplier.has_remote_access')}</Tag> : null}</li>
            ))}
          </ul>
        )}
      </Card>
    </div>
  );
}
