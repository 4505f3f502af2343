/** POST requests to external services, with a timeout and without following redirects. */

/** Milliseconds. */
const timeout = 10_000;

/**
 * Sends a POST and returns the status. The body of the response is discarded.
 * @param receiver the service's name for error messages
 * @throws Error if the service cannot be reached or does not answer within ten seconds
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
    signal: AbortSignal.timeout(timeout),
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

/** Whether the receiver accepted the request. A redirect is not followed, so it counts as a failure. */
export const isSuccess = (status: number): boolean => status >= 200 && status < 300;
