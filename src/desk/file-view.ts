/** A file of the newest version, also of a release that is not public, for those who may see the release. */
import type { AppContext } from '../http/context.ts';
import { fileHeaders } from '../pages/files.ts';
import { getAttachment } from '../store/db/r2.ts';
import { findRelease } from '../store/editorial/releases.ts';
import { callApi } from './api-call.ts';
import { noPage } from './page.ts';

/** The headers of a file that no other site may embed, and that runs nothing. */
const closed = {
  'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** @throws Problem `not-found` if there is no such file, or the person may not see the release */
export async function fileView(c: AppContext): Promise<Response> {
  const id = c.req.param('id') ?? '';
  await callApi(c, 'GET /releases/{id}', { params: { id } });
  const release = await findRelease(c.var.primary, id);
  const filename = (c.req.param('filename') ?? '').normalize();
  const file = release?.snapshot.attachments.find((one) => one.filename === filename);
  if (!file) throw noPage();
  const headers = { ...fileHeaders(file), ...closed, 'Content-Length': String(file.size) };
  if (c.req.method === 'HEAD') return c.body(null, 200, headers);
  const body = await getAttachment(c.env.FILES, file.key, { offset: 0, length: file.size });
  if (!body) throw new Error(`Attachment ${file.id} has no object ${file.key} in R2.`);
  return new Response(body.pipeThrough(new FixedLengthStream(file.size)), { headers });
}
