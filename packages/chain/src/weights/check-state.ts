import { isSubnetError, oneOf, type SubnetError, showUnits } from '@subnetkit/base'
import { z } from 'zod'
import { chainError } from '../errors/chain-error.js'
import type { BlockRef } from '../read/block.js'
import { nextEpochBlock } from '../read/epoch-schedule.js'
import { chooseMode, type WeightsMode } from './mode.js'
import type { WeightsState } from './state.js'

/** Commits that one hotkey may have open at a time, salted, or make in one epoch, timelocked. */
const mostCommits = 10
/** Largest ciphertext of a timelocked commit is 5000 bytes: so many weights fit into it. */
const mostTimelockedWeights = 1_177

type Asked = Pick<PreflightRequest, 'versionKey' | 'uids' | 'values' | 'mode'>

const numbers = (error: string) => z.array(z.number({ error }), { error }).readonly()

/** Fields of what is asked about a state. Their ranges are left to the checks, which report them as the chain would. */
export const askedFields = {
  versionKey: z.bigint({ error: 'a version key, a bigint' }),
  uids: numbers('a list of uids').optional(),
  values: numbers('a list of u16 values').optional(),
  mode: oneOf('plain', 'timelocked', 'salted').optional(),
} as const

/** Judges a state that was read at one block. */
export function checkWeightsState(state: WeightsState, asked: Asked): Preflight {
  const mode = modeOf(state, asked.mode)
  const checks: PreflightCheck[] = [
    checkSubnet(state),
    checkRegistered(state),
    checkStake(state),
    checkPermit(state, asked),
    checkVersionKey(state, asked),
    checkRateLimit(state),
    checkMode(state, mode),
    checkOpenCommits(state, mode),
    checkEpoch(state),
    ...checkVector(state, asked, mode),
  ]
  const looked = { block: state.block, uid: state.uid, checks }
  const firstProblem = checks.find((check) => !check.ok) ?? null
  if (typeof mode === 'string') return { ...looked, mode, firstProblem }
  return { ...looked, mode: null, firstProblem: firstProblem ?? refuse('commit-reveal', mode) }
}

const tao = (rao: bigint) => `${showUnits(rao)} TAO`

const pass = (name: PreflightName, sentence: string): PassedCheck => ({
  name,
  ok: true,
  sentence,
  code: null,
  fix: null,
  retryBlock: null,
})

function refuse(name: PreflightName, error: SubnetError, retryBlock: number | null = null): FailedCheck {
  return { name, ok: false, sentence: error.message, code: error.code, fix: error.fix, retryBlock }
}

function checkSubnet({ netuid, mechanism, subnetExists, mechanismCount }: WeightsState): PreflightCheck {
  const no = (detail: string) =>
    refuse('subnet', chainError('WEIGHTS_NO_SUCH_MECHANISM', { netuid, mechanism, detail }))
  if (netuid === 0) return no('the root network takes no weights')
  if (!subnetExists) return no('there is no such subnet')
  if (mechanism >= mechanismCount) return no(`the subnet has mechanisms 0 to ${mechanismCount - 1}`)
  const which = mechanismCount === 1 ? '' : `, mechanism ${mechanism} of ${mechanismCount}`
  return pass('subnet', `subnet ${netuid} exists${which}`)
}

function checkRegistered({ uid, hotkey, netuid, burn }: WeightsState): PreflightCheck {
  if (uid === null) return refuse('registered', chainError('NOT_REGISTERED', { hotkey, netuid, burn }))
  return pass('registered', `registered with uid ${uid}`)
}

function isOwner({ ownerHotkey, hotkey }: WeightsState): boolean {
  return ownerHotkey === hotkey
}

function checkStake(state: WeightsState): PreflightCheck {
  const { netuid, hotkey, stake, stakeThreshold: threshold } = state
  if (isOwner(state)) return pass('stake', 'the owner of a subnet needs no stake')
  if (stake === null) return pass('stake', 'this runtime does not report the stake weight: left to the chain')
  if (stake >= threshold) return pass('stake', `stake weight ${tao(stake)}; ${tao(threshold)} required`)
  const missing = threshold - stake
  return refuse('stake', chainError('WEIGHTS_STAKE_TOO_LOW', { netuid, hotkey, stake, threshold, missing }))
}

