import { isSubnetError } from '@subnetkit/base'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatIp, parseIp } from './ip.js'

describe('axon addresses', () => {
  it.each([
    ['127.0.0.1', 2130706433n, 4],
    ['255.255.255.255', 4294967295n, 4],
    ['::1', 1n, 6],
    ['2001:db8::8:800:200c:417a', 42540766411282592856906245548098208122n, 6],
    ['::ffff:192.0.2.1', 281473902969345n, 6],
  ] as const)('reads %s', (host, ip, ipType) => {
    expect(parseIp(host)).toEqual({ ip, ipType })
  })

  it('writes back what it reads', () => {
    fc.assert(fc.property(fc.ipV4(), (host) => formatIp(parseIp(host).ip, 4) === host))
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (ip) => parseIp(formatIp(ip, 6)).ip === ip),
    )
  })

  it.each(['localhost', '1.2.3', '300.1.1.1', 'fe80::1%eth0', ''])('refuses %j', (host) => {
    expect(() => parseIp(host)).toThrow(expect.toSatisfy((error) => isSubnetError(error, 'CONFIG_INVALID')))
  })
})
