/** Renditions: smaller versions of a picture, made when the first reader asks for them. */
import type { Attachment } from './attachment.ts';
import * as paths from './paths.ts';
import type { Site } from './site.ts';

export const renditionFormats = ['webp', 'jpeg', 'avif'] as const;

export type RenditionFormat = (typeof renditionFormats)[number];

/** Widths in pixels. */
export const renditionWidths = [320, 640, 960, 1280, 1920] as const;

export interface Rendition {
  width: number;
  height: number;
  format: RenditionFormat;
}

/** GIFs are left as they are, since most are animated. */
const sources = /^image\/(?:jpeg|png|webp|avif)$/;

/** The longest sides of a picture that Cloudflare Images transforms, and of an AVIF that it makes. */
const longestSide = 12_000;
const longestOfAvif = 1200;

/** The renditions that a picture can have: none is larger than the picture. */
export function renditionsOf({ mediaType, width, height }: Attachment): Rendition[] {
  if (!sources.test(mediaType) || !width || !height) return [];
  if (Math.max(width, height) > longestSide) return [];
  const sizes = renditionWidths
    .filter((one) => one <= width)
    .map((one) => ({ width: one, height: Math.max(1, Math.round((height * one) / width)) }));
  return renditionFormats.flatMap((format) =>
    sizes
      .filter((one) => format !== 'avif' || Math.max(one.width, one.height) <= longestOfAvif)
      .map((one) => ({ ...one, format })),
  );
}

/** The renditions that the site offers: none without the Images binding. */
export function offeredRenditions(site: Site, file: Attachment): Rendition[] {
  return site.renditions ? renditionsOf(file) : [];
}

/** A rendition with its URL, for machines. */
export function toRendition(site: Site, file: Attachment, { width, height, format }: Rendition) {
  const url = site.origin + paths.picture(file, width, format);
  return { url, mediaType: `image/${format}`, width, height };
}

/** Cards of other sites show JPEG and PNG, and some leave out a picture of more bytes than this. */
const cardTypes = /^image\/(?:jpeg|png)$/;
const heaviestCard = 300_000;
const widestCard = 1280;

/** A picture as other sites show it in a card: the original, or a JPEG of moderate size. */
export function cardPicture(site: Site, file: Attachment) {
  const { mediaType, size, width = null, height = null } = file;
  const fitting = offeredRenditions(site, file).filter(
    (one) => one.format === 'jpeg' && one.width <= widestCard,
  );
  const widest = fitting.at(-1);
  const isFit = cardTypes.test(mediaType) && size <= heaviestCard;
  if (widest && !isFit) return toRendition(site, file, widest);
  return { url: site.origin + paths.file(file), mediaType, width, height };
}
