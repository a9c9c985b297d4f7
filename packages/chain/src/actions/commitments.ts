import { checked, optionsOf, parseOptions } from '@subnetkit/base'
import { z } from 'zod'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { calls } from '../extrinsic/calls.js'
import type { CallParameters } from '../extrinsic/types.js'
import { registrationProblems } from '../plan/checks.js'
import { makePlan } from '../plan/make-plan.js'
import { parameter } from '../plan/parameters.js'
import { type Plan, type PlanProblem, problem } from '../plan/plan.js'
import { command, theValue } from '../plan/run-plan.js'
import type { BlockRef } from '../read/block.js'
import { openBlock } from '../read/block-reader.js'
import { list, number, fields as struct } from '../read/decode.js'
import { epochAfterNext, toEpochCount } from '../read/epoch-count.js'
import { nextBlockEpoch } from '../read/epoch-schedule.js'
import type { ValuesOf } from '../read/storage.js'
import {
  type CommitmentField,
  commitmentObjection,
  commitmentSpace,
  fieldArgument,
  readField,
  sameFields,
} from './commitment-fields.js'
import { actionReads } from './reads.js'

/** The hotkey that commits, and the subnet. */
export interface CommitmentSubject {
  readonly netuid: number
  readonly hotkey: string
}

/** Parameters of {@link planCommitment}. */
export interface CommitmentParameters extends CommitmentSubject {
  readonly fields: readonly CommitmentField[]
}

/** The commitment of a hotkey on a subnet. */
export interface Commitment {
  /** Block in which it was set. */
  readonly block: number
  readonly fields: readonly CommitmentField[]
}

const subjectFields = { netuid: parameter.netuid, hotkey: parameter.address }
const readSchema = optionsOf({ ...subjectFields, at: parameter.at })
const schema = optionsOf({
  ...subjectFields,
  fields: z.array(checked<CommitmentField>(isField, 'a field'), { error: 'a list of fields' }),
})

function isField(given: unknown): boolean {
  const { kind, data, round } = Object(given) as { kind?: unknown; data?: unknown; round?: unknown }
  if (kind === 'ResetBondsFlag' || kind === 'None' || kind === 'Unknown') return true
  if (kind === 'TimelockEncrypted' && typeof round !== 'bigint') return false
  return typeof kind === 'string' && data instanceof Uint8Array
}

/** Parameters of reads of commitments. */
export interface CommitmentRead extends CommitmentSubject {
  /** Block to read at. @default the best one */
  readonly at?: BlockRef | undefined
}

/** Checks the parameters of a read. Throws CONFIG_INVALID, ADDRESS_INVALID. */
export function parseRead(parameters: CommitmentRead): CommitmentRead {
  return parseOptions(readSchema, parameters, 'commitment')
}

/** The call that sets a commitment. */
export function commitmentCall(netuid: number, fields: readonly CommitmentField[]): CallParameters {
  return calls.setCommitment(netuid, { fields: fields.map(fieldArgument) })
}

/** Plans to set a commitment, which replaces the previous one; the result is the commitment on chain. */
export async function planCommitment(
  client: ChainClient,
  parameters: CommitmentParameters,
): Promise<Plan<Commitment>> {
  const { netuid, hotkey, fields } = parseOptions(schema, parameters, 'commitment')
  const { plan } = await makePlan(client, {
    title: `commitment of hotkey ${hotkey} on subnet ${netuid}`,
    signer: { key: 'hotkey', address: hotkey },
    async read(open) {
      const subject = { netuid, hotkey }
      const reads = { ...actionReads.commitment(subject), ...actionReads.commitmentSpace(subject) }
      const { block, values } = await open(reads)
      return { ...values, block: block.block, held: toCommitment(values.commitment) }
    },
    result: ({ held }) => (held !== null && sameFields(held.fields, fields) ? held : null),
    draft(state) {
      const objection = commitmentObjection(fields)
      if (objection !== null) {
        return { steps: [], problems: [problem(chainError('COMMITMENT_INVALID', objection))] }
      }
      const { exists, uid, burn, block } = state
      const needed = commitmentSpace(fields)
      const description = `sets a commitment of ${fields.length} fields, which takes ${needed} bytes of its space`
      return {
        steps: [{ call: commitmentCall(netuid, fields), description, cost: 0n }],
        problems: [
          ...registrationProblems({ exists, netuid, hotkey, uid, burn }),
          ...spaceProblems(state, { netuid, hotkey, needed, block }),
        ],
      }
    },
  })
  return plan
}

