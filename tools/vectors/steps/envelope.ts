import { compactNumber } from '@polkadot-api/substrate-bindings'
import type { Chain } from '../../../packages/devnet/src/chain/chain.js'
import { concatBytes, fromHex } from '../../../packages/devnet/src/codec/bytes.js'
import { byteVector } from '../../../packages/devnet/src/codec/sized.js'
import { signedBytes } from '../../../packages/devnet/src/extrinsics/signed-bytes.js'
import { type RuntimeCall, runtimeCall } from '../../../packages/devnet/src/schema/types/outer.js'
import { RUNTIME } from '../../../packages/devnet/src/schema/version.js'
import { accountOf, keypairOf } from './names.js'
import { type RecordedStep, recordedVersion } from './record.js'
import type { Submit } from './world.js'

/** Fault of an extrinsic's envelope, by the names of the records. */
interface Fault {
  readonly nonce?: number
  readonly spec?: number
  readonly transactionVersion?: number
  readonly genesis?: string
  readonly tip?: number
  spoil?(bytes: Uint8Array): Uint8Array
}

/** Bytes in front of the signature: version, kind and key of the signer, kind of the signature. */
const SIGNATURE_AT = 35
const flipped = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, position) => (position === at ? byte ^ 1 : byte))

const faults: Readonly<Record<string, Fault>> = {
  'nonce used': { nonce: -1 },
  'other spec version': { spec: 1 },
  'other transaction version': { transactionVersion: 1 },
  'other genesis': { genesis: `0x${'11'.repeat(32)}` },
  'signature spoiled': { spoil: (bytes) => flipped(bytes, SIGNATURE_AT) },
  'call spoiled': { spoil: (bytes) => flipped(bytes, bytes.length - 1) },
  tip: { tip: 5 },
  'cut short': { spoil: (bytes) => bytes.slice(0, -1) },
  'a byte too many': { spoil: (bytes) => concatBytes(bytes, Uint8Array.of(0)) },
}

/**
 * Submits a call of an account: signed, so that its fee counts, on a chain of the recorded version; without a fee on others,
 * whose prices are other ones.
 */
export const submitCall: Submit = (chain, by, call) =>
  void (chain.image.specVersion === recordedVersion
    ? chain.submit(signed(chain, by, call, {}))
    : chain.submitAs(accountOf(by), call))

/** Form in which a step is sent: those of the group `envelope` with the fault that their name states. */
export function envelopeOf({ group, name }: RecordedStep): Submit {
  if (group !== 'envelope') return submitCall
  const fault = name === undefined ? {} : (faults[name] ?? {})
  return (chain, by, call) => void chain.submit(signed(chain, by, call, fault))
}

function signed(chain: Chain, by: string, call: RuntimeCall, fault: Fault): Uint8Array {
  const keypair = keypairOf(by)
  const account = `0x${Buffer.from(keypair.publicKey).toString('hex')}`
  const callBytes = runtimeCall.codec.enc(call)
  const nonce = chain.nonceOf(account) + (fault.nonce ?? 0)
  const tip = fault.tip ?? 0
  const payload = signedBytes(
    { callBytes, era: { kind: 'immortal' }, nonce, tip: BigInt(tip), metadataHashMode: 0 },
    {
      specVersion: chain.image.specVersion + (fault.spec ?? 0),
      transactionVersion: RUNTIME.transactionVersion + (fault.transactionVersion ?? 0),
      genesisHash: fault.genesis ?? chain.genesis.hash,
      birthHash: fault.genesis ?? chain.genesis.hash,
    },
  )
  const body = concatBytes(
    Uint8Array.of(0x84, 0),
    fromHex(account),
    Uint8Array.of(1),
    keypair.sign(payload),
    Uint8Array.of(0),
    compactNumber.enc(nonce),
    compactNumber.enc(tip),
    Uint8Array.of(0),
    callBytes,
  )
  return byteVector.enc(fault.spoil?.(body) ?? body)
}
