import { isIP } from 'node:net'
import type { Candidate } from '../model.js'

/**
 * Returns true for miners that are probably of one operator: one coldkey, or addresses of one network (24 bits of IPv4, 48 of IPv6).
 * Loopback says nothing: a devnet runs all its miners there.
 */
export function isSameOperator(a: Candidate, b: Candidate): boolean {
  if (a.coldkey === b.coldkey) return true
  const network = networkOf(a.host)
  return network !== null && network === networkOf(b.host)
}

function networkOf(host: string): string | null {
  if (isIP(host) === 4) return host.startsWith('127.') ? null : host.split('.', 3).join('.')
  if (isIP(host) !== 6) return null
  const groups = groupsOf(host)
  const isIpv4 = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  // An IPv4 address in the form of IPv6 is that address.
  if (isIpv4)
    return networkOf(
      groups
        .slice(6)
        .flatMap((group) => [group >> 8, group & 255])
        .join('.'),
    )
  const isLoopback = groups.every((group, at) => group === (at === 7 ? 1 : 0))
  return isLoopback
    ? null
    : groups
        .slice(0, 3)
        .map((group) => group.toString(16))
        .join(':')
}

/** The eight numbers of an IPv6 address. */
function groupsOf(host: string): readonly number[] {
  const plain = host.replace(/%.*$/, '').replace(/[\d.]+$/, (end) => {
    const bytes = end.split('.').map(Number)
    if (bytes.length < 4) return end
    const [a = 0, b = 0, c = 0, d = 0] = bytes
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
  })
  const [head = [], tail = []] = plain
    .split('::')
    .map((part) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))))
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail]
}
