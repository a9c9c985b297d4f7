import { BlockList, isIP } from 'node:net'

/** IPv4 ranges that are not public (IANA's special-purpose registry), and addresses that clouds use for metadata. */
const reserved4 = new BlockList()
for (const range of [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24'],
  ...['203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  '168.63.129.16/32', // Azure: the others are link-local, or in ranges above
]) {
  const [network = '', prefix] = range.split('/')
  reserved4.addSubnet(network, Number(prefix), 'ipv4')
}

/** Global unicast is 2000::/3; these parts of it are not public. */
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')
const reserved6 = new BlockList()
for (const [network, prefix] of [
  ['2001::', 23], // protocol assignments, Teredo and ORCHID among them
  ['2001:db8::', 32],
  ['3fff::', 20],
] as const) {
  reserved6.addSubnet(network, prefix, 'ipv6')
}

/**
 * Returns true for an IP address that anyone on the internet could reach. False for private, loopback, link-local,
 * shared (CGNAT), multicast, documentation and unspecified addresses, for cloud metadata, for IPv4 written as IPv6
 * (`::ffff:`), and for what is no IP address. NAT64 and 6to4 addresses are judged by the IPv4 address inside.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !reserved4.check(address, 'ipv4')
  if (family !== 6 || address.includes('%')) return false
  const groups = groupsOf(address)
  const [first, second] = groups
  if (first === 0x2002) return isPublicAddress(dotted(groups.slice(1, 3)))
  const isNat64 = first === 0x64 && second === 0xff9b && groups.slice(2, 6).every((group) => group === 0)
  if (isNat64) return isPublicAddress(dotted(groups.slice(6)))
  return global6.check(address, 'ipv6') && !reserved6.check(address, 'ipv6')
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  // The parser of URLs rewrites a dotted tail as groups.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const parse = (text: string) =>
    text.split(':').flatMap((group) => (group ? [Number.parseInt(group, 16)] : []))
  const [before, after] = [parse(head), parse(tail ?? '')]
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
}

function dotted([high = 0, low = 0]: readonly number[]): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
