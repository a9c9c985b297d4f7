import { createKeyedQueue, isSubnetError } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import type { SignedExtrinsic, Signer } from '../extrinsic/types.js'
import { runPlan } from '../plan/run-plan.js'
import type { BlockRef } from '../read/block.js'
import { readBlockRef } from '../read/past.js'
import { type CommitmentField, sameFields } from './commitment-fields.js'
import { type CommitmentState, planCommitment, readCommitmentState } from './commitments.js'

/**
 * Returns the fields that the commitment must have, made from those that it has; null leaves it as it is. It is called
 * again when somebody else has written in the meantime.
 */
export type CommitmentChange = (
  fields: readonly CommitmentField[],
  state: CommitmentState,
) => readonly CommitmentField[] | null

/** Parameters of {@link updateCommitment}. */
export interface CommitmentUpdate {
  readonly netuid: number
  readonly change: CommitmentChange
  /**
   * Nonce that the write must have, so that nothing else of the hotkey can come before it: NONCE_TAKEN otherwise.
   * @default the next one of the account
   */
  readonly nonce?: number | undefined
  /** Awaited before a signature is sent; nothing is sent where it throws. @default none */
  readonly onSigned?: ((signed: SignedExtrinsic) => unknown) | undefined
}

/** Outcome of {@link updateCommitment}. */
export interface UpdatedCommitment {
  /** Block that holds the commitment, or at which it was left as it is. */
  readonly block: BlockRef
  readonly fields: readonly CommitmentField[]
  /** False if nothing was sent. */
  readonly changed: boolean
}

/** Writers of one commitment take turns, whichever connection they use. */
const inTurn = createKeyedQueue()

/** Writes for one update: its own, and the repairs after others that wrote at the same time. */
const mostWrites = 4

/**
 * Changes the commitment of a hotkey, of which the chain holds one per subnet and keeps the last write. Updates of one
 * process take turns; after each write it is read back, and if another process wrote between our read and our write,
 * the change is made again on what that process wrote. Only two writes in one block can lose the earlier one: its
 * writer reads it back, as this function does.
 * Throws COMMITMENT_INVALID, COMMITMENT_SPACE_USED, NOT_REGISTERED, and the errors of {@link runPlan}.
 */
export async function updateCommitment(
  client: ChainClient,
  hotkey: Signer,
  { netuid, change, nonce, onSigned }: CommitmentUpdate,
): Promise<UpdatedCommitment> {
  const subject = { netuid, hotkey: hotkey.address }
  const read = (at?: BlockRef) => readCommitmentState(client, { ...subject, at })
  const fieldsOf = ({ commitment }: CommitmentState) => commitment?.fields ?? []

  async function update(): Promise<UpdatedCommitment> {
    let base = await read()
    for (let write = 1; ; write += 1) {
      const held = fieldsOf(base)
      const fields = change(held, base)
      if (fields === null) return { block: base.block, fields: held, changed: write > 1 }
      const plan = await planCommitment(client, { ...subject, fields })
      if (plan.current !== null) return { block: plan.block, fields, changed: write > 1 }
      try {
        const { block } = await runPlan(client, hotkey, plan, { nonce, onSigned })
        const overwritten = await read(await readBlockRef(client, block.number - 1))
        if (write === mostWrites || sameFields(fieldsOf(overwritten), held)) {
          return { block, fields, changed: true }
        }
        const wanted = change(fieldsOf(overwritten), overwritten)
        if (wanted === null || sameFields(wanted, fields)) return { block, fields, changed: true }
        // What we have overwritten is the base of the repair, unless somebody has written since.
        const latest = await read()
        base = sameFields(fieldsOf(latest), fields)
          ? { ...latest, commitment: overwritten.commitment }
          : latest
      } catch (error) {
        // Another writer came later in the same block.
        const isLost = isSubnetError(error) && error.code === 'RESULT_NOT_HELD'
        if (!isLost || write === mostWrites) throw error
        base = await read()
      }
    }
  }

  const genesis = client.api.genesisHash.toHex()
  return await inTurn(`${genesis} ${netuid} ${hotkey.address}`, update)
}
