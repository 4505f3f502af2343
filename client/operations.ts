/**
 * The types of the API, derived from the operations from which its routes and its OpenAPI document are
 * made. This module has no code: a program that uses the client contains nothing of the site.
 *
 * An operation is named by its method and its path below `/api/v1`: `POST /editor/releases`.
 */
import type * as v from 'valibot';
import type { editorsOperations } from '../src/api/editor/routes.ts';
import type { Operation, QueryOf } from '../src/api/endpoint.ts';
import type { publicOperations } from '../src/api/public/routes.ts';
import type * as schemas from '../src/api/response-schemas.ts';
import type { releaseInput } from '../src/domain/release-input.ts';

type Public = (typeof publicOperations)[number];
type Editors = (typeof editorsOperations)[number];

type Named<Each extends Operation, Mount extends string> = {
  [One in Each as `${Uppercase<One['method']>} ${Mount}${One['path']}`]: One;
};

type Operations = Named<Public, ''> & Named<Editors, '/editor'>;

/** The method and the path of each operation, parameters as `{id}`. */
export type Call = keyof Operations;

type ParameterOf<Path> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never;

/** The parameters of an operation's path, by name. */
export type Params<Name extends Call> = { [One in ParameterOf<Name>]: string | number };

type Sent<Schema> = Schema extends v.GenericSchema ? v.InferInput<Schema> : never;

/** The query of an operation; a list is sent as a parameter that is repeated. */
export type Query<Name extends Call> = Operations[Name] extends {
  query: unknown;
}
  ? Sent<QueryOf<Operations[Name]>>
  : never;

/** The body of an operation: JSON, or the bytes of a file. */
export type Body<Name extends Call> = Operations[Name] extends { body: infer Schema }
  ? Schema extends 'bytes'
    ? Blob
    : Schema extends v.GenericSchema
      ? v.InferInput<Schema>
      : never
  : never;

type Each<T> = T[keyof T];

/** The JSON of a response; null without one. */
export type Document<Name extends Call> = Each<{
  [Status in keyof Operations[Name]['responses']]: Operations[Name]['responses'][Status] extends {
    schema: infer Schema;
  }
    ? Schema extends v.GenericSchema
      ? v.InferInput<Schema>
      : null
    : null;
}>;

export type ReleaseInput = v.InferInput<typeof releaseInput>;
export type Release = v.InferOutput<typeof schemas.release>;
export type WorkingRelease = v.InferOutput<typeof schemas.workingRelease>;
export type Attachment = v.InferOutput<typeof schemas.attachment>;
export type Publication = v.InferOutput<typeof schemas.publication>;
export type Problem = v.InferOutput<typeof schemas.problem>;
export type Site = v.InferOutput<typeof schemas.site>;
