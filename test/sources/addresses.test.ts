import { describe, expect, it } from 'vitest';
import { closedAddressReason } from '../../functions/sources/addresses.ts';

const closed: Record<string, string> = {
  '127.0.0.1': 'loopback',
  '127.255.255.254': 'loopback',
  '0.0.0.0': 'unspecified',
  '10.1.2.3': 'private',
  '172.16.0.1': 'private',
  '172.31.255.255': 'private',
  '192.168.1.1': 'private',
  '100.64.0.1': 'shared by carriers',
  '100.127.255.255': 'shared by carriers',
  '169.254.169.254': 'link-local',
  '192.0.0.8': 'reserved for protocols',
  '192.0.2.1': 'for documentation',
  '198.51.100.9': 'for documentation',
  '203.0.113.9': 'for documentation',
  '198.19.0.1': 'for benchmarks',
  '224.0.0.1': 'multicast',
  '239.255.255.255': 'multicast',
  '255.255.255.255': 'reserved',
  '::': 'unspecified',
  '::1': 'loopback',
  '[::1]': 'loopback',
  '0:0:0:0:0:0:0:1': 'loopback',
  '::127.0.0.1': 'loopback',
  '::ffff:127.0.0.1': 'loopback',
  '::FFFF:7f00:1': 'loopback',
  '::ffff:0:127.0.0.1': 'loopback',
  '64:ff9b::10.0.0.1': 'private',
  '64:ff9b:1::1': 'reserved',
  '2002:7f00:1::': 'loopback',
  '2002:a9fe:a9fe::1': 'link-local',
  'fc00::1': 'unique-local',
  'fdff::1': 'unique-local',
  'fd00:ec2::254': 'unique-local',
  'fe80::1': 'link-local',
  'fe80::1%eth0': 'link-local',
  'febf::1': 'link-local',
  'fec0::1': 'reserved',
  'ff02::1': 'multicast',
  '100::1': 'reserved',
  '2001::1': 'reserved for protocols',
  '2001:db8::1': 'for documentation',
  '3fff::1': 'for documentation',
  '4000::1': 'reserved',
  localhost: 'not an IP address',
  '127.1': 'not an IP address',
  '1.2.3.256': 'not an IP address',
  '1::2::3': 'not an IP address',
  '1:2:3:4:5:6:7': 'not an IP address',
  '1:2:3:4:5:6:7:8:9': 'not an IP address',
  '::ffff:1.2.3': 'not an IP address',
  '': 'not an IP address',
};

const open = [
  '1.1.1.1',
  '8.8.8.8',
  '11.0.0.1',
  '100.63.255.255',
  '100.128.0.0',
  '128.0.0.1',
  '140.90.101.61',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2001:4860:4860::8888',
  '2600:1f18::1',
  '[2600:1f18::1]',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
  '2002:808:808::1',
];

describe('closedAddressReason', () => {
  it.each(Object.entries(closed))('closes %s: %s', (address, reason) => {
    expect(closedAddressReason(address)).toBe(reason);
  });

  it.each(open)('opens %s', (address) => {
    expect(closedAddressReason(address)).toBeUndefined();
  });
});
