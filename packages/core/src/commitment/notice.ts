import type { CommitmentField } from '@subnetkit/chain'
import { entryKinds, findEntry, maxPayload, type Slot, setEntry } from './layout.js'

/** Hash of a secret that rounds use, from a round on until a later hash of the same mechanism. */
export interface SecretHash {
  /** First round that uses it. */
  readonly round: number
  /** SHA-256 of the secret, 32 bytes. */
  readonly secretHash: Uint8Array
}

/** A secret of rounds that are over. */
export interface RevealedSecret {
  /** First round that used it. */
  readonly round: number
  /** Last round that used it. */
  readonly through: number
  /** 32 bytes. */
  readonly secret: Uint8Array
}

/** Root over the score records of rounds that are over. */
export interface ReceiptsRoot {
  /** Last round that it covers. The first root on chain that reaches a round is the one that counts for it. */
  readonly through: number
  /** 32 bytes. */
  readonly root: Uint8Array
}

/** Notice of a hotkey about the rounds of one mechanism. */
export interface SlotNotice {
  readonly committed: SecretHash | null
  /** Oldest first. */
  readonly revealed: readonly RevealedSecret[]
  readonly receipts: ReceiptsRoot | null
}

/** Entries that a notice changes; the root stays. */
export type NewNotice = Omit<SlotNotice, 'receipts'>

export const secretBytes = 32
const roundBytes = 8
const hashPayload = roundBytes + secretBytes
/** Of one secret: first round, last round, secret. */
const revealedPayload = 2 * roundBytes + secretBytes
/** Secrets that one notice holds at most. */
export const mostRevealed = Math.floor(maxPayload / revealedPayload)

/** Puts a notice of a mechanism into the slot. Secrets that it holds stay if there are no new ones. */
export function withNotice(slot: Slot, mechanism: number, { committed, revealed }: NewNotice): Slot {
  let changed = mechanism === 0 ? { ...slot, foreign: slot.foreign.filter((field) => !readOld(field)) } : slot
  if (committed) {
    changed = setEntry(changed, entryKinds.secretHash, mechanism, encodeHash(committed))
  }
  if (revealed.length === 0) return changed
  const payload = Uint8Array.from(revealed.flatMap((secret) => [...encodeSecret(secret)]))
  return setEntry(changed, entryKinds.secrets, mechanism, payload)
}

/** Puts the root over the score records of a mechanism into the slot, in place of the one that it holds. */
export function setRoot(slot: Slot, mechanism: number, { through, root }: ReceiptsRoot): Slot {
  return setEntry(slot, entryKinds.receiptsRoot, mechanism, Uint8Array.of(...u64(through), ...root))
}

/** Reads the notice of a mechanism. It never throws: what is not well formed is not there. */
export function readNotice(slot: Slot, mechanism: number): SlotNotice {
  const hash = findEntry(slot, entryKinds.secretHash, mechanism)
  const secrets = findEntry(slot, entryKinds.secrets, mechanism)
  const receipts = decodeRoot(findEntry(slot, entryKinds.receiptsRoot, mechanism)?.payload)
  if (hash || secrets) {
    return { committed: decodeHash(hash?.payload), revealed: decodeSecrets(secrets?.payload), receipts }
  }
  return { ...(mechanism === 0 ? oldNotice(slot.foreign) : { committed: null, revealed: [] }), receipts }
}

function encodeHash({ round, secretHash }: SecretHash): Uint8Array {
  return Uint8Array.of(...u64(round), ...secretHash)
}

function decodeRoot(payload: Uint8Array | undefined): ReceiptsRoot | null {
  if (payload?.length !== hashPayload) return null
  const through = readU64(payload, 0)
  return through === null ? null : { through, root: payload.slice(roundBytes) }
}

function encodeSecret({ round, through, secret }: RevealedSecret): Uint8Array {
  return Uint8Array.of(...u64(round), ...u64(through), ...secret)
}

function decodeHash(payload: Uint8Array | undefined): SecretHash | null {
  if (payload?.length !== hashPayload) return null
  const round = readU64(payload, 0)
  return round === null ? null : { round, secretHash: payload.slice(roundBytes) }
}

function decodeSecrets(payload: Uint8Array = new Uint8Array()): RevealedSecret[] {
  if (payload.length % revealedPayload !== 0) return []
  const secrets: RevealedSecret[] = []
  for (let at = 0; at < payload.length; at += revealedPayload) {
    const [round, through] = [readU64(payload, at), readU64(payload, at + roundBytes)]
    const secret = payload.slice(at + 2 * roundBytes, at + revealedPayload)
    if (round !== null && through !== null && round <= through) secrets.push({ round, through, secret })
  }
  return secrets
}

function u64(value: number): Uint8Array {
  const bytes = Buffer.alloc(roundBytes)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

/** Null for a number that cannot be that of a block. */
function readU64(bytes: Uint8Array, at: number): number | null {
  const value = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at, true))
  return Number.isSafeInteger(value) ? value : null
}

/** Notices before the layout had two fields of their own: "sk", 1 for a hash or 2 for a secret, round, 32 bytes. */
const oldBytes = 3 + hashPayload

function readOld(field: CommitmentField): { readonly mark: 1 | 2; readonly payload: Uint8Array } | null {
  if (field.kind !== 'Raw' || field.data.length !== oldBytes) return null
  const [s, k, mark] = field.data
  if (s !== 0x73 || k !== 0x6b || (mark !== 1 && mark !== 2)) return null
  return { mark, payload: field.data.slice(3) }
}

function oldNotice(foreign: readonly CommitmentField[]): NewNotice {
  const find = (mark: 1 | 2) =>
    decodeHash(foreign.map(readOld).find((field) => field?.mark === mark)?.payload)
  const revealed = find(2)
  return {
    committed: find(1),
    revealed: revealed
      ? [{ round: revealed.round, through: revealed.round, secret: revealed.secretHash }]
      : [],
  }
}
