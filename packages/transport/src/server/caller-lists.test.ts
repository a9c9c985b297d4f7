import { isSubnetError } from '@subnetkit/base'
import { createKeypair } from '@subnetkit/wallet'
import { describe, expect, it } from 'vitest'
import { transportError } from '../errors/transport-error.js'
import type { Admission } from './admission.js'
import { type CallerListOptions, callerLists } from './caller-lists.js'

const [alice, bob, eve] = ['//Alice', '//Bob', '//Eve'].map((uri) => createKeypair(uri).address) as [
  ...[string, string, string],
]
const nobody: Admission = {
  check(hotkey) {
    throw transportError('CALLER_UNKNOWN', { hotkey, netuid: 3 })
  },
}

function codeOf(options: Partial<CallerListOptions>, hotkey: string, address: string | null = '192.0.2.1') {
  const lists = callerLists({ admission: nobody, ...options })
  try {
    lists.check(hotkey, address)
    lists.admit?.(hotkey, address)
    return 'admitted'
  } catch (error) {
    return isSubnetError(error) ? error.code : error
  }
}

describe('lists of callers', () => {
  it('admit and ban by hotkey', () => {
    const options = { allow: { hotkeys: [alice, bob] }, ban: { hotkeys: [bob] } }
    expect([alice, bob, eve].map((hotkey) => codeOf(options, hotkey))).toEqual([
      ...['admitted', 'CALLER_BANNED', 'CALLER_UNKNOWN'],
    ])
  })

  it.each([
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.0/31', '192.0.2.1', true],
    ['192.0.2.0/31', '192.0.2.2', false],
    ['192.0.2.0/24', '::ffff:192.0.2.9', true],
    ['2001:db8::/32', '2001:db8:1::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['0.0.0.0/0', null, false],
  ])('%s bans and allows %s: %s', (range, address, matches) => {
    const list = { addresses: [range] }
    expect(codeOf({ ban: list, admission: null }, eve, address)).toBe(matches ? 'CALLER_BANNED' : 'admitted')
    expect(codeOf({ allow: list }, eve, address)).toBe(matches ? 'admitted' : 'CALLER_UNKNOWN')
    const both = { allow: list, ban: list, admission: null }
    expect(codeOf(both, eve, address)).toBe(matches ? 'CALLER_BANNED' : 'admitted')
  })

  it.each([
    '',
    '300.0.0.1',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/',
    '10.0.0.0/-1',
    'example.com',
    'fe80::1%eth0',
  ])('refuse the range %j', (range) => {
    expect(() => callerLists({ admission: null, ban: { addresses: [range] } })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  })
})
