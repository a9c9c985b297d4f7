import { Keyring } from '@polkadot/api'
import { compactBn, compactNumber } from '@polkadot-api/substrate-bindings'
import { concatBytes, fromHex, toHex } from '../../codec/bytes.js'
import { byteVector } from '../../codec/sized.js'
import { loadWasm } from '../../codec/wasm.js'
import { type Era, eraCodec } from '../../extrinsics/era.js'
import { signedBytes } from '../../extrinsics/signed-bytes.js'
import { RUNTIME } from '../../schema/version.js'

/** Seed of all fuzzing: fixed, so that a run is like the last; another one by `FUZZ_SEED`. */
export const seed = Number(process.env.FUZZ_SEED ?? 381)

/** Number of runs: few for every day, times `FUZZ_FACTOR` for a campaign. */
export const runs = (count: number): number => count * Number(process.env.FUZZ_FACTOR ?? 1)

await loadWasm()

const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 })
type KeyringPair = ReturnType<typeof keyring.addFromUri>

/** The key pair of a dev URI. */
export const pairOf = (uri: string): KeyringPair => keyring.addFromUri(uri)

export const accountOf = (pair: KeyringPair): string => toHex(pair.publicKey)

/** Parts of an extrinsic. All but the call, the key and the chain have default values. */
export interface Making {
  readonly pair: KeyringPair
  /** SCALE bytes of the call. */
  readonly call: Uint8Array
  readonly genesisHash: string
  readonly nonce?: number
  readonly tip?: bigint
  readonly era?: Era
  /** Hash of the block that the era begins in; the genesis hash for immortal ones. */
  readonly birthHash?: string
  readonly specVersion?: number
  readonly transactionVersion?: number
}

/** A signed extrinsic with its length in front. */
export function makeExtrinsic(making: Making): Uint8Array {
  const { pair, call, nonce = 0, tip = 0n, era = { kind: 'immortal' } } = making
  const { genesisHash, birthHash = genesisHash } = making
  const { specVersion = RUNTIME.specVersion, transactionVersion = RUNTIME.transactionVersion } = making
  const parts = { callBytes: call, era, nonce, tip, metadataHashMode: 0 }
  const message = signedBytes(parts, { specVersion, transactionVersion, genesisHash, birthHash })
  const body = concatBytes(
    Uint8Array.of(0x84, 0),
    pair.publicKey,
    Uint8Array.of(1),
    pair.sign(message),
    eraCodec.enc(era),
    compactNumber.enc(nonce),
    compactBn.enc(tip),
    Uint8Array.of(0),
    call,
  )
  return byteVector.enc(body)
}

/** System.remark of these bytes: a call that always goes through. */
export const remark = (bytes: Uint8Array): Uint8Array =>
  concatBytes(Uint8Array.of(0, 0), byteVector.enc(bytes))

/** Balances.transfer_keep_alive. */
export const transfer = (to: string, amount: bigint): Uint8Array =>
  concatBytes(Uint8Array.of(5, 3, 0), fromHex(to), compactBn.enc(amount))
