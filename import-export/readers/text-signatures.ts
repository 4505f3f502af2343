/** Tells formats of text by their first lines. */

/** Whether a text begins with YAML or TOML between marks. */
export function beginsWithFrontMatter(text: string): boolean {
  return /^(?:---[ \t]*\r?\n\s*(?:#.*\n\s*)*["']?\w[\w -]*["']?\s*:|\+\+\+[ \t]*\r?\n)/.test(text);
}

/** Header fields that only messages have: one of them tells a mail from labels of a release. */
const mailFields =
  /^(?:received|return-path|delivered-to|message-id|mime-version|from|to|subject|x-[\w-]+|dkim-signature|reply-to)$/i;

/** Whether a text begins with the header of a message (RFC 5322). */
export function beginsWithHeaders(text: string): boolean {
  const [header = ''] = text.split(/\r?\n\r?\n/);
  const lines = header.split(/\r?\n/).filter((line) => !/^[ \t]/.test(line));
  const names = lines.map((line) => /^([!-9;-~]+):/.exec(line)?.[1] ?? '');
  // The last line may be cut off.
  if (names.slice(0, -1).some((name) => name === '')) return false;
  const known = names.filter((name) => mailFields.test(name)).map((name) => name.toLowerCase());
  const isMessage = known.includes('from') || known.includes('received');
  return isMessage && new Set(known).size > 1;
}
