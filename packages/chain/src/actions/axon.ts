import { u8aConcat, u8aToHex } from '@polkadot/util'
import { calls } from '../extrinsic/calls.js'
import type { CallParameters } from '../extrinsic/types.js'
import { parseIp } from '../metagraph/ip.js'
import { bigint, fields, number } from '../read/decode.js'

/** Address at which a neuron serves. */
export interface AxonParameters {
  /** IPv4 or IPv6 address; the chain stores no names. */
  readonly host: string
  readonly port: number
  /**
   * Version of the protocol behind it, as SDKs write it.
   * @default 1
   */
  readonly version?: number | undefined
  /**
   * Number of the protocol, as SDKs write it.
   * @default 4
   */
  readonly protocol?: number | undefined
  /**
   * Public key for TLS: one byte for its algorithm, then 1 to 64 bytes. The chain would silently drop a longer one; here
   * it is AXON_INVALID.
   * @default none; one that was published before stays
   */
  readonly certificate?: Uint8Array | undefined
}

/** Axon as the chain holds it. */
export interface ServedAxon {
  readonly ip: bigint
  readonly ipType: number
  readonly port: number
  readonly version: number
  readonly protocol: number
  readonly placeholder1: number
  readonly placeholder2: number
  /** 0x-hex of algorithm and key, or null when this axon was published without. */
  readonly certificate: string | null
}

/** Returns the axon that {@link AxonParameters} describe. Throws CONFIG_INVALID for a host that is not an IP address. */
export function toServedAxon(parameters: AxonParameters): ServedAxon {
  const { host, port, version = 1, protocol = 4, certificate } = parameters
  const { ip, ipType } = parseIp(host)
  const placeholders = { placeholder1: 0, placeholder2: 0 }
  const key = certificate === undefined ? null : u8aToHex(certificate)
  return { ip, ipType, port, version, protocol, ...placeholders, certificate: key }
}

/** The call that publishes an axon. */
export function axonCall(netuid: number, axon: ServedAxon): CallParameters {
  const { version, ip, port, ipType, protocol, placeholder1, placeholder2, certificate } = axon
  const args = [netuid, version, ip, port, ipType, protocol, placeholder1, placeholder2]
  return certificate === null ? calls.serveAxon(...args) : calls.serveAxonTls(...args, certificate)
}

/** Reads an axon as the chain stores it; null for a hotkey that never published one. */
export function readServedAxon(
  stored: unknown,
  certificate: { readonly algorithm: number; readonly public_key: Uint8Array } | null,
): (ServedAxon & { readonly block: number }) | null {
  if (stored === null) return null
  const axon = axonFields(stored)
  return {
    block: axon.block,
    ip: axon.ip,
    ipType: axon.ip_type,
    port: axon.port,
    version: axon.version,
    protocol: axon.protocol,
    placeholder1: axon.placeholder1,
    placeholder2: axon.placeholder2,
    certificate:
      certificate && u8aToHex(u8aConcat(Uint8Array.of(certificate.algorithm), certificate.public_key)),
  }
}

const axonFields = fields({
  block: number,
  ip: bigint,
  ip_type: number,
  port: number,
  version: number,
  protocol: number,
  placeholder1: number,
  placeholder2: number,
})
