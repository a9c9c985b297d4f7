import { isIPv4, isIPv6 } from 'node:net'
import { optionError } from '@subnetkit/base'

/** An address as the chain stores it: the integer value and 4 or 6. */
export interface ChainIp {
  readonly ip: bigint
  readonly ipType: 4 | 6
}

/** Reads an IPv4 or IPv6 literal; throws CONFIG_INVALID for anything else (names are not resolved). */
export function parseIp(host: string): ChainIp {
  if (isIPv4(host)) {
    return { ip: host.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n), ipType: 4 }
  }
  if (isIPv6(host) && !host.includes('%')) return { ip: joinGroups(ipv6Groups(host)), ipType: 6 }
  throw optionError('axon host', host, 'an IPv4 or IPv6 address')
}

/** Writes an address of the chain; IPv6 in its shortest form. */
export function formatIp(ip: bigint, ipType: number): string {
  if (ipType === 4) return [24n, 16n, 8n, 0n].map((shift) => String((ip >> shift) & 0xffn)).join('.')
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((ip >> BigInt(16 * (7 - index))) & 0xffffn).toString(16),
  )
  // URL writes IPv6 literals canonically (RFC 5952).
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}

function ipv6Groups(host: string): bigint[] {
  const canonical = new URL(`http://[${host}]`).hostname.slice(1, -1)
  const [head = '', tail] = canonical.split('::')
  const parse = (part: string) => (part === '' ? [] : part.split(':').map((group) => BigInt(`0x${group}`)))
  const front = parse(head)
  if (tail === undefined) return front
  const back = parse(tail)
  return [...front, ...Array<bigint>(8 - front.length - back.length).fill(0n), ...back]
}

function joinGroups(groups: readonly bigint[]): bigint {
  return groups.reduce((sum, group) => (sum << 16n) | group, 0n)
}
