import type { MinerEndpoint } from '@subnetkit/core'
import type { Keypair } from '@subnetkit/wallet'
import { SPOKEN_VERSION } from './axon-exchange.js'
import type { ExactJson } from './exact-json.js'
import { writeLegacyBody } from './legacy-body.js'
import { buildLegacyHeaders } from './legacy-headers.js'
import { hashSynapse, type LegacySynapse, requiredFields } from './legacy-synapse.js'
import { signLegacyRequest } from './signature.js'
import { emptyTerminal } from './terminal-info.js'

/** Caller of a v10 request. */
export interface LegacySender {
  readonly keypair: Keypair
  readonly uuid: string
  readonly externalIp: string
  readonly nonce: bigint
}

/** A signed request as a v10 dendrite sends it: all of the synapse in the body, who calls in both. */
export function legacyRequest(
  { keypair, uuid, externalIp, nonce }: LegacySender,
  endpoint: MinerEndpoint,
  synapse: LegacySynapse,
  values: ReadonlyMap<string, ExactJson>,
  timeoutSeconds: number,
) {
  const { host: ip, port, hotkey } = endpoint
  const bodyHash = hashSynapse(synapse, values, timeoutSeconds)
  const signature = signLegacyRequest(keypair, { nonce, receiver: hotkey, uuid, bodyHash })
  const axon = { ...emptyTerminal, ip, port, hotkey }
  const dendrite = {
    ...emptyTerminal,
    ip: externalIp,
    version: SPOKEN_VERSION,
    nonce,
    uuid,
    hotkey: keypair.address,
    signature,
  }
  return {
    body: writeLegacyBody({ synapse, values, timeoutSeconds, totalSize: 0n, axon, dendrite }),
    headers: buildLegacyHeaders({
      name: synapse.name,
      timeoutSeconds,
      axon,
      dendrite,
      required: requiredFields(synapse, values),
      headerSize: null,
      totalSize: null,
      bodyHash,
    }),
  }
}
