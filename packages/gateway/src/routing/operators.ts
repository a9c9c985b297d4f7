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
  if (host.startsWith('127.')) return null
  if (isIP(host) === 4) return host.split('.', 3).join('.')
  if (isIP(host) !== 6 || host === '::1') return null
  const [head = '', tail] = host.toLowerCase().split('::')
  const groups = head === '' ? [] : head.split(':')
  if (tail !== undefined) while (groups.length < 3) groups.push('0')
  return groups
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
