import { u8aConcat, u8aToHex } from '@polkadot/util'
import { blake2AsHex } from '@polkadot/util-crypto'
import { decodeAddress, type KeyScheme, verifySignature } from '@subnetkit/wallet'
import { type ChainClient, readHead } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { BlockRef } from '../read/block.js'
import { makeCall } from './call.js'
import { readFinalized } from './canonical.js'
import { encodeEra } from './era.js'
import { requireKnownCalls } from './known-calls.js'
import { checkSubject, parseSigningOptions } from './options.js'
import { assembleExtrinsic, signedBytes } from './signed-bytes.js'
import { extensionsOf, type SignedExtension } from './signed-extensions.js'
import type { CallParameters, Hex, SignedExtrinsic, Signer, SigningOptions, SigningRequest } from './types.js'

/** Variant index of each scheme in the chain's MultiSignature. */
const multiSignature: Readonly<Record<KeyScheme, number>> = { ed25519: 0, sr25519: 1 }

/**
 * Signs a call once. The result may be kept, sent any number of times and found again by {@link findExtrinsic}.
 *
 * Its era begins at the finalized head, so that no reorganisation can make the signature void. Hold
 * `client.turns(signer.address, …)` from here until it is included (as `submit` does): two that are signed side by
 * side have the same nonce, and only one of them can live.
 *
 * Throws CONFIG_INVALID for options and arguments that do not fit, CHAIN_FEATURE_MISSING when the runtime has no such
 * call, SIGNER_REFUSED when the signer may not sign it.
 */
export async function signExtrinsic(
  client: ChainClient,
  signer: Signer,
  parameters: CallParameters,
  options: SigningOptions = {},
): Promise<SignedExtrinsic> {
  checkSubject(signer, parameters, 'signExtrinsic')
  const { eraBlocks = 64, tip = 0n, ...given } = parseSigningOptions(options, 'signExtrinsic')
  const [birth, nonce] = await Promise.all([
    readBirth(client, eraBlocks),
    given.nonce ?? readNextNonce(client, signer.address),
  ])
  const api = await client.ready()
  // From here to the request nothing is awaited: call and versions belong to one runtime.
  const name = `${parameters.pallet}.${parameters.call}`
  const specVersion = api.runtimeVersion.specVersion.toNumber()
  const { method } = makeCall(client, parameters)
  requireKnownCalls(client, api, method)
  const request: SigningRequest = {
    call: method.toHex(),
    name,
    era: u8aToHex(encodeEra(eraBlocks, birth.number)),
    nonce,
    tip,
    specVersion,
    transactionVersion: api.runtimeVersion.transactionVersion.toNumber(),
    genesisHash: api.genesisHash.toHex(),
    birthHash: birth.hash as Hex,
  }
  const extensions = extensionsOf(api.registry, specVersion)
  const publicKey = decodeAddress(signer.address)
  const bytes = assembleExtrinsic(request, extensions, {
    publicKey,
    multiSignature: await signWith(signer, publicKey, request, extensions),
  })
  return {
    call: name,
    bytes: u8aToHex(bytes),
    hash: blake2AsHex(bytes, 256),
    signer: signer.address,
    nonce,
    birthBlock: birth.number,
    lastBlock: birth.number + eraBlocks - 1,
    specVersion,
  }
}

/** The finalized head; the best one if finality lags so far behind that too little of the era would be left. */
async function readBirth(client: ChainClient, eraBlocks: number): Promise<BlockRef> {
  const [finalized, best] = await Promise.all([readFinalized(client), readHead(client)])
  return best.number - finalized.number > eraBlocks / 4 ? best : finalized
}

/** Reads the next nonce of an account: after everything that blocks and the pool of the node have of it. */
export async function readNextNonce(client: ChainClient, address: string): Promise<number> {
  const next = await client.ask('system_accountNextIndex', client.api.rpc.system.accountNextIndex(address))
  return next.toNumber()
}

async function signWith(
  signer: Signer,
  publicKey: Uint8Array,
  request: SigningRequest,
  extensions: readonly SignedExtension[],
): Promise<Uint8Array> {
  const message = signedBytes(request, extensions)
  const { scheme, address } = signer
  if (!('signExtrinsic' in signer)) return u8aConcat([multiSignature[scheme]], signer.sign(message))
  const answer = await signer.signExtrinsic(request)
  const signature = answer.subarray(1)
  if (answer[0] !== multiSignature[scheme] || !verifySignature({ scheme, publicKey, message, signature })) {
    throw chainError('SIGNER_BROKEN', {
      signer: address,
      detail: 'the signature does not verify',
    })
  }
  return answer
}
