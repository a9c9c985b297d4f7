import { u8aToHex } from '@polkadot/util'
import { bigint, bytes, fields as struct } from '../read/decode.js'

/** Hash algorithms of a field. */
export type CommitmentHash = 'BlakeTwo256' | 'Sha256' | 'Keccak256' | 'ShaThree256'

/** One field of a commitment. */
export type CommitmentField =
  /** Up to 128 bytes. */
  | { readonly kind: 'Raw'; readonly data: Uint8Array }
  /** Up to 512 bytes. */
  | { readonly kind: 'BigRaw'; readonly data: Uint8Array }
  /** 32 bytes of a hash, which the chain does not check. */
  | { readonly kind: CommitmentHash; readonly data: Uint8Array }
  /** A ciphertext that the chain decrypts at a round of its beacon; see `sealCommitment`. */
  | { readonly kind: 'TimelockEncrypted'; readonly data: Uint8Array; readonly round: bigint }
  /** Requests that the bonds of this validator be reset, if the owner allows it. */
  | { readonly kind: 'ResetBondsFlag' }
  /** Nothing. */
  | { readonly kind: 'None' }
  /** A variant that this version does not know, such as the chain's note of a failed reveal; it cannot be set. */
  | { readonly kind: 'Unknown'; readonly variant: string }

/** Limits of one commitment; the limit per epoch is in the chain's storage (`Commitments.MaxSpace`). */
export const commitmentLimits = {
  /** Maximum number of fields. */
  mostFields: 3,
  /** Minimum number of bytes charged. */
  leastSpace: 100,
  /** Maximum length by kind, in bytes; hashes have 32. */
  longest: { Raw: 128, BigRaw: 512, TimelockEncrypted: 1024 },
} as const

const { mostFields, leastSpace, longest } = commitmentLimits
const hashLength = 32

/** Space that a commitment uses, in bytes: all data together, at least 100. */
export function commitmentSpace(fields: readonly CommitmentField[]): number {
  const size = fields.reduce((sum, field) => sum + ('data' in field ? field.data.length : 0), 0)
  return Math.max(leastSpace, size)
}

/** Name of the chain's variant; for raw data it includes the length in bytes. */
function variantOf(field: CommitmentField): string {
  if (field.kind === 'Unknown') return field.variant
  return field.kind === 'Raw' ? `Raw${field.data.length}` : field.kind
}

/** A field for polkadot.js: bytes in hex, since it reads byte arrays as if their length came first. */
export function fieldArgument(field: CommitmentField): Readonly<Record<string, unknown>> {
  const name = variantOf(field)
  if (!('data' in field)) return { [name]: null }
  const data = u8aToHex(field.data)
  return { [name]: field.kind === 'TimelockEncrypted' ? { encrypted: data, revealRound: field.round } : data }
}

/** Returns the chain's reason to refuse these fields, or null. */
export function commitmentObjection(
  fields: readonly CommitmentField[],
): { readonly detail: string; readonly fix: string } | null {
  if (fields.length > mostFields) {
    const detail = `it has ${fields.length} fields, but the chain takes at most ${mostFields}`
    return { detail, fix: 'Put more into one field, or publish the hash of a document.' }
  }
  for (const field of fields) {
    if (field.kind === 'Unknown') {
      const detail = `its field ${field.variant} is unknown to this version`
      return { detail, fix: 'Leave that field out, or update subnetkit.' }
    }
    if (!('data' in field)) continue
    const { length } = field.data
    const most = field.kind in longest ? longest[field.kind as keyof typeof longest] : hashLength
    const least = field.kind in longest ? 0 : hashLength
    if (length >= least && length <= most) continue
    const fitting = least === most ? `has exactly ${least}` : `takes at most ${most}`
    const detail = `its ${field.kind} field has ${length} bytes; the chain ${fitting}`
    const fix =
      field.kind === 'Raw'
        ? `Use BigRaw, which takes up to ${longest.BigRaw} bytes.`
        : 'Publish the hash of the data instead.'
    return { detail, fix }
  }
  return null
}

/** Reads a field as the chain stores it, decoded as a variant with its name and value. */
export function readField(stored: unknown): CommitmentField {
  const { variant, value } = stored as { readonly variant: string; readonly value: unknown }
  if (variant === 'TimelockEncrypted') {
    const { encrypted, reveal_round: round } = struct({ encrypted: bytes, reveal_round: bigint })(value)
    return { kind: variant, data: encrypted, round }
  }
  if (variant === 'ResetBondsFlag' || variant === 'None') return { kind: variant }
  if (/^Raw[0-9]+$/.test(variant)) return { kind: 'Raw', data: bytes(value) }
  return isDataKind(variant) ? { kind: variant, data: bytes(value) } : { kind: 'Unknown', variant }
}

const dataKinds = ['BigRaw', 'BlakeTwo256', 'Sha256', 'Keccak256', 'ShaThree256'] as const
const isDataKind = (variant: string): variant is (typeof dataKinds)[number] =>
  (dataKinds as readonly string[]).includes(variant)

/** Returns true for the same fields in the same order. */
export function sameFields(left: readonly CommitmentField[], right: readonly CommitmentField[]): boolean {
  const text = (fields: readonly CommitmentField[]) =>
    JSON.stringify(
      fields.map((field) => [variantOf(field), hexOf(field), 'round' in field && `${field.round}`]),
    )
  return text(left) === text(right)
}

const hexOf = (field: CommitmentField) => ('data' in field ? u8aToHex(field.data) : '')
