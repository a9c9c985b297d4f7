import type { Codec } from '@polkadot/types/types'
import { u8aToHex } from '@polkadot/util'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { CallParameters, Signer } from '../extrinsic/types.js'
import { registrationProblems } from '../plan/checks.js'
import { makePlan } from '../plan/make-plan.js'
import { type Plan, type PlanProblem, problem } from '../plan/plan.js'
import { runPlan } from '../plan/run-plan.js'
import type { BlockRef } from '../read/block.js'
import { nextEpochOf, readEpochs } from '../read/epochs.js'
import { optional, toNumber } from '../read/runtime.js'
import { type ChainView, openView } from '../read/view.js'
import {
  type CommitmentField,
  commitmentObjection,
  commitmentSpace,
  fieldArgument,
  readField,
} from './commitment-fields.js'

/** Whose commitment, and where. */
export interface CommitmentSubject {
  readonly netuid: number
  readonly hotkey: string
}

/** What a hotkey has committed on a subnet. */
export interface Commitment {
  /** Block in which it was set. */
  readonly block: number
  readonly fields: readonly CommitmentField[]
}

/** The call that sets a commitment. */
export function commitmentCall(netuid: number, fields: readonly CommitmentField[]): CallParameters {
  return {
    pallet: 'Commitments',
    call: 'set_commitment',
    args: [netuid, { fields: fields.map(fieldArgument) }],
  }
}

/** Plans to set a commitment, which takes the place of the one before; the result is what the chain holds. */
export function planCommitment(
  client: ChainClient,
  parameters: CommitmentSubject & { readonly fields: readonly CommitmentField[] },
): Promise<Plan<Commitment>> {
  const { netuid, hotkey, fields } = parameters
  return makePlan(client, (view) => ({
    title: `commitment of hotkey ${hotkey} on subnet ${netuid}`,
    signer: { key: 'hotkey', address: hotkey },
    held: async (at) => {
      const held = await readAt(at, parameters)
      return held !== null && sameFields(held.fields, fields) ? held : null
    },
    look: async () => {
      const objection = commitmentObjection(fields)
      if (objection !== null)
        return { steps: [], problems: [problem(chainError('COMMITMENT_INVALID', objection))] }
      const [registered, space] = await Promise.all([
        registrationProblems(view, netuid, hotkey),
        spaceProblems(view, parameters),
      ])
      const why = `sets a commitment of ${fields.length} fields, which takes ${commitmentSpace(fields)} bytes of its space`
      return {
        steps: [{ call: commitmentCall(netuid, fields), why, cost: 0n }],
        problems: [...registered, ...space],
      }
    },
  }))
}

/**
 * Sets the commitment of a hotkey on a subnet, and returns it as read back. Setting the same again changes nothing,
 * as long as the chain has not opened a sealed field and dropped it.
 * Throws COMMITMENT_INVALID, COMMITMENT_SPACE_USED, NOT_REGISTERED, and what {@link runPlan} throws.
 */
export async function setCommitment(
  client: ChainClient,
  hotkey: Signer,
  parameters: { readonly netuid: number; readonly fields: readonly CommitmentField[] },
): Promise<Commitment> {
  const plan = await planCommitment(client, { ...parameters, hotkey: hotkey.address })
  return (await runPlan(client, hotkey, plan)).value
}

/** Reads what a hotkey has committed, at the given block or the best one; null for nothing. */
export async function readCommitment(
  client: ChainClient,
  { at, ...subject }: CommitmentSubject & { readonly at?: BlockRef | undefined },
): Promise<Commitment | null> {
  return readAt(await openView(client, at), subject)
}

async function readAt(view: ChainView, { netuid, hotkey }: CommitmentSubject): Promise<Commitment | null> {
  const stored = optional(await view.read('Commitments', 'CommitmentOf', netuid, hotkey))
  if (stored === null) return null
  const { block, info } = stored as unknown as { block: Codec; info: { fields: Iterable<Codec> } }
  return { block: toNumber(block), fields: [...info.fields].map(readField) }
}

function sameFields(left: readonly CommitmentField[], right: readonly CommitmentField[]): boolean {
  const text = (fields: readonly CommitmentField[]) =>
    JSON.stringify(fields.map((field) => [field.kind, bytesOf(field), 'round' in field && `${field.round}`]))
  return text(left) === text(right)
}

const bytesOf = (field: CommitmentField) => ('data' in field ? u8aToHex(field.data) : '')

/** Every call is charged against the space of the epoch. */
async function spaceProblems(
  view: ChainView,
  { netuid, hotkey, fields }: CommitmentSubject & { readonly fields: readonly CommitmentField[] },
): Promise<PlanProblem[]> {
  const [stored, most, epochs] = await Promise.all([
    view.read('Commitments', 'UsedSpaceOf', netuid, hotkey),
    view.read('Commitments', 'MaxSpace'),
    readEpochs(view, netuid),
  ])
  const usage = optional(stored) as unknown as { lastEpoch: Codec; usedSpace: Codec } | null
  const isOfNow = usage !== null && toNumber(usage.lastEpoch) === epochs.current
  const [used, limit, needed] = [
    isOfNow ? toNumber(usage.usedSpace) : 0,
    toNumber(most),
    commitmentSpace(fields),
  ]
  if (used + needed <= limit) return []
  const retryBlock = nextEpochOf(epochs)
  const details = { hotkey, used, limit, netuid, needed, retryBlock: retryBlock ?? 'never' }
  return [problem(chainError('COMMITMENT_SPACE_USED', details), retryBlock)]
}
