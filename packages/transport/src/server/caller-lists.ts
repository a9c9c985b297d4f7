import { BlockList, isIP } from 'node:net'
import { checked, made, optionsOf, parseOptions } from '@subnetkit/base'
import { z } from 'zod'
import { transportError } from '../errors/transport-error.js'
import { addressField } from '../http/option-fields.js'
import { plainAddress } from '../http/remote-address.js'
import type { Admission } from './admission.js'

/** Callers by hotkey or by where they call from. */
export interface CallerList {
  /** SS58 addresses. @default none */
  readonly hotkeys?: readonly string[] | undefined
  /** IP addresses and ranges such as `203.0.113.0/24` or `2001:db8::/32`. @default none */
  readonly addresses?: readonly string[] | undefined
}

/** Options of {@link callerLists}. */
export interface CallerListOptions {
  /**
   * Callers that are served whatever `admission` says. Their signatures, and the rate limits, count as for others.
   * @default none
   */
  readonly allow?: CallerList | undefined
  /** Callers that are never served; wins over `allow`. @default none */
  readonly ban?: CallerList | undefined
  /** Decides about everybody else; null admits them. */
  readonly admission: Admission | null
}

const rangeField = () =>
  checked<string>((value) => parseRange(value) !== null, 'an IP address or a range (CIDR)')

/** Option that is a list of callers. */
export const callerListField = () =>
  optionsOf({
    hotkeys: z.array(addressField(), { error: 'an array of SS58 addresses' }).default([]),
    addresses: z.array(rangeField(), { error: 'an array of IP addresses and ranges' }).default([]),
  })

const callerListOptions = optionsOf({
  allow: callerListField().prefault({}),
  ban: callerListField().prefault({}),
  admission: made<Admission>('an admission, or null for everybody else', 'check').nullable(),
})

/**
 * Puts a list of allowed and one of banned callers in front of an admission. A ban refuses with CALLER_BANNED, before
 * the body and the signature. Throws CONFIG_INVALID for what is no hotkey, no address and no range.
 */
export function callerLists(options: CallerListOptions): Admission {
  const { allow, ban, admission } = parseOptions(callerListOptions, options, 'callerLists')
  const isBanned = matcherOf(ban)
  const isAllowed = matcherOf(allow)

  function refuseBanned(hotkey: string, address: string | null): void {
    const match = isBanned(hotkey, address)
    if (match !== null) throw transportError('CALLER_BANNED', { caller: match })
  }

  return {
    check(hotkey, address, kind) {
      refuseBanned(hotkey, address)
      if (isAllowed(hotkey, address) === null) admission?.check(hotkey, address, kind)
    },
    admit(hotkey, address, kind) {
      if (isAllowed(hotkey, address) === null) admission?.admit?.(hotkey, address, kind)
    },
    priority: (hotkey) => admission?.priority?.(hotkey) ?? 0,
    unready: () => admission?.unready?.() ?? null,
  }
}

/** Returns the hotkey or the address by which a list names a caller; null for a caller that is not on it. */
function matcherOf({ hotkeys, addresses }: z.output<ReturnType<typeof callerListField>>) {
  const keys = new Set(hotkeys)
  const ranges = new BlockList()
  for (const text of addresses) {
    const { address, prefix, family } = parseRange(text)!
    ranges.addSubnet(address, prefix, family)
  }
  return (hotkey: string, address: string | null): string | null => {
    if (keys.has(hotkey)) return hotkey
    if (address === null || addresses.length === 0) return null
    const plain = plainAddress(address)
    return ranges.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4') ? plain : null
  }
}

function parseRange(value: unknown) {
  if (typeof value !== 'string') return null
  const [, address = '', bits] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(value) ?? []
  const version = isIP(address)
  const most = version === 6 ? 128 : 32
  const prefix = bits === undefined ? most : Number(bits)
  if (version === 0 || prefix > most) return null
  return { address, prefix, family: version === 6 ? 'ipv6' : 'ipv4' } as const
}
