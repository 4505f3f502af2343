/** Colours as pages use them, and whether text in them can be read (WCAG 2.2, 1.4.3). */

export type Scheme = 'light' | 'dark';

/** The colours of a page beside the organization's own: the paper, panels on it, lines, text. */
export const palettes = {
  light: {
    paper: '#ffffff',
    shade: '#f3f5f8',
    line: '#d8dde4',
    ink: '#171b22',
    faint: '#535c6a',
    alarm: '#a3131b',
    marked: '#fff0b3',
  },
  dark: {
    paper: '#12161b',
    shade: '#1b2128',
    line: '#36404b',
    ink: '#e7eaee',
    faint: '#a9b2be',
    alarm: '#ff9c9c',
    marked: '#574800',
  },
} as const satisfies Record<Scheme, Record<string, string>>;

/** The contrast that text needs with its background. */
export const readable = 4.5;

/** Whether a text is a colour in the spelling `#rrggbb`. */
export function isColour(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text);
}

/** The contrast ratio of two colours `#rrggbb`, from 1 (equal) to 21 (black on white). */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

/** The minimum contrast of a colour with its background in a scheme. */
export function legibility(colour: string, scheme: Scheme): number {
  const { paper, shade } = palettes[scheme];
  return Math.min(contrast(colour, paper), contrast(colour, shade));
}

/** Relative luminance, from 0 to 1. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
