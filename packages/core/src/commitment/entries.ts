import { checked, integer, mechanism, netuid, optionsOf, parseOptions } from '@subnetkit/base'
import {
  type BlockRef,
  type ChainClient,
  type CommitmentField,
  type CommitmentState,
  type CommitmentUpdate,
  chainError,
  readCommitment,
  type Signer,
  updateCommitment,
} from '@subnetkit/chain'
import { findEntry, maxPayload, readSlot, type Slot, type SlotEntry, setEntry, writeSlot } from './layout.js'

/** Hotkey and subnet whose commitment is read. */
export interface EntriesRead {
  readonly netuid: number
  readonly hotkey: string
  /** Block to read at. @default the best one */
  readonly at?: BlockRef | undefined
}

/**
 * Reads the entries in a hotkey's commitment, those of unknown kinds included. Fields of other tools and whatever is not
 * well formed are ignored.
 */
export async function readCommitmentEntries(
  client: ChainClient,
  parameters: EntriesRead,
): Promise<readonly SlotEntry[]> {
  return readSlot((await readCommitment(client, parameters))?.fields ?? []).entries
}

/** Parameters of {@link writeCommitmentEntry}. */
export interface EntryUpdate extends Pick<SlotEntry, 'kind'> {
  readonly netuid: number
  /** @default 0 */
  readonly mechanism?: number | undefined
  /** At most 255 bytes; null removes the entry. */
  readonly payload: Uint8Array | null
}

const entrySchema = optionsOf({
  netuid: netuid(),
  kind: integer(0, 255),
  mechanism: mechanism().default(0),
  payload: checked<Uint8Array>(
    (value) => value instanceof Uint8Array && value.length <= maxPayload,
    `a Uint8Array of at most ${maxPayload} bytes, or null`,
  ).nullable(),
})

/**
 * Sets one entry in the hotkey's commitment and leaves everything else in it as it is. Sends nothing if the chain holds
 * it already. Returns a block that holds it.
 * Throws CONFIG_INVALID, COMMITMENT_INVALID if it does not fit beside the rest, NOT_REGISTERED, COMMITMENT_SPACE_USED,
 * and the errors of `runPlan`.
 */
export async function writeCommitmentEntry(
  client: ChainClient,
  hotkey: Signer,
  update: EntryUpdate,
): Promise<BlockRef> {
  const { netuid, kind, mechanism, payload } = parseOptions(entrySchema, update, 'writeCommitmentEntry')
  const { block } = await changeSlot(client, hotkey, netuid, (slot) => {
    const held = findEntry(slot, kind, mechanism)?.payload ?? null
    return sameBytes(held, payload) ? null : setEntry(slot, kind, mechanism, payload)
  })
  return block
}

/** State that the signature of a write is bound to; see `updateCommitment`. */
export type WriteBound = Pick<CommitmentUpdate, 'nonce' | 'onSigned'>

/** Changes our entries in the hotkey's commitment; null leaves it as it is. Returns the slot as the chain holds it. */
export async function changeSlot(
  client: ChainClient,
  hotkey: Signer,
  netuid: number,
  change: (slot: Slot, state: CommitmentState) => Slot | null,
  bound: WriteBound = {},
): Promise<{ readonly block: BlockRef; readonly slot: Slot }> {
  const { block, fields } = await updateCommitment(client, hotkey, {
    netuid,
    ...bound,
    change(fields, state) {
      const changed = change(readSlot(fields), state)
      return changed && fieldsOf(changed)
    },
  })
  return { block, slot: readSlot(fields) }
}

/** Fields of a commitment. Throws COMMITMENT_INVALID if they do not fit. */
function fieldsOf(slot: Slot): CommitmentField[] {
  const fields = writeSlot(slot)
  if (fields) return fields
  const { entries, foreign } = slot
  const detail = `${entries.length} entries of ours do not fit beside ${foreign.length} fields of other tools`
  const fix = 'Remove a field of another tool from the commitment of this hotkey.'
  throw chainError('COMMITMENT_INVALID', { detail, fix })
}

/** Returns true for equal bytes, or nothing twice. */
export function sameBytes(left: Uint8Array | null, right: Uint8Array | null): boolean {
  if (left === null || right === null) return left === right
  return left.length === right.length && left.every((byte, index) => byte === right[index])
}
