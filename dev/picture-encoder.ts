/** Encodes pictures for the local Images binding (dev/platform/images.js). */
import { type Request, Response } from 'miniflare';
import sharp from 'sharp';

/** Encodes the picture of a request as its query says: `format`, `quality`, and a `background` or none. */
export async function encodePicture(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const [format, quality, background] = ['format', 'quality', 'background'].map((name) =>
    searchParams.get(name),
  );
  const picture = sharp(await request.arrayBuffer());
  if (background) picture.flatten({ background });
  const options = { quality: Number(quality) };
  const encoded = format === 'image/webp' ? picture.webp(options) : picture.jpeg(options);
  return new Response(await encoded.toBuffer());
}
