import { optionsOf, parseOptions } from '@subnetkit/base'
import type { Keypair, MessageSigner } from '@subnetkit/wallet'
import type { ChainSigner } from '../extrinsic/types.js'
import { createMessageSigner } from './message-policy.js'
import { createPolicedSigner, keypairField, policyFields, type SignerPolicy } from './policy.js'

const keySchema = optionsOf({ keypair: keypairField })
const policySchema = optionsOf(policyFields)

/**
 * A signer in this process that signs nothing but the calls on its list, on one chain, and the messages of its policy.
 *
 * It reads the bytes of each call itself, by the metadata of the chain that it was pinned to: names that come with a
 * request count for nothing. It makes the signed bytes itself, so that what was read is what is signed.
 * Throws CONFIG_INVALID for a policy that is not one.
 *
 * @example
 * const signer = createKeypairSigner(hotkey, { chain: pinChain(client) })
 * await submit(client, signer, call)
 */
export function createKeypairSigner(keypair: Keypair, policy: SignerPolicy): ChainSigner & MessageSigner {
  const place = 'createKeypairSigner'
  const { keypair: key } = parseOptions(keySchema, { keypair }, place)
  const { scheme, address } = key
  const parsed = parseOptions(policySchema, policy, place)
  const signExtrinsic = createPolicedSigner(key, parsed)
  const signMessage = createMessageSigner(key, parsed.messages, undefined)
  return Object.freeze({ scheme, address, signExtrinsic, signMessage })
}
