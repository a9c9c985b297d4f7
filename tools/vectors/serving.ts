import { isSubnetError } from '@subnetkit/base'
import type { ChainClient, ServedAxon } from '@subnetkit/chain'
import {
  axonCall,
  axonObjection,
  makeCall,
  prometheusObjection,
  toServedAxon,
} from '@subnetkit/chain/conformance'
import { z } from 'zod'
import { bytesOf, caseKind, comparer, hex, hexOf, nameField, note, sameHex } from './cases.js'
import type { VectorKind } from './kind.js'
import { runtimeKind } from './runtime.js'

const port = z.number().int()

const ipCase = z
  .strictObject({
    name: z.string().optional(),
    note,
    ip: z.string(),
    port: port.optional(),
    ip_int: z.string().optional(),
    ip_type: z.number().int().optional(),
    u128_le_hex: hex.optional(),
    accepted_by_serve_axon: z.boolean().optional(),
    accepted_by_serve_prometheus: z.boolean().optional(),
    error: z.string().optional(),
  })
  .refine(
    (given) =>
      [
        given.ip_int,
        given.u128_le_hex,
        given.error,
        given.accepted_by_serve_axon,
        given.accepted_by_serve_prometheus,
      ].some((stated) => stated !== undefined),
    'the case states nothing to compare',
  )

/** The axon at an address, or null when we do not read it as one. */
function axonAt(host: string, port: number): ServedAxon | null {
  try {
    return toServedAxon({ host, port })
  } catch (error) {
    if (!isSubnetError(error, 'CONFIG_INVALID')) throw error
    return null
  }
}

function compareIp(given: z.infer<typeof ipCase>): string | null {
  const { same, problem } = comparer()
  const axon = axonAt(given.ip, given.port ?? 1)
  const accepted = (objection: typeof axonObjection) => axon !== null && objection(axon) === null
  same('refused', axon === null, given.error !== undefined)
  if (given.ip_int !== undefined) same('ip_int', axon?.ip.toString(), given.ip_int)
  if (given.ip_type !== undefined) same('ip_type', axon?.ipType, given.ip_type)
  if (given.u128_le_hex !== undefined) {
    same('u128_le_hex', axon && littleEndian(axon.ip), sameHex(given.u128_le_hex))
  }
  if (given.accepted_by_serve_axon !== undefined) {
    same('accepted_by_serve_axon', accepted(axonObjection), given.accepted_by_serve_axon)
  }
  if (given.accepted_by_serve_prometheus !== undefined) {
    same('accepted_by_serve_prometheus', accepted(prometheusObjection), given.accepted_by_serve_prometheus)
  }
  return problem()
}

/** An address as the chain's u128: sixteen bytes, the lowest first. */
function littleEndian(ip: bigint): string {
  return Buffer.from(ip.toString(16).padStart(32, '0'), 'hex').reverse().toString('hex')
}

const callCase = z.strictObject({
  name: z.string().optional(),
  note,
  netuid: z.number().int(),
  version: z.number().int(),
  ip: z.string(),
  port,
  ip_type: z.number().int().optional(),
  protocol: z.number().int(),
  placeholder1: z.number().int().default(0),
  placeholder2: z.number().int().default(0),
  certificate_hex: hex.optional(),
  call_hex: hex,
})

function compareCall(client: ChainClient, given: z.infer<typeof callCase>): string | null {
  const { same, problem } = comparer()
  const { netuid, version, ip: host, port, protocol, placeholder1, placeholder2 } = given
  const certificate = given.certificate_hex === undefined ? undefined : bytesOf(given.certificate_hex)
  const axon = { ...toServedAxon({ host, port, version, protocol, certificate }), placeholder1, placeholder2 }
  if (given.ip_type !== undefined) same('ip_type', axon.ipType, given.ip_type)
  same('call_hex', makeCall(client, axonCall(netuid, axon)).method.toHex(), hexOf(bytesOf(given.call_hex)))
  return problem()
}

const callFile = /^serve-axon-call.*\.json$/

/** Addresses of axons and the calls that publish them. */
export const servingVectors: readonly VectorKind[] = [
  caseKind(/^serve-axon-ip.*\.json$/, ipCase, (raw, at) => String(raw.name ?? raw.ip ?? at), compareIp),
  runtimeKind(callFile, (client) =>
    caseKind(callFile, callCase, nameField, (given) => compareCall(client, given)),
  ),
]
