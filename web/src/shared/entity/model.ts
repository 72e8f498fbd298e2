// SPDX-License-Identifier: Apache-2.0
// Registers as the server describes them: everything a list, a page and a form need is read from the
// OpenAPI document, so that a new register needs its texts here and nothing else.

export type FieldKind =
  | 'text' | 'paragraph' | 'email' | 'url' | 'domain' | 'phone' | 'network' | 'integer' | 'boolean'
  | 'instant' | 'date' | 'enum' | 'reference' | 'json';

export interface Field {
  name: string;
  kind: FieldKind;
  nullable: boolean;
  required: boolean;
  readOnly: boolean;
  minLength: number;
  maxLength: number | null;
  minimum: number | null;
  maximum: number | null;
  choices: string[];
  reference: string;
  /** What the server takes when nothing is given; undefined when it says nothing. */
  initial: unknown;
}

export interface Entity {
  name: string;
  path: string;
  title: string;
  fields: Field[];
  /** What a new record is asked for; may hold more than `fields`, e.g. a first password. */
  newFields: Field[];
  canCreate: boolean;
  canChange: boolean;
  canArchive: boolean;
  hasHistory: boolean;
  hasExport: boolean;
  canImport: boolean;
  canBulk: boolean;
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const object = (value: unknown): Json => (isObject(value) ? value : {});
const number = (value: unknown) => (typeof value === 'number' ? value : null);
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : [];

const kindOfFormat: Record<string, FieldKind> = {
  email: 'email', uri: 'url', hostname: 'domain', phone: 'phone', paragraph: 'paragraph',
  cidr: 'network', date: 'date', 'date-time': 'instant',
};

function kindOf(schema: Json, types: string[]): FieldKind {
  if (Array.isArray(schema['enum'])) return 'enum';
  if (typeof schema['x-reference'] === 'string') return 'reference';
  if (types.includes('boolean')) return 'boolean';
  if (types.includes('integer')) return 'integer';
  if (!types.includes('string')) return 'json';
  return kindOfFormat[String(schema['format'] ?? '')] ?? 'text';
}

/** `anyOf: [X, null]` says the same as X with the type null. */
function withoutAnyOf(schema: Json): Json {
  const options = Array.isArray(schema['anyOf']) ? schema['anyOf'].filter(isObject) : [];
  const main = options.find((o) => o['type'] !== 'null');
  if (!main) return schema;
  const types = typeof main['type'] === 'string' ? [main['type']] : texts(main['type']);
  return { ...schema, ...main, type: [...types, 'null'] };
}

function toField(name: string, given: Json, required: boolean): Field {
  const schema = withoutAnyOf(given);
  const types = typeof schema['type'] === 'string' ? [schema['type']] : texts(schema['type']);
  const kind = kindOf(schema, types);
  return {
    name,
    kind,
    nullable: types.includes('null'),
    required,
    readOnly: schema['readOnly'] === true || kind === 'json',
    minLength: number(schema['minLength']) ?? 0,
    maxLength: number(schema['maxLength']),
    minimum: number(schema['minimum']),
    maximum: number(schema['maximum']),
    choices: texts(schema['enum']),
    reference: typeof schema['x-reference'] === 'string' ? schema['x-reference'] : '',
    initial: schema['default'],
  };
}

/** A schema, or what its $ref points to. */
function resolve(document: Json, schema: unknown): Json {
  const reference = object(schema)['$ref'];
  if (typeof reference !== 'string') return object(schema);
  let node: unknown = document;
  for (const part of reference.replace(/^#\//, '').split('/')) node = object(node)[part];
  return object(node);
}

function bodyOf(document: Json, operation: unknown): Json {
  const content = object(object(object(operation)['requestBody'])['content']);
  return resolve(document, object(content['application/json'])['schema']);
}

const mayBeEmpty = new Set<FieldKind>(['email', 'url', 'domain', 'phone', 'paragraph', 'boolean']);
const baseFields = new Set(['id', 'version', 'created_at', 'updated_at', 'archived']);
export const isBaseField = (name: string) => baseFields.has(name);

function toEntity(document: Json, schema: Json): Entity {
  const paths = object(document['paths']);
  const path = String(schema['x-path']);
  const collection = object(paths[`/api/v1/${path}`]);
  const post = collection['post'];
  const patch = object(paths[`/api/v1/${path}/{id}`])['patch'];
  const writing = bodyOf(document, post);
  const required = new Set(texts(writing['required']));
  const fields = Object.entries(object(schema['properties'])).map(([name, property]) =>
    toField(name, object(property), required.has(name)));
  const asked = Object.entries(object(writing['properties'])).map(([name, property]) => {
    const field = toField(name, object(property), required.has(name));
    // Bodies that list every member as required still accept an empty text or null.
    return { ...field, required: field.required && !field.nullable && (field.kind !== 'text' || field.minLength > 0 || field.maxLength === null) && !mayBeEmpty.has(field.kind) };
  });
  const one = `/api/v1/${path}/{id}`;
  return {
    name: String(schema['x-entity']),
    path,
    title: String(schema['x-title'] ?? 'name'),
    fields,
    newFields: asked.length > 0 ? asked : fields.filter((f) => !f.readOnly && !isBaseField(f.name)),
    canCreate: object(post)['requestBody'] !== undefined,
    canChange: patch !== undefined,
    canArchive: paths[`${one}/archive`] !== undefined,
    hasHistory: paths[`${one}/history`] !== undefined,
    hasExport: paths[`/api/v1/${path}.csv`] !== undefined,
    canImport: paths[`/api/v1/${path}/import`] !== undefined,
    canBulk: paths[`/api/v1/${path}/bulk`] !== undefined,
  };
}

/** All registers in the document, by path. */
export function readEntities(document: unknown): Map<string, Entity> {
  const root = object(document);
  const entities = new Map<string, Entity>();
  for (const schema of Object.values(object(object(root['components'])['schemas']))) {
    if (!isObject(schema) || typeof schema['x-entity'] !== 'string' || typeof schema['x-path'] !== 'string') continue;
    // Only what can be listed and opened is a register.
    const paths = object(root['paths']);
    if (object(paths[`/api/v1/${schema['x-path']}/{id}`])['get'] === undefined) continue;
    const entity = toEntity(root, schema);
    entities.set(entity.path, entity);
  }
  return entities;
}

/** Fields a person fills in. */
export const formFields = (entity: Entity) => entity.fields.filter((f) => !f.readOnly && !isBaseField(f.name));

/** Fields worth a column: short ones, the title first. */
export function columnFields(entity: Entity, limit = 8): Field[] {
  const wide = new Set<FieldKind>(['paragraph', 'json', 'url']);
  const fields = entity.fields.filter((f) => !isBaseField(f.name) && (!wide.has(f.kind) || f.name === entity.title));
  const title = fields.filter((f) => f.name === entity.title);
  return [...title, ...fields.filter((f) => f.name !== entity.title)].slice(0, limit);
}
