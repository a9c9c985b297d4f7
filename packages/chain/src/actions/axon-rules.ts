/** An address in the chain's form: the integer value and 4 or 6. */
export interface ServedAddress {
  readonly ip: bigint
  readonly ipType: number
  readonly port: number
}

const ipv4 = { loopback: 0x7f00_0001n, highest: 0xffff_ffffn }
const ipv6 = { loopback: 1n, highest: (1n << 128n) - 1n }

/** Returns the chain's reason to refuse an axon address, or null. Checks port and type first, then the address itself. */
export function axonObjection(address: ServedAddress): string | null {
  const { ip, ipType, port } = address
  if (ipType !== 4 && ipType !== 6) return `address type ${ipType} is neither 4 nor 6`
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return `${port} is no port from 1 to 65535`
  const { highest } = ipType === 4 ? ipv4 : ipv6
  if (ip < 0n || ip > highest) return `the address does not fit IPv${ipType}`
  if (isLoopback(address)) return 'it is the loopback address, which other machines cannot reach'
  return ip === highest ? 'it is the highest address, which is no host' : null
}

/** Returns the chain's reason to refuse a prometheus address, or null: as for axons, and never zero. */
export function prometheusObjection(address: ServedAddress): string | null {
  return axonObjection(address) ?? (address.ip === 0n ? 'the address is zero' : null)
}

/** 127.0.0.1 and ::1, which only a devnet may be configured to accept. The chain accepts others of 127.0.0.0/8. */
export function isLoopback({ ip, ipType }: ServedAddress): boolean {
  return ip === (ipType === 4 ? ipv4 : ipv6).loopback
}
