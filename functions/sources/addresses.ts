/**
 * IPv4 networks no source lives in: [network, prefix length, what it is]. From the IANA IPv4 Special-Purpose Address
 * Registry (RFC 6890 and its updates) and multicast (RFC 5771).
 */
const closedIpv4: ReadonlyArray<readonly [string, number, string]> = [
  ['0.0.0.0', 8, 'unspecified'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'shared by carriers'],
  ['127.0.0.0', 8, 'loopback'],
  ['169.254.0.0', 16, 'link-local'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'reserved for protocols'],
  ['192.0.2.0', 24, 'for documentation'],
  ['192.88.99.0', 24, 'a 6to4 relay'],
  ['192.168.0.0', 16, 'private'],
  ['198.18.0.0', 15, 'for benchmarks'],
  ['198.51.100.0', 24, 'for documentation'],
  ['203.0.113.0', 24, 'for documentation'],
  ['224.0.0.0', 4, 'multicast'],
  ['240.0.0.0', 4, 'reserved'],
];

/** The same for IPv6. Outside 2000::/3 nothing is global unicast (RFC 4291 section 2.4), so that is closed as a whole. */
const closedIpv6: ReadonlyArray<readonly [string, number, string]> = [
  ['2001::', 23, 'reserved for protocols'],
  ['2001:db8::', 32, 'for documentation'],
  ['3fff::', 20, 'for documentation'],
];

/** IPv6 networks that carry an IPv4 address, at this bit: compatible, mapped, translated, NAT64 (RFC 6052), 6to4 (RFC 3056). */
const carriesIpv4: ReadonlyArray<readonly [string, number, number]> = [
  ['::', 96, 96],
  ['::ffff:0:0', 96, 96],
  ['::ffff:0:0:0', 96, 96],
  ['64:ff9b::', 96, 96],
  ['2002::', 16, 16],
];

const numberFromIpv4 = (text: string): bigint | undefined => {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
};

const numberFromIpv6 = (text: string): bigint | undefined => {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const low = dotted === null ? undefined : numberFromIpv4(dotted[2] as string);
  if (dotted !== null && low === undefined) return undefined;
  const hex = low === undefined ? text : `${dotted?.[1]}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`;
  const halves = hex.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':'))) as [string[], string[]?];
  const gap = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? gap !== 0 : gap < 1) return undefined;
  const groups = [...head, ...Array<string>(tail === undefined ? 0 : gap).fill('0'), ...(tail ?? [])];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
};

interface Network {
  bits: bigint;
  shift: bigint;
  about: string;
}

const networksFrom = (
  rows: ReadonlyArray<readonly [string, number, string]>,
  parse: (text: string) => bigint | undefined,
  width: number,
): Network[] =>
  rows.map(([network, prefix, about]) => {
    const shift = BigInt(width - prefix);
    return { bits: (parse(network) as bigint) >> shift, shift, about };
  });

const ipv4Networks = networksFrom(closedIpv4, numberFromIpv4, 32);
const ipv6Networks = networksFrom(closedIpv6, numberFromIpv6, 128);
const carriers = carriesIpv4.map(([network, prefix, at]) => {
  const shift = BigInt(128 - prefix);
  return { bits: (numberFromIpv6(network) as bigint) >> shift, shift, down: BigInt(128 - at - 32) };
});

const closedIn = (networks: Network[], address: bigint): string | undefined =>
  networks.find(({ bits, shift }) => address >> shift === bits)?.about;

const closedIpv6Reason = (address: bigint): string | undefined => {
  if (address === 0n) return 'unspecified';
  if (address === 1n) return 'loopback';
  for (const { bits, shift, down } of carriers) {
    if (address >> shift === bits) return closedIn(ipv4Networks, (address >> down) & 0xffffffffn);
  }
  if (address >> 121n === 0xfcn >> 1n) return 'unique-local';
  if (address >> 118n === 0xfe80n >> 6n) return 'link-local';
  if (address >> 120n === 0xffn) return 'multicast';
  if (address >> 125n !== 1n) return 'reserved';
  return closedIn(ipv6Networks, address);
};

/**
 * Why a source cannot live at an IP address ("loopback", "private", …), or undefined when it is an address of the public
 * internet. An address of a form not understood is closed. The port and the name it was found by play no part.
 */
export function closedAddressReason(address: string): string | undefined {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const ipv4 = numberFromIpv4(bare);
  if (ipv4 !== undefined) return closedIn(ipv4Networks, ipv4);
  const ipv6 = numberFromIpv6(bare);
  return ipv6 === undefined ? 'not an IP address' : closedIpv6Reason(ipv6);
}
