/**
 * Splits a text into statements as D1's query API does at its worst. It ignores comments and splits at
 * each semicolon, except within a trigger. It recognizes a trigger by `CREATE TRIGGER` and `BEGIN` in
 * capitals on one line, and ends it at the first `END`, even one of a `CASE`.
 *
 * D1 runs `wrangler d1 migrations apply --remote` through this API. Modelled after what was reported
 * of it: cloudflare/workers-sdk #4998 (one line passes), #10998 (lower-case `begin`), #14991 (CRLF),
 * #15690 (several lines).
 * @param quotes whether a semicolon within quotation marks is left alone: nobody says so
 */
export function splitAsServer(sql: string, { quotes }: { quotes: boolean }): string[] {
  const statements: string[] = [];
  let statement = '';
  let quote: string | null = null;
  for (const character of sql) {
    if (quotes && quote === null && /['"`]/.test(character)) quote = character;
    else if (character === quote) quote = null;
    if (character === ';' && quote === null && !isWithinTrigger(statement)) {
      statements.push(statement.trim());
      statement = '';
    } else statement += character;
  }
  return [...statements, statement.trim()].filter(Boolean);
}

function isWithinTrigger(statement: string): boolean {
  const body = /CREATE TRIGGER [^\n]*\bBEGIN\b([\s\S]*)/.exec(statement)?.[1];
  return body !== undefined && !/\bEND\b/i.test(body);
}