/** A permit is not needed for the weight on oneself alone, nor by the owner. */
function checkPermit(state: WeightsState, { uids }: Asked): PreflightCheck {
  const { permit, netuid, epochs, block } = state
  if (permit) return pass('permit', 'holds a validator permit')
  if (isOwner(state)) return pass('permit', 'the owner of a subnet needs no permit')
  if (isSelfWeight(state, uids)) return pass('permit', 'a weight on its own uid alone needs no permit')
  const next = nextEpochBlock(epochs, netuid, block.number)
  const blocks = next === null ? 'no' : next - block.number
  const details = { netuid, reason: whyNoPermit(state), blocks }
  return refuse('permit', chainError('NO_VALIDATOR_PERMIT', details), next === null ? null : next + 1)
}

function whyNoPermit({ stake, stakeThreshold, maxValidators }: WeightsState): string {
  if (stake !== null && stake < stakeThreshold) {
    return `stake weight ${tao(stake)} is below ${tao(stakeThreshold)}`
  }
  const now = stake === null ? '' : ` (its stake weight is ${tao(stake)} now)`
  return `not among the ${maxValidators} highest stakes at the last epoch${now}`
}

function isSelfWeight({ uid }: WeightsState, uids: readonly number[] | undefined): boolean {
  return uids?.length === 1 && uids[0] === uid
}

function checkVersionKey({ netuid, versionKey: required }: WeightsState, asked: Asked): PreflightCheck {
  const { versionKey: given } = asked
  if (given < 0n || given >= 2n ** 64n) {
    return refuse(
      'version key',
      chainError('WEIGHTS_VECTOR_INVALID', { detail: `the version key ${given} is not a u64` }),
    )
  }
  if (required !== 0n && given < required) {
    return refuse('version key', chainError('WEIGHTS_VERSION_OUTDATED', { netuid, required, given }))
  }
  return pass(
    'version key',
    required === 0n ? `${given}; the subnet requires none` : `${given}; ${required} or higher required`,
  )
}

/** The same rule for weights and for commits. Registering counts as an update. */
function checkRateLimit({ rateLimit: limit, lastUpdate, block }: WeightsState): PreflightCheck {
  const retryBlock = lastUpdate + limit
  if (lastUpdate === 0) return pass('rate limit', 'no weights set so far')
  if (block.number >= retryBlock) {
    return pass(
      'rate limit',
      `last update at block ${lastUpdate}, ${block.number - lastUpdate} blocks ago; the limit is ${limit}`,
    )
  }
  const blocks = retryBlock - block.number
  return refuse('rate limit', chainError('WEIGHTS_RATE_LIMITED', { limit, blocks, retryBlock }), retryBlock)
}

function modeOf(state: WeightsState, wanted: WeightsMode | undefined): WeightsMode | SubnetError {
  try {
    return chooseMode(state, wanted)
  } catch (error) {
    if (isSubnetError(error, 'WEIGHTS_MODE_UNAVAILABLE')) return error
    throw error
  }
}

function checkMode(state: WeightsState, mode: WeightsMode | SubnetError): PreflightCheck {
  if (typeof mode !== 'string') return refuse('commit-reveal', mode)
  const { revealPeriod: period, commitVersion } = state
  const after = `revealed ${period} epoch${period === 1 ? '' : 's'} after the commit`
  const sentences = {
    plain: 'commit-reveal is off: weights are set in plain',
    salted: `commit-reveal is on: a salted hash, ${after}, by the validator`,
    timelocked: `commit-reveal is on: timelocked${commitVersion === null ? '' : `, version ${commitVersion}`}, ${after}, by the chain`,
  }
  return pass('commit-reveal', sentences[mode])
}

function checkOpenCommits(state: WeightsState, mode: WeightsMode | SubnetError): PreflightCheck {
  const { hotkey, netuid, epochs, block, saltedCommits, timelockedCommits } = state
  if (mode === 'plain') return pass('open commits', 'none needed')
  const open =
    mode === 'salted'
      ? saltedCommits.filter(({ expired }) => !expired).length
      : timelockedCommits.filter((commit) => commit.hotkey === hotkey).length
  if (open < mostCommits) return pass('open commits', `${open} of ${mostCommits}`)
  const retryBlock = nextEpochBlock(epochs, netuid, block.number) ?? block.number + 1
  return refuse(
    'open commits',
    chainError('WEIGHTS_TOO_MANY_COMMITS', { open, hotkey, netuid, retryBlock }),
    retryBlock,
  )
}

/** Block at which weights count next, and the freeze window of the owner, which never stops weights. */
function checkEpoch({ netuid, epochs, block, freezeWindow }: WeightsState): PreflightCheck {
  const next = nextEpochBlock(epochs, netuid, block.number)
  if (next === null) return refuse('epoch', chainError('WEIGHTS_NO_EPOCH', { netuid, tempo: epochs.tempo }))
  const blocks = next - block.number
  const frozen =
    freezeWindow !== null && blocks < freezeWindow
      ? '; hyperparameters are frozen until then, weights are not'
      : ''
  return pass(
    'epoch',
    `the next epoch runs at block ${next}, in ${blocks} block${blocks === 1 ? '' : 's'}${frozen}`,
  )
}

