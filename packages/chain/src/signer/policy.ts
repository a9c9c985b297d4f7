import { u8aConcat } from '@polkadot/util'
import { configError, type Filled, made, rao, type SubnetError } from '@subnetkit/base'
import type { Keypair, KeyScheme } from '@subnetkit/wallet'
import { z } from 'zod'
import { chainError } from '../errors/chain-error.js'
import { readCallNames, readOutermostName } from '../extrinsic/call-names.js'
import { signedBytes } from '../extrinsic/signed-bytes.js'
import type { SigningRequest } from '../extrinsic/types.js'
import { hotkeyCalls } from './hotkey-calls.js'
import { type MessagePolicy, messagePolicy } from './message-policy.js'
import type { PinnedChain, PinnedRuntime } from './pinned-chain.js'

/** Calls that a signer may sign. */
export interface SignerPolicy {
  /** The chain that it signs for; from a source that its operator trusts. */
  readonly chain: PinnedChain
  /**
   * Calls that it signs, `Pallet.call` in the chain's spelling. A wrapper (batch, proxy, sudo) is signed only when
   * both it and every call inside are named.
   * @default hotkeyCalls
   */
  readonly allow?: readonly string[] | undefined
  /**
   * Highest tip, in rao: a tip is money of the account that leaves it.
   * @default 0n
   */
  readonly maxTip?: bigint | undefined
  /**
   * Messages that it signs besides extrinsics, such as the requests of a worker to miners; null for none.
   * @default null
   */
  readonly messages?: MessagePolicy | null | undefined
}

export const keypairField = made<Keypair>('a keypair', 'sign')

/** Fields of {@link SignerPolicy}. */
export const policyFields = {
  chain: made<PinnedChain>('a chain made by pinChain', 'runtime'),
  allow: z
    .array(z.string({ error: 'the name of a call' }), { error: 'an array of calls' })
    .readonly()
    .default(hotkeyCalls),
  maxTip: rao().default(0n),
  messages: messagePolicy.nullable().default(null),
} as const

/** Variant index of each scheme in the chain's MultiSignature. */
const multiSignatureVariant: Readonly<Record<KeyScheme, number>> = { ed25519: 0, sr25519: 1 }

const mortalEra = /^0x[0-9a-f][1-9a-f][0-9a-f]{2}$/
const hash = /^0x[0-9a-f]{64}$/

/**
 * Checks requests against a policy parsed by {@link policyFields}, and signs those that pass. Throws CONFIG_INVALID for
 * a name that cannot be one.
 */
export function createPolicedSigner(
  keypair: Keypair,
  { chain, allow, maxTip }: Omit<Filled<SignerPolicy>, 'messages'>,
) {
  const odd = allow.find((name) => !/^[A-Z][A-Za-z0-9]*\.[a-z][a-z0-9_]*$/.test(name))
  if (odd !== undefined) {
    const detail = `'${odd}' is not the name of a call`
    const fix = 'Name calls as in SubtensorModule.set_weights.'
    throw configError('CONFIG_INVALID', { place: 'allow-list of the signer', detail, fix })
  }
  const allowed = new Set(allow)
  const signer = keypair.address

  return async (request: SigningRequest): Promise<Uint8Array> => {
    const runtime = await chain.runtime()
    const refuse: Refuse = (detail, fix, cause) =>
      chainError('SIGNER_REFUSED', { signer, call: request.name, detail, fix }, { cause })
    const otherChain = objectionToChain(chain, runtime, request)
    if (otherChain) throw refuse(otherChain, 'Connect signer and client to the same chain, both up to date.')

    // Outermost first: the signer never parses the arguments of a call that it will not sign.
    const outermost = reading(() => readOutermostName(runtime.registry, request.call), refuse)
    const barred = allowed.has(outermost)
      ? reading(() => readCallNames(runtime.registry, request.call), refuse).find(
          (name) => !allowed.has(name),
        )
      : outermost
    if (barred !== undefined) {
      const place = barred === outermost ? barred : `${barred}, inside it,`
      const fix = 'Sign it with the key that this call belongs to, or have the operator allow it.'
      throw refuse(`${place} is not on its allow-list`, fix)
    }
    if (outermost !== request.name) {
      throw refuse(
        `its bytes are ${outermost}`,
        'Update the client: it reads the metadata of another runtime.',
      )
    }
    // A first byte of zero is an era of one byte: what follows would be read as other fields than were checked.
    if (!mortalEra.test(request.era))
      throw refuse(`its era ${request.era} is not mortal`, 'Sign it with a mortal era.')
    if (!hash.test(request.birthHash))
      throw refuse('its birth hash is not a block hash', 'Update the client.')
    // Refused unless proven to be within the limit: what is not an amount compares false with everything.
    if (typeof request.tip !== 'bigint' || !(request.tip >= 0n && request.tip <= maxTip))
      throw refuse(`its tip of ${request.tip} rao is not from 0 to ${maxTip} rao`, 'Sign without a tip.')
    const message = signedBytes(request, runtime.extensions)
    return u8aConcat([multiSignatureVariant[keypair.scheme]], keypair.sign(message))
  }
}

function objectionToChain(
  { genesisHash }: PinnedChain,
  { specVersion, transactionVersion }: PinnedRuntime,
  request: SigningRequest,
): string | null {
  if (request.genesisHash !== genesisHash)
    return `it is for the chain ${request.genesisHash}, not ${genesisHash}`
  if (request.specVersion === specVersion && request.transactionVersion === transactionVersion) return null
  const wanted = `${request.specVersion} (transactions ${request.transactionVersion})`
  return `it is for spec ${wanted}, but the signer sees spec ${specVersion} (transactions ${transactionVersion})`
}

type Refuse = (detail: string, fix: string, cause?: unknown) => SubnetError

/** Parses the bytes; bytes that cannot be read are refused. */
function reading<T>(look: () => T, refuse: Refuse): T {
  try {
    return look()
  } catch (error) {
    throw refuse('its bytes are not a call of this runtime', 'Update the client.', error)
  }
}
