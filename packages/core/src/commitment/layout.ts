import type { CommitmentField } from '@subnetkit/chain'

/** One entry of ours in the commitment of a hotkey. */
export interface SlotEntry {
  /** One of {@link entryKinds}, or a kind of a later version, which is kept. 0 to 255. */
  readonly kind: number
  /** Mechanism of the subnet that it belongs to; 0 for entries of the whole hotkey. */
  readonly mechanism: number
  /** At most 255 bytes. */
  readonly payload: Uint8Array
}

/** Commitment of a hotkey, taken apart. */
export interface Slot {
  readonly entries: readonly SlotEntry[]
  /** Fields of other tools, and of layouts that this version does not know. */
  readonly foreign: readonly CommitmentField[]
}

/** Kinds of entries. */
export const entryKinds = {
  /** Hash of the secret of rounds to come. */
  secretHash: 1,
  /** Secrets of rounds that are over. */
  secrets: 2,
  /** Root of the receipts of a span of blocks. */
  receiptsRoot: 3,
  /** Votes on proposals. */
  vote: 4,
  /** Rubric that counts from a block on. */
  activation: 5,
  /** Hash of the subnet's package. */
  packageHash: 6,
  /** Hashes of proposals that the hotkey has made. */
  proposals: 7,
  /** Model that the hotkey answers with. */
  modelCard: 8,
  /** Lease of the store that may sign for the hotkey. */
  lease: 9,
} as const

/** Begins each of our fields: "sk", then version 1 of the layout. 01 and 02 in its place mark older notices. */
const magic = Uint8Array.of(0x73, 0x6b, 0x11)
/** Kind, mechanism and length of the payload. */
const headBytes = 3
/** Longest payload, in bytes. */
export const maxPayload = 255

/** Limits of the chain, in bytes and fields. */
const limits = { raw: 128, bigRaw: 512, fields: 3 } as const

/** Takes the fields of a commitment apart. It never throws: a field that is not wholly ours is foreign. */
export function readSlot(fields: readonly CommitmentField[]): Slot {
  const entries: SlotEntry[] = []
  const foreign: CommitmentField[] = []
  for (const field of fields) {
    const own = field.kind === 'Raw' || field.kind === 'BigRaw' ? decodeEntries(field.data) : null
    if (own) entries.push(...own)
    else foreign.push(field)
  }
  return { entries, foreign }
}

/** Entries of a field; null for one that is not ours, or not well formed. */
export function decodeEntries(data: Uint8Array): SlotEntry[] | null {
  if (magic.some((byte, index) => data[index] !== byte)) return null
  const entries: SlotEntry[] = []
  for (let at = magic.length; at < data.length; ) {
    const [kind, mechanism, length] = data.subarray(at, at + headBytes)
    const start = at + headBytes
    if (kind === undefined || mechanism === undefined || length === undefined) return null
    if (start + length > data.length) return null
    entries.push({ kind, mechanism, payload: data.slice(start, start + length) })
    at = start + length
  }
  return entries
}

/**
 * Puts a commitment together: fields of others first, in their order, since some tools read the first field only; then
 * ours, in as few fields as they take. Null if they do not fit. A field that was an action when it was set, or that the
 * chain made itself, is left out: `ResetBondsFlag` would reset the bonds again.
 */
export function writeSlot({ entries, foreign }: Slot): CommitmentField[] | null {
  const kept = foreign.filter(({ kind }) => kind !== 'ResetBondsFlag' && kind !== 'Unknown')
  const own: SlotEntry[][] = []
  let room = 0
  for (const entry of entries) {
    const size = headBytes + entry.payload.length
    if (size > room) {
      own.push([])
      room = limits.bigRaw - magic.length
    }
    own.at(-1)?.push(entry)
    room -= size
  }
  return kept.length + own.length > limits.fields ? null : [...kept, ...own.map(toField)]
}

function toField(entries: readonly SlotEntry[]): CommitmentField {
  const data = encodeEntries(entries)
  return { kind: data.length > limits.raw ? 'BigRaw' : 'Raw', data }
}

/** Bytes of a field of ours. */
export function encodeEntries(entries: readonly SlotEntry[]): Uint8Array {
  return Uint8Array.from([
    ...magic,
    ...entries.flatMap(({ kind, mechanism, payload }) => [kind, mechanism, payload.length, ...payload]),
  ])
}

/** Finds the entry of a kind and a mechanism; of several, the first counts. */
export function findEntry(slot: Slot, kind: number, mechanism: number): SlotEntry | undefined {
  return slot.entries.find((entry) => entry.kind === kind && entry.mechanism === mechanism)
}

/** Replaces the entries of a kind and a mechanism, in place; a null payload removes them. */
export function setEntry(slot: Slot, kind: number, mechanism: number, payload: Uint8Array | null): Slot {
  const isOther = (entry: SlotEntry) => entry.kind !== kind || entry.mechanism !== mechanism
  const at = slot.entries.findIndex((entry) => !isOther(entry))
  const others = slot.entries.filter(isOther)
  const place = at < 0 ? others.length : at
  const set = payload === null ? [] : [{ kind, mechanism, payload }]
  return { ...slot, entries: [...others.slice(0, place), ...set, ...others.slice(place)] }
}
