import { randomBytes } from 'node:crypto'
import { hexToU8a, u8aToHex } from '@polkadot/util'
import { blake2AsHex } from '@polkadot/util-crypto'
import {
  encodeLegacyWeightsPayload,
  encodeWeightsPayload,
  type RevealPlan,
  revealRound,
  revealRoundModulo,
  roundTime,
  saltedCommitHash,
  timelockEncrypt,
  timelockError,
} from '@subnetkit/timelock'
import { decodeAddress } from '@subnetkit/wallet'
import { chainError } from '../errors/chain-error.js'
import type { CallParameters } from '../extrinsic/types.js'
import { nextBlockEpoch } from '../read/epoch-schedule.js'
import { callOf, type WeightsMode } from './mode.js'
import type { Sealing } from './outbox/entry.js'
import type { ChainBeacon, WeightsState } from './state.js'
import type { WeightsVector } from './weights-subject.js'

/** A call that sends weights. */
export interface WeightsCall {
  readonly call: CallParameters
  /** The mode, with everything needed to track and to reveal a commit. */
  readonly sealing: Sealing
}

const pallet = 'SubtensorModule'

/** Number of u16s in a salt, as in the SDKs. */
const saltLength = 8

/**
 * Makes the call for a mode. Encrypting blocks the main thread for about a tenth of a second (half a second the first
 * time), once per commit and while no miner of the round is being queried: not worth a thread.
 * Throws WEIGHTS_SEAL_FAILED, WEIGHTS_MODE_UNAVAILABLE.
 */
export function weightsCall(
  mode: WeightsMode,
  state: WeightsState,
  vector: WeightsVector,
  blockTimeMs: number,
): WeightsCall {
  const name = callOf(mode, state)
  if (name === null) {
    const detail = `the runtime (spec ${state.specVersion}) has no call for it`
    throw chainError('WEIGHTS_MODE_UNAVAILABLE', { netuid: state.netuid, mode, detail })
  }
  if (mode === 'plain') return { call: plainCall(name, state, vector), sealing: { mode } }
  try {
    return mode === 'salted'
      ? saltedCommit(name, state, vector)
      : timelockedCommit(name, state, vector, blockTimeMs)
  } catch (error) {
    if (!timelockError.is(error)) throw error
    const detail = `${error.code}: ${error.message}`
    throw chainError('WEIGHTS_SEAL_FAILED', { netuid: state.netuid, detail }, { cause: error })
  }
}

/** Calls for mechanisms take the mechanism after the netuid; other calls are for the main one. */
const subnetArgs = (name: string, { netuid, mechanism }: WeightsState): readonly number[] =>
  name.includes('mechanism') ? [netuid, mechanism] : [netuid]

function plainCall(name: string, state: WeightsState, vector: WeightsVector): CallParameters {
  const { uids, values, versionKey } = vector
  return { pallet, call: name, args: [...subnetArgs(name, state), uids, values, versionKey] }
}

function saltedCommit(name: string, state: WeightsState, vector: WeightsVector): WeightsCall {
  const { netuid, mechanism, hotkey, epochs, block } = state
  const bytes = randomBytes(saltLength * 2)
  const salt = Array.from({ length: saltLength }, (_, at) => bytes.readUInt16LE(at * 2))
  const publicKey = decodeAddress(hotkey)
  const epoch = nextBlockEpoch(epochs, netuid, block.number)
  const hash = u8aToHex(saltedCommitHash({ ...vector, hotkey: publicKey, netuid, mechanism, salt }))
  return {
    call: { pallet, call: name, args: [...subnetArgs(name, state), hash] },
    sealing: { mode: 'salted', sealed: { kind: 'salted', hash, salt, epoch } },
  }
}

/** The call that reveals a salted commit. */
export function revealCall(
  state: WeightsState,
  vector: WeightsVector,
  salt: readonly number[],
): CallParameters {
  const { uids, values, versionKey } = vector
  const name = state.mechanism === 0 ? 'reveal_weights' : 'reveal_mechanism_weights'
  return { pallet, call: name, args: [...subnetArgs(name, state), uids, values, salt, versionKey] }
}

function timelockedCommit(
  name: string,
  state: WeightsState,
  vector: WeightsVector,
  blockTimeMs: number,
): WeightsCall {
  const { beacon, hotkey, commitVersion } = state
  if (beacon === null) throw timelockError('PUBLIC_KEY_INVALID', { detail: 'the chain follows no beacon' })
  const plan = planReveal(state, blockTimeMs)
  const round = openRound(state, beacon, plan, blockTimeMs)
  // Commits were not named after their maker before version 4; the calls of that time carry no version.
  const unnamed = name.includes('crv3') || (commitVersion !== null && commitVersion < 4)
  const plaintext = unnamed
    ? encodeLegacyWeightsPayload(vector)
    : encodeWeightsPayload({ ...vector, hotkey: decodeAddress(hotkey) })
  const ciphertext = u8aToHex(timelockEncrypt({ plaintext, round, publicKey: hexToU8a(beacon.publicKey) }))
  const version = name.includes('timelocked') ? [commitVersion ?? 4] : []
  return {
    call: { pallet, call: name, args: [...subnetArgs(name, state), ciphertext, round, ...version] },
    sealing: {
      mode: 'timelocked',
      sealed: {
        kind: 'timelocked',
        hash: hashCiphertext(ciphertext),
        round,
        epoch: plan.commitEpoch,
        firstRevealBlock: plan.firstRevealBlock,
      },
    },
  }
}

/**
 * The planned round, unless it is out already: the chain refuses rounds older than its newest. On chains that are
 * much faster than the beacon the next one may come only after the reveal epoch; then the newest has to do.
 */
function openRound(state: WeightsState, beacon: ChainBeacon, plan: RevealPlan, blockTime: number): bigint {
  const newest = beacon.lastStoredRound
  if (plan.round > newest) return plan.round
  const lastRevealBlock = plan.firstRevealBlock + Math.max(1, state.epochs.tempo) - 2
  const lastReveal = state.timestamp + (lastRevealBlock - state.block.number) * blockTime
  return roundTime(newest + 1n, beacon) <= lastReveal ? newest + 1n : newest
}

/** Id of a ciphertext in the chain's events: blake2b-256. */
export function hashCiphertext(ciphertext: string): string {
  return blake2AsHex(hexToU8a(ciphertext), 256)
}

/** Reveal time of a commit in the next block, on the chain's own clock. */
function planReveal(state: WeightsState, blockTime: number): RevealPlan {
  const { netuid, epochs, block, revealPeriod, timestamp: now, beacon } = state
  const clock = beacon === null ? {} : { clock: { genesis: beacon.genesis, period: beacon.period } }
  const timing = { revealPeriod, now, blockTime, ...clock }
  return epochs.kind === 'stored'
    ? revealRound({ ...epochs, block: block.number }, timing)
    : revealRoundModulo({ netuid, tempo: epochs.tempo, block: block.number }, timing)
}
