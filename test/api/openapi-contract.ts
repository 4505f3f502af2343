/** The OpenAPI document of the running Worker, as a contract for responses. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Role, Scope } from '../../src/domain/editor.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface Documented {
  name: string;
  /** The method in upper case. */
  method: string;
  /** The path, with parameters as `{id}`. */
  template: string;
  /** Whether it is below the editors' mount. */
  closed: boolean;
  /** The permission that the description names; null for a public operation. */
  needs: { role: Role; scope: Scope | null } | null;
  statuses: ReadonlySet<number>;
  /** The schema of a JSON body, `bytes` for a file, null where nothing is sent. */
  body: JsonObject | 'bytes' | null;
  parameters: { name: string; in: string; schema: JsonObject }[];
  /** The operation as the document has it. */
  node: JsonObject;
}

const methods = ['get', 'post', 'put', 'delete', 'patch', 'head', 'options', 'trace'];
const objectAt = (node: JsonObject, key: string) => (node[key] ?? {}) as JsonObject;

export class Contract {
  readonly document: JsonObject;
  readonly operations: readonly Documented[];
  readonly #ajv: Ajv2020;
  readonly #compiled = new Map<string, ValidateFunction>();
  readonly #validators = new Map<string, ValidateFunction | null>();

  constructor(document: JsonObject) {
    this.document = document;
    this.operations = Object.entries(objectAt(document, 'paths')).flatMap(([template, item]) =>
      Object.entries(item as JsonObject)
        .filter(([method]) => methods.includes(method))
        .map(([method, node]) => documented(document, template, method, node as JsonObject)),
    );
    this.#ajv = new Ajv2020({ strict: true, allErrors: true });
    addFormats.default(this.#ajv);
    this.#ajv.addVocabulary(Object.keys(document));
    this.#ajv.addSchema(document, documentName, true);
  }

  /** Compiles the schema at a JSON pointer (RFC 6901) of the document. */
  validatorAt(...keys: string[]): ValidateFunction {
    const place = keys.map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1'));
    const $ref = `${documentName}#/${place.map(encodeURIComponent).join('/')}`;
    const known = this.#compiled.get($ref) ?? this.#ajv.compile({ $ref });
    this.#compiled.set($ref, known);
    return known;
  }

  /** The places of all schemas: components, bodies, responses and parameters. */
  schemas(): string[][] {
    const found: string[][] = [];
    const visit = (node: Json | undefined, keys: string[]) => {
      if (typeof node !== 'object' || node === null) return;
      for (const [key, value] of Object.entries(node)) {
        if (key === 'schema') found.push([...keys, key]);
        else visit(value, [...keys, key]);
      }
    };
    visit(this.document, []);
    const names = Object.keys(objectAt(objectAt(this.document, 'components'), 'schemas'));
    return [...names.map((name) => ['components', 'schemas', name]), ...found];
  }

  /** The operations of an address, whatever their method. */
  at(pathname: string): Documented[] {
    const segments = pathname.split('/');
    return this.operations.filter(({ template }) => {
      const expected = template.split('/');
      return (
        expected.length === segments.length &&
        expected.every((part, place) =>
          part.startsWith('{') ? segments[place] !== '' : part === segments[place],
        )
      );
    });
  }

  /** The validator of a response; null if no JSON is documented for the status. */
  answerOf({ template, method, node }: Documented, status: number): ValidateFunction | null {
    const key = `${template} ${method} ${status}`;
    const known = this.#validators.get(key);
    if (known !== undefined) return known;
    const answer = objectAt(objectAt(node, 'responses'), String(status));
    const place = ['paths', template, method.toLowerCase(), 'responses', String(status)];
    const validator = objectAt(answer, 'content')['application/json']
      ? this.validatorAt(...place, 'content', 'application/json', 'schema')
      : null;
    this.#validators.set(key, validator);
    return validator;
  }

  /** Whether the response is a file. */
  hasFile({ node }: Documented, status: number): boolean {
    const answer = objectAt(objectAt(node, 'responses'), String(status));
    return objectAt(answer, 'content')['*/*'] !== undefined;
  }

  /** The documented headers of a response. */
  headersOf({ node }: Documented, status: number): string[] {
    return Object.keys(objectAt(objectAt(objectAt(node, 'responses'), String(status)), 'headers'));
  }

  /** The address whose ETag an operation's If-Match names: its own, or the nearest one above. */
  guardOf({ template }: Documented): string | null {
    const withEtag = this.operations.filter(
      (one) => one.method === 'GET' && this.headersOf(one, 200).includes('ETag'),
    );
    const above = withEtag.filter((one) => `${template}/`.startsWith(`${one.template}/`));
    return above.toSorted((a, b) => b.template.length - a.template.length)[0]?.template ?? null;
  }
}

const documentName = 'openapi.json';

/** The schema that a reference to a component names; any other schema as it is. */
function resolved(document: JsonObject, schema: JsonObject): JsonObject {
  const name = /^#\/components\/schemas\/(\w+)$/.exec(String(schema.$ref))?.[1];
  if (name === undefined) return schema;
  return objectAt(objectAt(objectAt(document, 'components'), 'schemas'), name);
}

function documented(
  document: JsonObject,
  template: string,
  method: string,
  node: JsonObject,
): Documented {
  const needs =
    /^Needs the role (\w+) or more, and (?:any token|a token with the scope (\S+) )/.exec(
      String(node.description),
    );
  const content = objectAt(objectAt(node, 'requestBody'), 'content');
  const json = content['application/json'] as JsonObject | undefined;
  return {
    name: String(node.operationId),
    method: method.toUpperCase(),
    template,
    closed: template.startsWith('/api/v1/editor/'),
    needs: needs && { role: needs[1] as Role, scope: (needs[2] as Scope | undefined) ?? null },
    statuses: new Set(Object.keys(objectAt(node, 'responses')).map(Number)),
    body: json ? resolved(document, objectAt(json, 'schema')) : content['*/*'] ? 'bytes' : null,
    parameters: (node.parameters ?? []) as unknown as Documented['parameters'],
    node,
  };
}
