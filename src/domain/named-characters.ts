/**
 * The characters that Markdown names, such as `&eacute;`: the named character references of HTML. Their list is
 * a twentieth of the Worker, so it is a static asset, and this module stands in the place of the package
 * decode-named-character-reference in a build (dev/build.ts).
 */
let characters: Readonly<Record<string, string>> | null = null;

export const hasNamedCharacters = (): boolean => characters !== null;

/** @param all the characters by name, without `&` and `;` */
export function keepNamedCharacters(all: Readonly<Record<string, string>>): void {
  characters = all;
}

/**
 * The character of a name, without `&` and `;`; false if there is none.
 * @throws Error before `keepNamedCharacters`, since a text would be rendered wrong
 */
export function decodeNamedCharacterReference(name: string): string | false {
  if (!characters) throw new Error('The named characters have not been loaded.');
  return Object.hasOwn(characters, name) ? (characters[name] ?? false) : false;
}
