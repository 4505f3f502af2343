/**
 * The Images binding with the quality and the background that are asked for, as on the platform: the local
 * one encodes with its own defaults. It makes the picture without loss, and `encoder` encodes it.
 */
export function withQuality(images, encoder) {
  const transformer = (inner) => ({
    transform: (options) => transformer(inner.transform(options)),
    output: async ({ format, quality, background = '' }) => {
      const made = await inner.output({ format: 'image/png' });
      const query = new URLSearchParams({ format, quality, background });
      const options = { method: 'POST', body: made.image() };
      const encoded = await encoder.fetch(`http://encoder/?${query}`, options);
      return { contentType: () => format, image: () => encoded.body };
    },
  });
  return { input: (picture) => transformer(images.input(picture)) };
}
