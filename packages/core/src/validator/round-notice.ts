import {
  checked,
  integer,
  isSubnetError,
  mechanism,
  netuid,
  optionsOf,
  parseOptions,
  text,
} from '@subnetkit/base'
import {
  type BlockRef,
  type ChainClient,
  type CommitmentState,
  commitmentSpace,
  readCommitment,
  readHead,
  type Signer,
} from '@subnetkit/chain'
import { z } from 'zod'
import { noticeSpacing } from '../commitment/cadence.js'
import { changeSlot, sameBytes } from '../commitment/entries.js'
import { entryKinds, readSlot, type Slot, writeSlot } from '../commitment/layout.js'
import {
  mostRevealed,
  type ReceiptsRoot,
  readNotice,
  secretBytes,
  setRoot,
  withNotice,
} from '../commitment/notice.js'
import { boundError, withLease } from '../lease/chain-lease.js'
import type { LeaseHolder } from '../lease/holder.js'
import { isRootOver, mostRounds, nextRoot } from '../records/root-on-chain.js'
import type { RoundStatement } from '../records/round-root.js'
import type { PublishedRound, RoundNotice, RoundPublication } from './chain-port.js'

const bytesOf = (what: string) =>
  checked<Uint8Array>(
    (value) => value instanceof Uint8Array && value.length === secretBytes,
    `${what} of ${secretBytes} bytes, a Uint8Array`,
  )
const publicationSchema = optionsOf({
  netuid: netuid(),
  mechanism: mechanism().default(0),
  committed: optionsOf({ round: integer(), secretHash: bytesOf('a hash') }),
  revealed: z
    .array(optionsOf({ round: integer(), through: integer(), secret: bytesOf('a secret') }), {
      error: 'a list of secrets',
    })
    .max(mostRevealed, { error: `at most ${mostRevealed} secrets` })
    .default(() => []),
  current: bytesOf('a hash').nullable().default(null),
  sealed: z
    .array(
      optionsOf({
        ...{
          genesis: text('a genesis hash'),
          netuid: netuid(),
          mechanism: mechanism(),
          validator: text('a hotkey'),
        },
        ...{ round: integer(), count: integer(1), root: text('a root') },
      }),
      { error: 'a list of rounds' },
    )
    .max(mostRounds, { error: `at most ${mostRounds} rounds` })
    .default(() => []),
})

/**
 * Publishes, in the hotkey's commitment on chain, the hash of the secret of a round and of those after it, and secrets
 * of rounds that are over, so that anyone can rebuild the tasks of the latter; with them the root over the score records of rounds.
 * Everything else in the commitment stays.
 *
 * The chain limits the bytes of an epoch. While the commitment holds the hash `current`, and that is so recent that a
 * new notice now would leave too few bytes for the rest of the epoch, or none are left, nothing is sent and the round
 * uses the secret of that hash. Data that is already published is not sent again.
 * With a lease, the same write claims or renews it where that is due, and nothing is sent unless the lease permits it.
 * Throws CONFIG_INVALID, NOT_REGISTERED, COMMITMENT_INVALID, COMMITMENT_SPACE_USED if the commitment does not hold
 * `current`, and the errors of `runPlan`.
 */
export async function publishRound(
  client: ChainClient,
  hotkey: Signer,
  publication: RoundPublication,
  lease?: LeaseHolder | undefined,
): Promise<PublishedRound> {
  const parsed = parseOptions(publicationSchema, publication, 'publishRound')
  const { netuid, mechanism, current, committed, sealed } = parsed
  const isHeldIn = (slot: Slot, hash: Uint8Array | null) =>
    sameBytes(readNotice(slot, mechanism).committed?.secretHash ?? null, hash)
  let isCurrentHeld = false
  let under: readonly RoundStatement[] = []
  const permit = await lease?.permitWrite()
  try {
    const change = (held: Slot, state: CommitmentState) => {
      const next = nextRoot(readNotice(held, mechanism).receipts, sealed)
      under = next.rounds
      // A notice that is repeated does not cost another extrinsic for what was folded since.
      const receipts = isHeldIn(held, committed.secretHash) ? null : next.publish
      const leased = permit ? withLease(held, state, mechanism, permit) : held
      const changed = withRoot(withNotice(leased, mechanism, parsed), mechanism, receipts)
      isCurrentHeld = current !== null && isHeldIn(held, current)
      const blocks = committed.round - (readNotice(held, mechanism).committed?.round ?? 0)
      if (!isCurrentHeld || isDue(changed, state, blocks)) return changed
      return leased === held ? null : leased
    }
    const { block, slot } = await changeSlot(client, hotkey, netuid, change, {
      nonce: permit?.nonce,
      onSigned: permit?.check,
    })
    const { secretHash } = committed
    const placed = isRootOver(readNotice(slot, mechanism).receipts, under) ? under : []
    return { ...block, placed, secretHash: isHeldIn(slot, secretHash) ? secretHash : (current ?? secretHash) }
  } catch (thrown) {
    const error = boundError(thrown, { netuid, hotkey: hotkey.address }, permit)
    const isSpaceUsed = isSubnetError(error) && error.code === 'COMMITMENT_SPACE_USED'
    // The space went to others between our look and our write.
    if (!isSpaceUsed || !isCurrentHeld || current === null) throw error
    return { ...(await readHead(client)), secretHash: current }
  }
}

/** Adds the root over rounds, if the commitment has room for it: rounds go on without. */
function withRoot(slot: Slot, mechanism: number, receipts: ReceiptsRoot | null): Slot {
  if (receipts === null) return slot
  const changed = setRoot(slot, mechanism, receipts)
  return writeSlot(changed) === null ? slot : changed
}

/** Returns true if a notice may be sent this many blocks after the one before. */
function isDue(changed: Slot, { space }: CommitmentState, blocks: number): boolean {
  const fields = writeSlot(changed)
  if (fields === null) return false
  const charge = commitmentSpace(fields)
  if (space.used + charge > space.limit) return false
  const mechanisms = changed.entries.filter(({ kind }) => kind === entryKinds.secretHash).length
  return blocks >= noticeSpacing({ ...space, charge, mechanisms })
}

/** Parameters of {@link readRoundNotice}. */
export interface RoundNoticeRead {
  readonly netuid: number
  /** @default 0 */
  readonly mechanism?: number | undefined
  /** Hotkey of the validator. */
  readonly hotkey: string
  /** Block to read at. @default the best one */
  readonly at?: BlockRef | undefined
}

/** Reads what a validator has published about its rounds, at a block or the best one. */
export async function readRoundNotice(
  client: ChainClient,
  parameters: RoundNoticeRead,
): Promise<RoundNotice> {
  const { mechanism: given, ...read } = parameters
  const { mechanism } = parseOptions(mechanismSchema, { mechanism: given }, 'readRoundNotice')
  const fields = (await readCommitment(client, read))?.fields ?? []
  return { netuid: read.netuid, mechanism, ...readNotice(readSlot(fields), mechanism) }
}

const mechanismSchema = optionsOf({ mechanism: mechanism().default(0) })
