/** A browser by its name, for the list of sessions. */

/** Browsers by a mark in their `User-Agent`. Those that also name another one come first. */
const browsers: [mark: RegExp, name: string][] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

const systems: [mark: RegExp, name: string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** The browser and the system in a `User-Agent`, such as “Firefox, Windows”; else its beginning. */
export function browserName(userAgent: string): string {
  const found = [browsers, systems].flatMap(
    (table) => table.find(([mark]) => mark.test(userAgent))?.[1] ?? [],
  );
  return found.length > 0 ? found.join(', ') : userAgent.slice(0, 60);
}
