import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { buildConnector } from 'undici'
import { isPublicAddress } from './public-address.js'

/** Addresses that may be called: `loopback` is 127.0.0.1 and ::1 written as such, besides public ones. */
export type AllowedAddresses = 'all' | 'loopback' | 'public'

/**
 * Maps the option of clients. Without a choice, 127.0.0.1 and ::1 are allowed: the chain refuses exactly these as
 * axons, so they come from this machine's developer.
 */
export const allowedAddresses = (allowPrivate: boolean | undefined): AllowedAddresses =>
  allowPrivate === undefined ? 'loopback' : allowPrivate ? 'all' : 'public'

/** A stranger's host leads to an address that is not public. */
export class AddressRefused extends Error {
  readonly address: string
  constructor(address: string) {
    super(`${address} is not a public address`)
    this.address = address
  }
}

interface ConnectorOptions {
  readonly allow: AllowedAddresses
  /** Options for connections over TLS. */
  readonly tls?: ConnectionOptions | undefined
  /** @default that of the system */
  readonly lookup?: typeof systemLookup | undefined
}

/**
 * Creates undici's connector with a check of the address that is really connected to. A name is resolved once, all its
 * addresses are checked, and the connection goes to one of them, so that it cannot resolve to another one later.
 */
export function createCheckedConnector({
  allow,
  tls,
  lookup = systemLookup,
}: ConnectorOptions): buildConnector.connector {
  const isAllowed = (address: string) => allow === 'all' || isPublicAddress(address)
  const connect = buildConnector({
    ...tls,
    lookup: checkedLookup(lookup, isAllowed),
  } as buildConnector.BuildOptions)
  return (options, callback) => {
    const { hostname } = options
    const isLoopback = allow === 'loopback' && (hostname === '127.0.0.1' || hostname === '::1')
    // An address is never looked up.
    if (isIP(hostname) === 0 || isLoopback || isAllowed(hostname)) return connect(options, callback)
    process.nextTick(() => callback(new AddressRefused(hostname), null))
  }
}

function checkedLookup(lookup: typeof systemLookup, isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      const refused = addresses.find(({ address }) => !isAllowed(address))
      if (refused) return callback(new AddressRefused(refused.address), [])
      const [first] = addresses
      if (options.all || !first) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
}
