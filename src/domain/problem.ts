/**
 * Every problem that a response can report, by name. A refusal is thrown where it is found and turned into an
 * RFC 9457 document or a page in one place (src/app.ts).
 */
const kinds = {
  malformed: [400, 'The request cannot be read'],
  unauthenticated: [401, 'A valid token is required'],
  forbidden: [403, 'This is not allowed for this token'],
  'not-found': [404, 'There is nothing at this address'],
  'method-not-allowed': [405, 'This method is not supported here'],
  conflict: [409, 'The request conflicts with the current state'],
  gone: [410, 'This was withdrawn'],
  'length-required': [411, 'The length must be declared'],
  stale: [412, 'The resource has changed meanwhile'],
  'too-large': [413, 'The content is too large'],
  'unsupported-media-type': [415, 'This media type is not accepted here'],
  'unsatisfiable-range': [416, 'No byte lies in the asked range'],
  invalid: [422, 'The content does not fit'],
  'precondition-required': [428, 'If-Match is required here'],
  'too-many-requests': [429, 'Too many requests'],
  'legally-barred': [451, 'This is withheld on a legal demand'],
  internal: [500, 'Something went wrong on our side'],
  'not-implemented': [501, 'This is not offered here'],
  unavailable: [503, 'The service is busy'],
} as const;

export type ProblemCode = keyof typeof kinds;

/** The HTTP status of a refusal. */
export const statusOf = (code: ProblemCode): number => kinds[code][0];

/** The title of all problems of this type. */
export const problemTitle = (code: ProblemCode): string => kinds[code][1];

/** A text in a language. */
export interface LocalizedDetail {
  text: string;
  lang: string;
}

/** One fault of a document: an RFC 6901 pointer to the place and a sentence about it. */
export interface Fault {
  pointer: string;
  detail: string;
}

/** An RFC 6901 pointer. */
export function pointer(...keys: (string | number)[]): string {
  return keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: (typeof kinds)[ProblemCode][0];
  readonly errors: readonly Fault[];
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The text of its page, in the words of editors and of the interface; without it, the site's usual
   * text.
   */
  readonly paragraphs: readonly LocalizedDetail[];

  constructor(
    code: ProblemCode,
    detail: string,
    {
      errors = [],
      headers = {},
      paragraphs = [],
    }: { errors?: Fault[]; headers?: Record<string, string>; paragraphs?: LocalizedDetail[] } = {},
  ) {
    super(detail);
    this.paragraphs = paragraphs;
    this.code = code;
    this.status = kinds[code][0];
    this.errors = errors;
    this.headers = headers;
  }

  /** The members of an `application/problem+json` document (RFC 9457, section 3). */
  toDocument(): Record<string, unknown> {
    return {
      type: `urn:dateline:problem:${this.code}`,
      title: kinds[this.code][1],
      status: this.status,
      detail: this.message,
      ...(this.errors.length > 0 && { errors: this.errors }),
    };
  }
}
