import type { Codec } from '@polkadot/types/types'
import type { Keypair } from '../wallet/keypair.js'
import type { ChainClient } from './client.js'
import { parseIp } from './internal/ip.js'
import { optional, readStorage, toBigInt, toNumber } from './internal/runtime.js'
import { submit } from './submit.js'

/** Axon version that current SDKs publish. */
const axonVersion = 1
/** Protocol number that current SDKs publish. */
const axonProtocol = 4

/**
 * Publishes where a hotkey serves. Returns false, and sends nothing, when the chain already says so.
 * The real chain refuses loopback addresses (CHAIN_REJECTED, InvalidIpAddress).
 */
export async function serveAxon(
  client: ChainClient,
  hotkey: Keypair,
  parameters: { readonly netuid: number; readonly host: string; readonly port: number },
): Promise<boolean> {
  const { netuid, host, port } = parameters
  const { ip, ipType } = parseIp(host)
  const stored = optional(await readStorage(client, 'SubtensorModule', 'Axons', [netuid, hotkey.address]))
  const axon = stored as unknown as { ip: Codec; port: Codec; protocol: Codec; version: Codec }
  const same =
    stored !== null &&
    toBigInt(axon.ip) === ip &&
    toNumber(axon.port) === port &&
    toNumber(axon.protocol) === axonProtocol &&
    toNumber(axon.version) === axonVersion
  if (same) return false
  await submit(client, hotkey, {
    pallet: 'SubtensorModule',
    call: 'serve_axon',
    args: [netuid, axonVersion, ip, port, ipType, axonProtocol, 0, 0],
  })
  return true
}
