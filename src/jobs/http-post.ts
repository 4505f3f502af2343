/** Speaking to other people's machines: briefly, without being led elsewhere, and heeding what they say. */

/** What an answer may take, in milliseconds. */
const patience = 10_000;

/**
 * Sends a POST and hands back the status; the rest of the answer is not read.
 * @param receiver what stands at the address, for the words of an error
 * @throws Error where there was no answer in ten seconds
 */
export async function post(
  receiver: string,
  url: string,
  body: string,
  headers: Record<string, string>,
): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'User-Agent': 'Dateline', ...headers },
    redirect: 'manual',
    signal: AbortSignal.timeout(patience),
  }).catch((error: unknown) => {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    throw new Error(
      timedOut
        ? `${receiver} did not answer within 10 seconds.`
        : `${receiver} could not be reached.`,
    );
  });
  await response.body?.cancel();
  return response.status;
}

/** Whether what was sent has been taken. A redirect is not followed, and so has not. */
export const isSuccess = (status: number): boolean => status >= 200 && status < 300;
