/** Whether an address, or a host name that needs no look-up, is this machine's own: `127.0.0.1`, `::1`, `localhost`. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(host);
}
