import { type ChainClient, createWeightsChain, readHead, readMetagraph, type Signer } from '@subnetkit/chain'
import type { MessageSigner } from '@subnetkit/wallet'
import { readActivation } from '../commitment/activation.js'
import { guardWeights } from '../lease/guard-weights.js'
import type { LeaseHolder } from '../lease/holder.js'
import { scoresVersion } from '../records/score-record.js'
import type { ValidatorChain } from './chain-port.js'
import { publishRound } from './round-notice.js'

/** Options of {@link createValidatorChain}. */
export interface ValidatorChainOptions {
  /** Lease of one mechanism, without which neither weights nor notices are signed. @default none: they always are */
  readonly lease?: LeaseHolder | undefined
}

/** Implements a validator's chain operations over one connection, signed by its hotkey. */
export function createValidatorChain(
  client: ChainClient,
  hotkey: Signer,
  { lease }: ValidatorChainOptions = {},
): ValidatorChain {
  return {
    genesisHash: client.status().genesisHash,
    head: () => readHead(client),
    onHead: (listener) => client.onHead(listener),
    metagraph: ({ netuid, mechanism }) => readMetagraph(client, { netuid, mechanism }),
    weights(subnet) {
      const weights = createWeightsChain(client, hotkey, subnet)
      return lease === undefined ? weights : guardWeights(weights, lease)
    },
    publishRound: (notice) => publishRound(client, hotkey, notice, lease),
    async activation(netuid) {
      const { activation, release } = await readActivation(client, { netuid })
      return activation && { ...activation, release }
    },
    signRound: (statement) => signRound(hotkey, Buffer.from(statement, 'utf8')),
  }
}

/** Signs the statement of a round; null where the signer signs extrinsics only. */
async function signRound(hotkey: Signer, statement: Uint8Array): Promise<Uint8Array | null> {
  if ('sign' in hotkey) return hotkey.sign(statement)
  if (!signsMessages(hotkey)) return null
  return hotkey.signMessage(statement)
}

/** Returns true for a signer of statements; one behind a socket states the kinds that it signs. */
function signsMessages(signer: Signer): signer is Signer & MessageSigner {
  if (!('signMessage' in signer)) return false
  const { messages }: { readonly messages?: unknown } = signer as object
  return !Array.isArray(messages) || messages.includes(scoresVersion)
}
