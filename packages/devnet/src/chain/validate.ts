import { reasonOf } from '@subnetkit/base'
import { eraBirth } from '../extrinsics/era.js'
import { decodeExtrinsic, type SignedExtrinsic } from '../extrinsics/extrinsic.js'
import { verifySignature } from '../extrinsics/signature.js'
import { signedBytes } from '../extrinsics/signed-bytes.js'
import { invalid, invalidCustom, noRule, undecodable, unknownValidity } from '../extrinsics/validity.js'
import { requirePayment } from '../fees/charge.js'
import { findMissing, findUnhandled } from '../runtime/handlers.js'
import { maySudo } from '../runtime/pallets/sudo.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import { RUNTIME, type RuntimeImage } from '../schema/version.js'
import { isCarrier, livesTooLong } from '../shield/submission.js'
import type { StateReader } from '../state/state.js'
import type { Runtime } from './execute.js'

/** An extrinsic that may go into the pool. */
export interface ValidExtrinsic {
  readonly extrinsic: SignedExtrinsic
  /** The signer's account, 0x-hex. */
  readonly signer: string
  /** Its length in front. */
  readonly bytes: Uint8Array
}

/** The chain as a new extrinsic finds it. */
export interface ValidationContext {
  readonly runtime: Runtime
  readonly image: RuntimeImage
  readonly state: StateReader
  /** Number of the block that would include it. */
  readonly block: number
  readonly genesisHash: string
  /** Hash of a block of the recent past. */
  hashOf(block: number): string | undefined
}

/** Checks everything about an extrinsic that does not change while it waits; throws a PoolRefusal. */
export function checkExtrinsic(context: ValidationContext, bytes: Uint8Array): ValidExtrinsic {
  const extrinsic = read(bytes)
  if (extrinsic.kind === 'bare') throw unknownValidity('NoUnsignedValidator')
  if (extrinsic.signer.type !== 'Id') throw unknownValidity('CannotLookup')
  // The runtime carries no metadata hash that a signature could be checked against.
  if (extrinsic.metadataHashMode !== 0) throw unknownValidity('CannotLookup')
  const signer = extrinsic.signer.value
  if (/^0x0+$/.test(signer)) throw invalid('badSigner')
  checkSignature(context, extrinsic, signer)
  checkCall(context, extrinsic.call)
  return { extrinsic, signer, bytes }
}

/** Refuses a call that the runtime has not, that has no rule, or that wraps such a call. */
export function checkCall({ runtime, image }: ValidationContext, call: RuntimeCall): void {
  const missing = findMissing(image, call)
  if (missing !== undefined) {
    throw undecodable(`Runtime error: spec ${image.specVersion} has no call ${missing}`)
  }
  const unhandled = findUnhandled(runtime.handlers, call)
  if (unhandled !== undefined) throw noRule(unhandled)
}

/** Checks of the transaction extensions behind that of the nonce, in their order: run again before inclusion. */
export function checkRules(context: ValidationContext, { extrinsic, signer, bytes }: ValidExtrinsic): void {
  birthHash(context, extrinsic)
  const { rules, switches } = context.runtime
  const { state, block } = context
  const { call, era } = extrinsic
  requirePayment(context, rules, { extrinsic, signer, length: bytes.length })
  if (!maySudo(state, context.image, signer, call)) throw invalid('badSigner')
  if (isCarrier(call) && livesTooLong(era)) throw invalid('stale')
  const poolContext = { state, block, switches, origin: { kind: 'signed', account: signer } as const }
  const code = rules.validate?.(poolContext, call) ?? null
  if (code !== null) throw invalidCustom(code)
}

function read(bytes: Uint8Array) {
  try {
    return decodeExtrinsic(bytes)
  } catch (error) {
    const detail = reasonOf(error)
    throw undecodable(`Runtime error: the extrinsic cannot be decoded: ${detail}`)
  }
}

function checkSignature(context: ValidationContext, extrinsic: SignedExtrinsic, signer: string): void {
  const message = signedBytes(extrinsic, {
    specVersion: context.image.specVersion,
    transactionVersion: RUNTIME.transactionVersion,
    genesisHash: context.genesisHash,
    birthHash: birthHash(context, extrinsic),
  })
  if (!verifySignature(extrinsic.signature, message, signer)) throw invalid('badProof')
}

function birthHash({ block, genesisHash, hashOf }: ValidationContext, { era }: SignedExtrinsic): string {
  if (era.kind === 'immortal') return genesisHash
  const hash = hashOf(eraBirth(era, block))
  if (hash === undefined) throw invalid('ancientBirthBlock')
  return hash
}
