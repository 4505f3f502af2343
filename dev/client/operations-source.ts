/** Writes the types of the API's operations as TypeScript that needs neither this project nor valibot. */

import { componentsOf } from '../../src/api/components.ts';
import { editorsOperations } from '../../src/api/editor/routes.ts';
import type { Operation } from '../../src/api/endpoint.ts';
import { digits } from '../../src/api/paging.ts';
import { publicOperations } from '../../src/api/public/routes.ts';
import { moment, momentInSeconds, moments } from '../../src/domain/instant-input.ts';
import type { Site } from '../../src/domain/site.ts';

/** The parts of a valibot schema that this program looks at. */
interface Schema {
  type: string;
  entries?: Record<string, Schema>;
  item?: Schema;
  value?: Schema;
  wrapped?: Schema;
  options?: readonly unknown[];
  literal?: unknown;
  pipe?: readonly { type: string; description?: string }[];
}

const names = new Map<unknown, string>(
  Object.entries(componentsOf([...publicOperations, ...editorsOperations])).map(
    ([name, schema]) => [schema, name],
  ),
);

/** The TypeScript of a schema's input. */
function typeOf(schema: Schema, itself?: string): string {
  const name = names.get(schema);
  if (name !== undefined && name !== itself) return name;
  if ([moment, momentInSeconds].includes(schema as never))
    return typeOf(moments as unknown as Schema);
  const { item, value, wrapped, options = [], entries = {} } = schema;
  switch (schema.type) {
    case 'custom':
      if ((schema.pipe?.[0] as unknown) === digits) return 'number';
      throw new Error('No TypeScript for a custom schema.');
    case 'string':
    case 'number':
    case 'boolean':
    case 'any':
      return schema.type;
    case 'literal':
      return JSON.stringify(schema.literal);
    case 'picklist':
      return options.map((one) => JSON.stringify(one)).join(' | ');
    case 'union':
      return [...new Set(options.map((one) => typeOf(one as Schema)))].join(' | ');
    case 'nullable':
      return `${typeOf(wrapped as Schema)} | null`;
    case 'optional':
      return typeOf(wrapped as Schema);
    case 'array':
      return `(${typeOf(item as Schema)})[]`;
    case 'record':
      return `{ [key: string]: ${typeOf(value as Schema)} }`;
    case 'object':
    case 'strict_object':
      return objectOf(entries);
    default:
      throw new Error(`No TypeScript for the schema ${schema.type}.`);
  }
}

function objectOf(entries: Record<string, Schema>): string {
  const members = Object.entries(entries).map(([key, one]) => {
    const optional = one.type === 'optional';
    const name = /^\w+$/.test(key) ? key : JSON.stringify(key);
    const type = `${typeOf(one)}${optional ? ' | undefined' : ''}`;
    return `${comment(descriptionOf(one))}${name}${optional ? '?' : ''}: ${type};`;
  });
  return members.length === 0 ? '{}' : `{\n${members.join('\n')}\n}`;
}

/** The description of a schema, also of one that is wrapped. */
function descriptionOf({ pipe = [], wrapped }: Schema): string | undefined {
  const own = pipe.find(({ type }) => type === 'description')?.description;
  return own ?? (wrapped && descriptionOf(wrapped));
}

const comment = (text?: string) => (text === undefined ? '' : `/** ${text} */\n`);

function operationOf(site: Site, mount: string, one: Operation): string {
  const query = typeof one.query === 'function' ? one.query(site) : one.query;
  const params = [...one.path.matchAll(/\{(\w+)\}/g)].map(
    ([, name]) => `${name}: string | number;`,
  );
  const body = one.body === 'bytes' ? 'Blob' : one.body ? typeOf(one.body as never) : 'never';
  const documents = Object.values(one.responses).map(({ schema }) =>
    schema === null || schema === 'bytes' ? 'null' : typeOf(schema as never),
  );
  return [
    `${comment(one.summary)}'${one.method.toUpperCase()} ${mount}${one.path}': {`,
    `params: ${params.length === 0 ? '{}' : `{ ${params.join(' ')} }`};`,
    `query: ${query ? typeOf(query as never) : 'never'};`,
    `body: ${body};`,
    `document: ${[...new Set(documents)].join(' | ')};`,
    '};',
  ].join('\n');
}

/** The module that takes the place of client/operations.ts in the package. */
function operationsSource(): string {
  // The languages of a site are not part of a client's types.
  const site = { languages: [''], defaultLanguage: '' } as unknown as Site;
  const types = [...names].map(
    ([schema, name]) => `export type ${name} = ${typeOf(schema as Schema, name)};`,
  );
  const operations = [
    ...publicOperations.map((one) => operationOf(site, '', one)),
    ...editorsOperations.map((one) => operationOf(site, '/editor', one)),
  ];
  const members = ['params', 'query', 'body', 'document'].map((member) => {
    const name = member[0]?.toUpperCase() + member.slice(1);
    return `export type ${name}<Name extends Call> = Operations[Name]['${member}'];`;
  });
  return [
    '/** The operations of the API and their types, written from its schemas. */',
    ...types,
    `export interface Operations {\n${operations.join('\n')}\n}`,
    '/** The method and the path of each operation below `/api/v1`, parameters as `{id}`. */',
    'export type Call = keyof Operations;',
    ...members,
    '',
  ].join('\n\n');
}

export default { fetch: () => new Response(operationsSource()) };
