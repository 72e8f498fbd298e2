// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { columnFields, formFields, readEntities } from './model';

const document = {
  paths: {
    '/api/v1/suppliers': {
      post: { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/SupplierWrite' } } } } },
    },
    '/api/v1/suppliers/{id}': { get: {}, patch: {} },
    '/api/v1/suppliers/{id}/archive': { post: {} },
    '/api/v1/alerts': { get: {} },
    '/api/v1/alerts/{id}': { get: {} },
    '/api/v1/tokens': { get: {} },
  },
  components: {
    schemas: {
      Supplier: {
        'x-entity': 'supplier', 'x-path': 'suppliers', 'x-title': 'name',
        properties: {
          id: { type: 'integer', readOnly: true },
          agency_id: { type: 'integer', 'x-reference': 'agency' },
          name: { type: 'string', minLength: 1, maxLength: 200 },
          service: { type: 'string', enum: ['software', 'other'] },
          until: { type: ['string', 'null'], format: 'date' },
          reason: { type: ['string', 'null'], enum: ['a', null] },
          note: { type: 'string', format: 'paragraph', maxLength: 2000 },
          network: { type: 'string', format: 'cidr' },
          shared: { type: 'boolean' },
          seen: { type: 'string', format: 'date-time', readOnly: true },
          extra: {},
        },
      },
      Alert: { 'x-entity': 'alert', 'x-path': 'alerts', properties: { id: { type: 'integer' } } },
      Token: { 'x-entity': 'token', 'x-path': 'tokens', properties: { id: { type: 'integer' } } },
      SupplierWrite: {
        required: ['agency_id', 'name', 'parent_id', 'password', 'email'],
        properties: {
          agency_id: { type: 'integer', 'x-reference': 'agency' },
          name: { type: 'string', minLength: 1, maxLength: 200 },
          parent_id: { anyOf: [{ type: 'integer', 'x-reference': 'agency' }, { type: 'null' }] },
          password: { type: 'string', minLength: 1, maxLength: 200 },
          email: { type: 'string', format: 'email' },
        },
      },
      Other: { type: 'object' },
    },
  },
};

describe('readEntities', () => {
  const entities = readEntities(document);
  it('asks a new record for what its body takes', () => {
    const asked = entities.get('suppliers')!.newFields.map((f) => [f.name, f.kind, f.required, f.nullable]);
    expect(asked).toEqual([
      ['agency_id', 'reference', true, false], ['name', 'text', true, false], ['parent_id', 'reference', false, true],
      ['password', 'text', true, false], ['email', 'email', false, false],
    ]);
  });
  it('finds registers that can be listed and opened', () => expect([...entities.keys()]).toEqual(['suppliers', 'alerts']));
  it('knows what may be written', () => {
    expect(entities.get('suppliers')).toMatchObject({ canCreate: true, canChange: true, canArchive: true, hasExport: false });
    expect(entities.get('alerts')).toMatchObject({ canCreate: false, canChange: false });
  });
  it('reads the kind of every field', () => {
    const kinds = Object.fromEntries(entities.get('suppliers')!.fields.map((f) => [f.name, f.kind]));
    expect(kinds).toEqual({
      id: 'integer', agency_id: 'reference', name: 'text', service: 'enum', until: 'date', reason: 'enum',
      note: 'paragraph', network: 'network', shared: 'boolean', seen: 'instant', extra: 'json',
    });
  });
  it('takes required from the body that creates', () => {
    const required = entities.get('suppliers')!.fields.filter((f) => f.required).map((f) => f.name);
    expect(required).toEqual(['agency_id', 'name']);
  });
  it('offers only writable fields in the form, short ones in the list', () => {
    const supplier = entities.get('suppliers')!;
    expect(formFields(supplier).map((f) => f.name)).not.toContain('seen');
    expect(columnFields(supplier, 3).map((f) => f.name)).toEqual(['name', 'agency_id', 'service']);
  });
  it.each([null, 3, {}, { components: { schemas: [] } }, { components: { schemas: { A: null } } }])(
    'gives nothing for %j', (bad) => expect(readEntities(bad).size).toBe(0));
});