function checkVector(state: WeightsState, asked: Asked, mode: WeightsMode | SubnetError): PreflightCheck[] {
  const { uids, values } = asked
  if (uids === undefined) return []
  const problem = vectorProblem(state, uids, values, mode)
  if (problem !== null) return [refuse('vector', chainError('WEIGHTS_VECTOR_INVALID', { detail: problem }))]
  return [pass('vector', `${uids.length} of ${state.neurons} uids weighted`)]
}

function vectorProblem(
  state: WeightsState,
  uids: readonly number[],
  values: readonly number[] | undefined,
  mode: WeightsMode | SubnetError,
): string | null {
  const { neurons, minAllowedWeights, netuid } = state
  if (values !== undefined && values.length !== uids.length) {
    return `there are ${uids.length} uids but ${values.length} values`
  }
  if (uids.length === 0) return 'no uid has a weight'
  if (uids.length > neurons) return `${uids.length} uids, but subnet ${netuid} has ${neurons} neurons`
  const twice = uids.find((uid, position) => uids.indexOf(uid) !== position)
  if (twice !== undefined) return `uid ${twice} is listed twice`
  const unknown = uids.find((uid) => !Number.isInteger(uid) || uid < 0 || uid >= neurons)
  if (unknown !== undefined)
    return `there is no uid ${unknown}: subnet ${netuid} has uids 0 to ${neurons - 1}`
  const fewest = Math.min(neurons, minAllowedWeights)
  if (uids.length < fewest && !isSelfWeight(state, uids)) {
    return `${uids.length} uids, but the subnet requires at least ${fewest}`
  }
  if (mode === 'timelocked' && uids.length > mostTimelockedWeights) {
    return `${uids.length} weights do not fit into a timelocked commit, which holds ${mostTimelockedWeights}`
  }
  const odd = values?.find((value) => !Number.isInteger(value) || value < 0 || value > 65_535)
  if (odd !== undefined) return `${odd} is not a u16`
  // The chain stores them relative to the largest; what is sent has to be what is kept and hashed.
  const largest = values === undefined ? 65_535 : Math.max(...values)
  return largest === 65_535 ? null : `the largest value is ${largest}, not 65535`
}

/** Checks before weights are sent, in the chain's own order. */
export type PreflightName =
  | 'subnet'
  | 'registered'
  | 'stake'
  | 'permit'
  | 'version key'
  | 'rate limit'
  | 'commit-reveal'
  | 'open commits'
  | 'epoch'
  | 'vector'

export interface Check {
  readonly name: PreflightName
  /** The finding in a sentence with its numbers. */
  readonly sentence: string
}

/** A check that the chain would let pass. */
export interface PassedCheck extends Check {
  readonly ok: true
  readonly code: null
  readonly fix: null
  readonly retryBlock: null
}

/** A check for which the chain would refuse weights. */
export interface FailedCheck extends Check {
  readonly ok: false
  /** Code of the error that sending would end in. */
  readonly code: string
  readonly fix: string
  /** Block from which trying again makes sense; null when waiting alone does not help. */
  readonly retryBlock: number | null
}

/** One of the chain's checks. */
export type PreflightCheck = PassedCheck | FailedCheck

/** The chain's judgement of weights before they are sent. */
export type Preflight = {
  /** The block at which everything was read. */
  readonly block: BlockRef
  readonly uid: number | null
  readonly checks: readonly PreflightCheck[]
} & (
  | {
      /** The mode in which the weights would be sent. */
      readonly mode: WeightsMode
      /** The first check that fails, which is the one the chain would report; null if it would accept the weights. */
      readonly firstProblem: FailedCheck | null
    }
  | { readonly mode: null; readonly firstProblem: FailedCheck }
)

/** Options of {@link preflight}. */
export interface PreflightRequest {
  readonly netuid: number
  /** @default 0 */
  readonly mechanism?: number | undefined
  /** SS58 address. */
  readonly hotkey: string
  /** Version of the validator's protocol and scoring. */
  readonly versionKey: bigint
  /**
   * The uids that would be weighted. Without them permit and vector are judged for weights on other neurons.
   * @default not known yet
   */
  readonly uids?: readonly number[] | undefined
  /** Their u16 values. @default not known yet */
  readonly values?: readonly number[] | undefined
  /** @default as the chain's state asks for */
  readonly mode?: WeightsMode | undefined
}
