import { describe, expect, it } from 'vitest'
import { isSubnetError } from '../errors/subnet-error.js'
import { toBytes, toMilliseconds } from './units.js'

describe('units', () => {
  it('reads durations and sizes', () => {
    expect([toMilliseconds(250), toMilliseconds('12s'), toMilliseconds('1.5m')]).toEqual([
      250, 12_000, 90_000,
    ])
    expect([toBytes(512), toBytes('256kB'), toBytes('1.5MB'), toBytes('2GB')]).toEqual([
      ...[512, 256_000, 1_500_000, 2_000_000_000],
    ])
  })

  it.each([
    ['4 sec', toMilliseconds],
    ['9 MB', toBytes],
  ])('defect: the message did not show %j', (value, read) => {
    expect(() => read(value as never)).toThrow(value)
  })

  it.each([0, -1, Number.NaN, '12h', 's', '1 s', '-3s', '36000m'])('refuses %j', (value) => {
    const refused = expect.toSatisfy((error) => isSubnetError(error, 'CONFIG_INVALID'))
    expect(() => toMilliseconds(value as '1s')).toThrow(refused)
  })
})
