/** Draws the results: rows and speed of each kind of page by the size of the archive. */
import { escapeXml } from '../src/feeds/xml.ts';
import { besides } from './pages.ts';
import type { Result } from './result.ts';

interface Panel {
  title: string;
  /** The end of the names of its results. */
  suffix: string;
  /** The budget to draw, in the panel's unit; null for none. */
  line: number | null;
}

const panels: Panel[] = [
  { title: 'Rows read', suffix: ', rows read', line: 120 },
  ...Object.values(besides).map((beside) => ({
    title: `Requests a second, ${beside}`,
    suffix: `, ${beside}`,
    line: 1,
  })),
  { title: 'Processor time of a request, ms', suffix: ', processor time', line: null },
  { title: 'Bytes on the wire, compressed', suffix: ', on the wire', line: null },
];

const row = 16;
const label = 280;
const track = 420;
const margin = 24;
const shades = ['#9cc7f2', '#3f7fb8', '#0b3d6e', '#061f38'];

/** Draws a bar for each kind and size. If the bars of a kind are equal, its cost does not grow. */
export function plot(results: readonly Result[]): string {
  const sizes = [...new Set(results.flatMap(({ size }) => size ?? []))];
  let y = margin;
  const parts: string[] = [];
  const write = (x: number, text: string, more = '') =>
    parts.push(`<text x="${x}" y="${y + row - 5}"${more}>${escapeXml(text)}</text>`);

  for (const [index, size] of sizes.entries()) {
    const x = margin + index * 180;
    parts.push(`<rect x="${x}" y="${y}" width="12" height="12" fill="${shades[index]}"/>`);
    write(x + 18, `${size.toLocaleString('en')} releases`);
  }
  y += 2 * row;
  for (const { title, suffix, line } of panels) {
    const own = results.filter(({ name, size }) => size !== null && name.endsWith(suffix));
    const ticks = own.filter(({ name }) => name.startsWith('tick') || name.startsWith('first'));
    const shown = own.filter((one) => !ticks.includes(one));
    if (shown.length === 0) continue;
    // Searches, the change log and combined filters read far more rows: the other bars would be invisible
    // beside them.
    const values = shown
      .filter(({ name }) => !/search|changes|nothing/.test(name))
      .map(({ value }) => value);
    const largest = Math.max(...values, line ?? 0) * 1.05;
    write(margin, title, ' font-weight="bold"');
    y += 1.5 * row;
    const top = y;
    for (const name of new Set(shown.map((one) => one.name))) {
      write(margin, name.slice(0, -suffix.length));
      const height = (row - 4) / sizes.length;
      for (const [index, size] of sizes.entries()) {
        const one = shown.find((result) => result.name === name && result.size === size);
        if (!one) continue;
        const width = Math.min(1, one.value / largest) * track;
        const place = `x="${label}" y="${(y + index * height).toFixed(1)}"`;
        parts.push(
          `<rect ${place} width="${width.toFixed(1)}" height="${height.toFixed(1)}" fill="${shades[index]}"/>`,
        );
      }
      const all = shown.filter((result) => result.name === name);
      write(label + track + 10, all.map(({ value }) => value.toLocaleString('en')).join(' · '));
      y += row;
    }
    if (line !== null) {
      const x = (label + (line / largest) * track).toFixed(1);
      parts.push(
        `<path d="M${x} ${top - 4}V${y}" stroke="#b3261e" stroke-dasharray="4 3" fill="none"/>`,
      );
    }
    y += row;
  }
  const [width, height] = [label + track + 220, y + margin];
  const viewBox = `0 0 ${width} ${height}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" font-family="sans-serif" font-size="11">
<title>What pages of Dateline cost, by the size of the archive</title>
<rect width="${width}" height="${height}" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}
