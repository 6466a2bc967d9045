import { freeBridgeAddress } from './subnet';

const routes = (...lines: readonly string[]) => ['default via 192.0.2.1 dev eth0', ...lines, ''].join('\n');

describe('freeBridgeAddress', () => {
  it('takes the first network where nothing but the default route is', () => {
    expect(freeBridgeAddress(routes('192.0.2.0/24 dev eth0 proto kernel'))).toBe('172.31.240.1/24');
  });

  it.each([
    ['around it', '172.31.0.0/16 dev tun0'],
    ['equal to it', '172.31.240.0/24 dev tun0'],
    ['within it', '172.31.240.128/25 dev tun0'],
    ['of one host in it', '172.31.240.7 dev tun0'],
  ])('passes over one with a route %s', (_what, route) => {
    expect(freeBridgeAddress(routes(route))).toBe('172.30.240.1/24');
  });

  it('says when every one is taken', () => {
    const all = routes('172.16.0.0/12 dev a', '192.168.0.0/16 dev b', '10.0.0.0/8 dev c');
    expect(freeBridgeAddress(all)).toBeNull();
  });
});
