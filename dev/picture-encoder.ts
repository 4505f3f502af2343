/** Encodes pictures for the local Images binding (dev/platform/images.js). */
import { type Request, Response } from 'miniflare';
import sharp from 'sharp';
import type { RenditionFormat } from '../src/domain/rendition.ts';

/** Encodes the picture of a request as its query says: `format`, `quality`, and a `background` or none. */
export async function encodePicture(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const [format, quality, background] = ['format', 'quality', 'background'].map((name) =>
    searchParams.get(name),
  );
  const picture = sharp(await request.arrayBuffer());
  if (background) picture.flatten({ background });
  const form = format?.replace('image/', '') as RenditionFormat;
  return new Response(await picture[form]({ quality: Number(quality) }).toBuffer());
}
