/** Networks of our engine: the bridge of builds gets a free one of these, those of Compose come out of the pool. */
const bridgeSubnets = ['172.31.240', '172.30.240', '192.168.240', '10.213.240', '10.113.240'];
export const composePool = { base: '172.28.0.0/15', size: 24 };

/**
 * An address with its prefix length (`172.31.240.1/24`) that no route of the machine covers, its default route aside.
 * `routes` is what `ip -4 route show` prints. Null when every candidate is taken.
 */
export function freeBridgeAddress(routes: string): string | null {
  const taken = [...routes.matchAll(/^(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?/gm)].map(([, address = '', bits = '32']) => ({
    address: toNumber(address),
    bits: Number(bits),
  }));
  const free = bridgeSubnets.find((prefix) => {
    const candidate = toNumber(`${prefix}.0`);
    return taken.every(
      ({ address, bits }) => network(address, Math.min(bits, 24)) !== network(candidate, Math.min(bits, 24))
    );
  });
  return free === undefined ? null : `${free}.1/24`;
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function network(address: number, bits: number): number {
  return Math.floor(address / 2 ** (32 - bits));
}
