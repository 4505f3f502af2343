/** An address for comparisons: without protocol, `www.`, fragment and last slash. */
export function addressKey(address: string): string {
  const { host, pathname, search } = new URL(address);
  return `${host.replace(/^www\./, '')}${pathname.replace(/\/$/, '')}${search}`;
}