/**
 * Sets the commitment of a hotkey on a subnet, and returns it as read back. Setting the same again changes nothing,
 * as long as the chain has not opened a sealed field and dropped it.
 * Throws COMMITMENT_INVALID, COMMITMENT_SPACE_USED, NOT_REGISTERED, and the errors of {@link runPlan}.
 */
export const setCommitment = command('hotkey', planCommitment, theValue)

/** Reads the commitment of a hotkey, at the given block or the best one; null for none. */
export async function readCommitment(
  client: ChainClient,
  parameters: CommitmentRead,
): Promise<Commitment | null> {
  const { at, ...subject } = parseRead(parameters)
  const { values } = await openBlock(client, { at, reads: actionReads.commitment(subject) })
  return toCommitment(values.commitment)
}

const severalSchema = optionsOf({
  netuid: parameter.netuid,
  hotkeys: z.array(parameter.address, { error: 'a list of SS58 addresses' }),
  at: parameter.at,
})

/**
 * Reads the commitments of hotkeys on a subnet, in their order, at the given block or the best one: one request for each 1,000.
 * Null for none. Throws ADDRESS_INVALID.
 */
export async function readCommitments(
  client: ChainClient,
  parameters: {
    readonly netuid: number
    readonly hotkeys: readonly string[]
    readonly at?: BlockRef | undefined
  },
): Promise<readonly (Commitment | null)[]> {
  const { netuid, hotkeys, at } = parseOptions(severalSchema, parameters, 'commitments')
  const stored = hotkeys.map((hotkey) => actionReads.commitment({ netuid, hotkey }).commitment)
  const { values } = await openBlock(client, { at, reads: { stored } })
  return values.stored.map(toCommitment)
}

const decodeCommitment = struct({ block: number, info: struct({ fields: list(readField) }) })

function toCommitment(stored: unknown): Commitment | null {
  if (stored === null) return null
  const { block, info } = decodeCommitment(stored)
  return { block, fields: info.fields }
}

/** Every call is charged against the space of the epoch. */
function spaceProblems(
  state: ValuesOf<ReturnType<typeof actionReads.commitmentSpace>>,
  commitment: CommitmentSubject & { readonly needed: number; readonly block: BlockRef },
): PlanProblem[] {
  const { netuid, hotkey, needed, block } = commitment
  const { used, limit, freeBlock } = toSpace(state, netuid, block)
  if (used + needed <= limit) return []
  const details = { hotkey, used, limit, netuid, needed, retryBlock: freeBlock ?? 'never' }
  return [problem(chainError('COMMITMENT_SPACE_USED', details), freeBlock)]
}

/** Space of a hotkey's commitment on one subnet, for the block after the one that was read. */
export interface CommitmentSpace {
  /** Bytes charged in the present epoch. */
  readonly used: number
  /** Bytes of an epoch. */
  readonly limit: number
  /** Blocks of an epoch; 0 for a subnet without epochs. */
  readonly tempo: number
  /** First block at which the space is free again; null if none comes. */
  readonly freeBlock: number | null
}

function toSpace(
  state: ValuesOf<ReturnType<typeof actionReads.commitmentSpace>>,
  netuid: number,
  block: BlockRef,
): CommitmentSpace {
  const { usage, most: limit, tempo } = state
  const epochs = toEpochCount(state)
  const isOfNow = usage?.last_epoch === nextBlockEpoch(epochs, netuid, block.number)
  const used = isOfNow ? (usage?.used_space ?? 0) : 0
  return { used, limit, tempo, freeBlock: epochAfterNext(epochs, netuid, block.number) }
}

/** State of a hotkey's commitment at one block. */
export interface CommitmentState {
  readonly block: BlockRef
  /** Null for none. */
  readonly commitment: Commitment | null
  readonly space: CommitmentSpace
}

/** Reads the commitment of a hotkey and its space, at the given block or the best one, in one request. */
export async function readCommitmentState(
  client: ChainClient,
  parameters: CommitmentRead,
): Promise<CommitmentState> {
  const { at, ...subject } = parseRead(parameters)
  const reads = { ...actionReads.commitment(subject), ...actionReads.commitmentSpace(subject) }
  const { block, values } = await openBlock(client, { at, reads })
  const space = toSpace(values, subject.netuid, block.block)
  return { block: block.block, commitment: toCommitment(values.commitment), space }
}
