import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { callsOf, clashOf, orderOf, reachableAddresses, withChange } from '#restante/main/bundled/order';
import { type BundledSettings, defaultBundled, everyAddress } from '#restante/protocol/bundled';

const last = { http: '127.0.0.1:7425', smtp: '127.0.0.1:7426' };
const four = { address: '192.168.1.5', family: 'IPv4', internal: false } as NetworkInterfaceInfo;
const six = { address: '2001:db8::5', family: 'IPv6', internal: false } as NetworkInterfaceInfo;
const local = { address: 'fe80::1', family: 'IPv6', internal: false } as NetworkInterfaceInfo;
const loopback = { address: '127.0.0.1', family: 'IPv4', internal: true } as NetworkInterfaceInfo;
const machine = { lo: [loopback], eth0: [four, six, local] };
const files = { cert: '/c.pem', key: '/k.pem' };
const open: BundledSettings = { ...defaultBundled, network: { on: true, host: everyAddress, http: 7427, smtp: 7428, ...files } };

describe('what the bundled server is asked for', () => {
  it('is where it listened last, on this computer alone', () => {
    expect(orderOf('/d', defaultBundled, last, machine)).toMatchObject({
      http: { addresses: ['127.0.0.1:7425'], firm: false },
      smtp: { addresses: ['127.0.0.1:7426'], firm: false },
      network: null,
    });
  });

  it('is what was asked for first, then where it was; tried anew, nothing else will do', () => {
    const chosen = { ...defaultBundled, httpPort: 8000, smtp: false };
    expect(orderOf('/d', chosen, last, machine)).toMatchObject({
      http: { addresses: ['127.0.0.1:8000', '127.0.0.1:7425'], firm: false },
      smtp: null,
    });
    const attempt = orderOf('/d', chosen, last, machine, { http: true, smtp: true, network: true });
    expect(attempt).toMatchObject({ http: { addresses: ['127.0.0.1:8000'], firm: true }, smtp: null });
  });

  it('is for other machines only with files, on every address or on one', () => {
    expect(orderOf('/d', open, last, machine).network).toMatchObject({ http: '[::]:7427', smtp: '[::]:7428', tls: files, firm: false });
    expect(orderOf('/d', open, last, { eth0: [four] }).network).toMatchObject({ http: '0.0.0.0:7427' });
    const one = { ...open, network: { on: true, host: four.address, http: 7427, smtp: null, ...files } };
    expect(orderOf('/d', one, last, machine).network).toMatchObject({ http: '192.168.1.5:7427', smtp: null });
    expect(withChange(defaultBundled, { network: { host: '*', http: 1, smtp: null, certificate: 'chosen' } }, undefined)).toBe(
      'no-certificate',
    );
  });

  it('keeps what was chosen for the network when that is switched off', () => {
    expect(withChange(open, { network: null }, undefined)).toEqual({ ...open, network: { ...open.network, on: false } });
    expect(orderOf('/d', withChange(open, { network: null }, undefined) as BundledSettings, last, machine).network).toBeNull();
  });

  it('wants no port twice', () => {
    expect(clashOf(open, last)).toBeUndefined();
    expect(clashOf({ ...open, httpPort: 7428 }, last)).toBe(7428);
    expect(clashOf({ ...open, httpPort: 7426 }, last)).toBe(7426);
    expect(clashOf({ ...open, httpPort: 7426, smtp: false }, last)).toBeUndefined();
    expect(clashOf(defaultBundled, { http: '127.0.0.1:0', smtp: '127.0.0.1:0' })).toBeUndefined();
  });
});

describe('how others call this computer', () => {
  it('is by its name and by every address that is not its own alone', () => {
    expect(reachableAddresses(machine).map(({ address }) => address)).toEqual(['192.168.1.5', '2001:db8::5']);
    expect(callsOf('https://[::]:7427', machine, 'desk')).toEqual([
      'https://desk:7427',
      'https://192.168.1.5:7427',
      'https://[2001:db8::5]:7427',
    ]);
    expect(callsOf('0.0.0.0:7428', machine, 'desk')).toEqual(['desk:7428', '192.168.1.5:7428']);
    expect(callsOf('https://192.168.1.5:7427', machine, 'desk')).toEqual(['https://192.168.1.5:7427']);
  });
});
