import { isIPv6 } from 'node:net'

/** A remote address without its zone; mapped IPv4 (`::ffff:`) becomes IPv4. */
export function plainAddress(address: string): string {
  const plain = address.replace(/%.*$/, '')
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1] ?? plain
}

/**
 * Key under which a remote address is counted: IPv4 by the whole address, mapped IPv4 likewise, IPv6 by its /64, since
 * one machine usually owns all of that.
 */
export function addressKey(address: string | undefined): string {
  if (address === undefined) return 'gone'
  const plain = plainAddress(address)
  if (!isIPv6(plain)) return plain
  const [head = '', tail = ''] = plain.split('::')
  const first = groupsOf(head)
  const last = groupsOf(tail)
  const zeros = plain.includes('::') ? Array<string>(8 - first.length - last.length).fill('0') : []
  return `${[...first, ...zeros, ...last].slice(0, 4).join(':')}::/64`
}

/** Two groups for an address that ends in dotted decimal. */
function groupsOf(part: string): string[] {
  if (part === '') return []
  return part.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group.toLowerCase()]))
}
