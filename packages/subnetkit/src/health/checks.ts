import { plural } from '../log/plural.js'
import { blockMsOf, type Failure, type HealthState, headOf, type Moment } from './state.js'

/** Names of the checks, in the order in which they explain each other. */
const checkNames = [
  'store writable',
  'signer answers',
  'blocks arrive',
  'registered',
  'permit',
  'lease held',
  'workers attached',
  'jobs move',
  'rounds fold',
  'weights are recent',
  'activated version',
] as const
export type CheckName = (typeof checkNames)[number]

/** Checks that explain the others: each has a cause of its own. */
export const rootChecks: readonly CheckName[] = checkNames.slice(0, checkNames.indexOf('jobs move'))

/** Verdict of one check. */
export interface HealthCheck {
  readonly name: CheckName
  /** Null if there is nothing to judge yet. */
  readonly ok: boolean | null
  /** The finding, with its numbers. */
  readonly sentence: string
  /** Instruction; null unless the check fails. */
  readonly fix: string | null
}

/** Facts about the process that its checks depend on. */
export interface HealthSubject {
  readonly role: 'validator' | 'coordinator' | 'worker'
  readonly netuid: number
  readonly hotkey: string
  /** Blocks between two weights, at least. */
  readonly weightsEveryBlocks: number
  /** Label of the workers that scores are meant for; null for any. */
  readonly scoreLabel: string | null
  /** Socket of the signer in another process; null if there is none. @default null */
  readonly signer?: string | null
  /** Blocks of a devnet may come on demand only. */
  readonly isDevnet: boolean
}

type Verdict = Omit<HealthCheck, 'name'>
type Check = (state: HealthState, subject: HealthSubject, now: number) => Verdict

const pass = (sentence: string): Verdict => ({ ok: true, sentence, fix: null })
const unknown = (sentence: string): Verdict => ({ ok: null, sentence, fix: null })
const fail = (sentence: string, fix: string): Verdict => ({ ok: false, sentence, fix })

const checks: Readonly<Record<CheckName, Check>> = {
  'store writable': ({ store }) => {
    if (store === undefined) return unknown('the store was not written yet')
    return store === null ? pass('the store takes writes') : fail(store.reason, store.fix)
  },

  'signer answers': ({ signer }) => {
    if (signer === undefined) return unknown('the signer was not asked yet')
    return signer === null ? pass('the signer answers') : fail(signer.reason, signer.fix)
  },

  'blocks arrive': (state, { isDevnet }, now) => {
    const head = headOf(state)
    const silentMs = now - (head?.at ?? state.started.at)
    const limitMs = stallMs(state)
    const since = head === null ? 'since the start' : `since block ${head.block}`
    if (silentMs <= limitMs) {
      return head === null ? unknown('no block has arrived yet') : pass(`block ${head.block} is the newest`)
    }
    const silence = `no block for ${seconds(silentMs)}, ${since}`
    if (state.lost?.includes('is another chain')) return fail(`${silence}: ${state.lost}`, anotherChainFix)
    if (state.lost !== null) return fail(`${silence}: ${state.lost}`, 'Check the network and the endpoint.')
    if (isDevnet) return fail(silence, 'Start the devnet, with a block time if it makes blocks on demand.')
    return fail(silence, 'Choose another endpoint: this node is stalled or syncing.')
  },

  registered: ({ standing }, { netuid, hotkey }) => {
    if (standing === null) return unknown('the metagraph was not read yet')
    if (standing.registered) return pass(`${hotkey} is registered on subnet ${netuid}`)
    const sentence = `${hotkey} is not registered on subnet ${netuid}, as of block ${standing.block}`
    return fail(sentence, `Run \`subnet register --netuid ${netuid}\`.`)
  },

  permit: ({ standing }, { netuid }) => {
    if (standing === null || !standing.registered) return unknown('needs a registered hotkey')
    if (standing.permit) return pass('the hotkey has a validator permit')
    return fail(
      `the hotkey has no validator permit, as of block ${standing.block}: its weights do not count`,
      `Run \`subnet stake add --netuid ${netuid} --amount <tao>\`: permits go to the highest stakes at each epoch.`,
    )
  },

  'lease held': ({ lease }) => {
    if (lease === undefined) return unknown('no lease is kept, or its state is not known yet')
    return lease === null ? pass('this store holds the lease of the hotkey') : fail(lease.reason, lease.fix)
  },

  'workers attached': (state, { scoreLabel }, now) => {
    const { workers } = state
    if (workers === null) return unknown('the workers were not counted yet')
    const missing = missingQueues(state)
    if (missing.length === 0) {
      const counts = Object.entries(workers.counts).map(([queue, count]) => `${count} for ${queue}`)
      return pass(`workers are attached: ${counts.join(', ')}`)
    }
    const absentMs = now - (workers.missingSince ?? now)
    if (absentMs < workersMs(state) || now - state.started.at < startMs) {
      return unknown(`no worker takes jobs of ${missing.join(' and ')} yet, for ${seconds(absentMs)}`)
    }
    const label = scoreLabel !== null && missing.includes('score') ? ` with the label ${scoreLabel}` : ''
    return fail(
      `no worker takes jobs of the ${missing.length === 1 ? 'queue' : 'queues'} ${missing.join(' and ')}${label}`,
      startWorkers(missing, scoreLabel),
    )
  },

  'jobs move': (state, { role }, now) => {
    const { queues, lastJob, failures } = state
    if (queues?.failure) return fail(queues.failure.reason, queues.failure.fix)
    const roundMs = state.roundBlocks * blockMsOf(state)
    const [oldest] = (queues?.readings ?? [])
      .filter(({ oldestMs }) => oldestMs !== null)
      .sort((a, b) => (b.oldestMs ?? 0) - (a.oldestMs ?? 0))
    const isOld = oldest !== undefined && (oldest.oldestMs ?? 0) > Math.max(roundMs, shortestMs)
    if (isOld && now - (lastJob?.at ?? state.started.at) > Math.max(roundMs / 2, shortestMs)) {
      return fail(
        `the oldest job of the queue ${oldest.queue} has waited for ${seconds(oldest.oldestMs ?? 0)}${because(failures)}`,
        fixOf(failures, 'Check that a worker runs, and restart it if its log is silent.'),
      )
    }
    if (role === 'worker') return lastJob === null ? unknown('no job was taken yet') : pass('jobs move')
    const late = lateBy(state, lastJob, now)
    if (late === null) return lastJob === null ? unknown('no round has begun yet') : pass('jobs move')
    return fail(
      `${late} no step of a round was taken${because(failures)}`,
      fixOf(failures, 'Check the queue and its workers, and restart this process if its log is silent.'),
    )
  },

  'rounds fold': (state, { role, scoreLabel }, now) => {
    const { skipped, planned, folded, closed, failures, roundBlocks } = state
    if (skipped !== null) {
      const isUnplanned = skipped.code === 'PLAN_FAILED' || skipped.code === 'ROUND_OVERTAKEN'
      if (isUnplanned && now - progressAt(state) < graceMs)
        return unknown(`round ${skipped.round} was not planned in its time: ${skipped.reason}`)
      const fix =
        skipFixes[skipped.code] ?? fixOf(failures, 'Follow the reason: the log of the round has more of it.')
      const what = isUnplanned
        ? 'was not planned in its time'
        : skipped.code === 'ROUND_PARTLY_VOID'
          ? 'counted for few miners'
          : 'counted for no miner'
      return fail(`round ${skipped.round} ${what}: ${skipped.reason}`, fix)
    }
    if (planned?.miners === 0) {
      const sentence = 'the newest round asks no miner: no neuron has an axon or passes the option miners'
      // Miners that start beside it publish their axons a moment later.
      if (now - state.started.at < graceMs) return unknown(sentence)
      return fail(sentence, 'Wait until a miner has published its axon, or change the option miners.')
    }
    if (state.counted === 0 && planned !== null && closed !== null) {
      const { unasked, unscored, reason } = closed
      const lost = `${plural(unasked, 'miner')} not asked in time, ${plural(unscored, 'miner')} not scored`
      const missing = missingQueues(state)
      const more = role === 'validator' ? 'Raise concurrency, or make rounds longer.' : 'Start more workers.'
      return fail(
        `no miner of the newest round counted (${lost}): ${reason}`,
        missing.length > 0 ? startWorkers(missing, scoreLabel) : more,
      )
    }
    const late = lateBy(state, planned, now)
    if (late !== null)
      return fail(
        `${late} no round was planned${because(failures)}`,
        fixOf(failures, 'Check the queue and the chain.'),
      )
    const head = headOf(state)?.block ?? 0
    const since = head - (folded?.block ?? state.started.block ?? head)
    if (since > 2.5 * roundBlocks) {
      const last = folded === null ? 'no round was folded since the start' : 'no round was folded'
      return fail(
        `${last} for ${plural(since, 'block')}, ${(since / roundBlocks).toFixed(1)} rounds${because(failures)}`,
        fixOf(failures, 'Check that workers ask and score: the log names the step that fails.'),
      )
    }
    if (folded === null) return unknown('no round is over yet')
    return pass(`a round was folded ${plural(since, 'block')} ago`)
  },

  'weights are recent': (state, { weightsEveryBlocks }, now) => {
    const { standing, weights, roundBlocks, folded, unset } = state
    const limit = weightsLimit(state, weightsEveryBlocks)
    const head = headOf(state)?.block
    if (standing === null || standing.lastUpdate === null || head === undefined || limit === null)
      return unknown('needs a registered hotkey')
    const last = Math.max(standing.lastUpdate, weights.block ?? 0)
    const age = head - last
    const { registeredAt } = standing
    const isNever = weights.block === null && registeredAt !== null && last <= registeredAt
    const set = isNever
      ? `no weights were taken since the registration at block ${registeredAt}, ${plural(age, 'block')} ago`
      : `weights were last taken at block ${last}, ${plural(age, 'block')} ago`
    if (age <= limit) return pass(set)
    if (now - (unset ?? state.started).at < graceMs) return unknown(set)
    if (weights.refused !== null) {
      const { code, reason, retryBlock } = weights.refused
      const retry = retryBlock === null ? '' : ` The chain may accept them from block ${retryBlock} on.`
      return fail(`${set}: ${code}: ${reason}`, `${refusalFixes[code] ?? refusedFix}${retry}`)
    }
    if (folded === null) return unknown(`${set}; none is possible before a round is folded`)
    if (weights.dueBlock !== null && head < weights.dueBlock)
      return unknown(`${set}; the next are due at block ${weights.dueBlock}`)
    // The weights of a fold take some blocks until a final one holds them; a start after a long stop is late by itself.
    const waiting = head - Math.max(unset?.block ?? head, weights.dueBlock ?? 0)
    if (waiting < Math.max(roundBlocks, weightsBlocks))
      return unknown(`${set}; the first fold since then was ${plural(waiting, 'block')} ago`)
    return fail(
      `${set}, more than ${limit}${because(state.failures)}`,
      fixOf(
        state.failures,
        'Read the log for the step that sets weights, and restart this process if it is silent.',
      ),
    )
  },

  'activated version': (state) => {
    const { behind, planned } = state
    if (behind === null) {
      if (planned === null) return unknown('no round was planned yet')
      return pass('the validator has the version of the subnet that counts')
    }
    const head = headOf(state)?.block ?? 0
    if (head >= behind.block) return fail(behind.reason, behind.fix)
    return unknown(`${behind.reason}; ${plural(behind.block - head, 'block')} are left for the update`)
  },
}

/**
 * Blocks after which weights are late; null before the subnet is known. They cannot come more often than the chain allows, and within a
 * tempo they are as good as new: pay is counted once in each.
 */
export function weightsLimit({ standing, roundBlocks }: HealthState, everyBlocks: number): number | null {
  if (standing === null) return null
  // Weights follow a fold: a cadence between two rounds is kept at the later one.
  const cadence = Math.ceil(Math.max(everyBlocks, 1) / roundBlocks) * roundBlocks
  return Math.ceil(1.5 * Math.max(cadence, standing.weightsRateLimit, standing.tempo))
}

const checksOf: Readonly<Record<HealthSubject['role'], readonly CheckName[]>> = {
  validator: checkNames.filter((name) => name !== 'workers attached'),
  coordinator: checkNames,
  worker: ['store writable', 'signer answers', 'jobs move'],
}

/** Runs the checks of a role. */
export function judge(state: HealthState, subject: HealthSubject, now: number): readonly HealthCheck[] {
  const { role, signer = null } = subject
  return checksOf[role]
    .filter((name) => name !== 'signer answers' || signer !== null)
    .filter((name) => name !== 'lease held' || state.lease !== undefined)
    .map((name) => ({ name, ...checks[name](state, subject, now) }))
}

/** For a devnet that was restarted, or a network that was reset. */
const anotherChainFix = 'Restart this process, or correct the endpoint of the network.'

const missingQueues = ({ workers }: HealthState) =>
  Object.keys(workers?.counts ?? {}).filter((queue) => workers?.counts[queue] === 0)

function startWorkers(queues: readonly string[], scoreLabel: string | null): string {
  const label = scoreLabel !== null && queues.includes('score') ? ` --label ${scoreLabel}` : ''
  return `Start a worker: \`subnet worker --queues ${queues.join(',')}${label}\`.`
}

const refusedFix = 'Resolve what the chain refuses them for; `subnet weights status` shows the row on chain.'

const refusalFixes: Readonly<Record<string, string>> = {
  NO_SCORES: 'Check the answers of the miners and the rubric: weights need a score above 0.',
  SCORES_UNPAID:
    'Wait until scores reach what the weight policy pays for; if they do not grow, check the policy.',
}

/** Time without progress that a start, a fast chain or a busy machine explains, in ms. */
const graceMs = 30_000

/** Time at which a round was last planned or folded, or of the start. */
const progressAt = ({ planned, folded, started }: HealthState) =>
  Math.max(planned?.at ?? started.at, folded?.at ?? started.at)

/** Time below which nothing counts as late, in ms. */
const shortestMs = 10_000

/** Time from the start in which workers attach, in ms: they follow a coordinator to another chain after 15 s of silence. */
const startMs = 45_000

/** Time without workers that counts as a lack of them: a round, within 10 s and 60 s. Workers start and restart. */
const workersMs = (state: HealthState) =>
  Math.min(Math.max(state.roundBlocks * blockMsOf(state), shortestMs), 60_000)

/** Blocks that weights may take, from their fold to a final block. */
const weightsBlocks = 20

/** Silence of the chain that counts as a stall: five blocks, within 10 s and 60 s. */
const stallMs = (state: HealthState) => Math.min(Math.max(5 * blockMsOf(state), shortestMs), 60_000)

/**
 * Sentence if `done` happened neither in the newest round, half of which is over, nor in the one before, if that is the
 * newest one; null otherwise.
 */
function lateBy(state: HealthState, done: Moment | null, now: number): string | null {
  const { round, roundBlocks, started } = state
  const head = headOf(state)
  if (round === null || head === null || (done !== null && done.at >= round.at)) return null
  const passed = head.block - round.first
  const last = done?.block ?? started.block ?? head.block
  // The round of the start may have been planned by the process before.
  if (done === null && head.block - last < roundBlocks) return null
  if (last < round.first - roundBlocks)
    return now - (done ?? started).at < graceMs
      ? null
      : `${head.block - last} blocks are over, rounds have ${roundBlocks}, and`
  if (passed < Math.max(1, roundBlocks / 2) || now - round.at < shortestMs / 2) return null
  return `${passed} of ${roundBlocks} blocks of the round from block ${round.first} are over, and`
}

const newest = (failures: ReadonlyMap<string, Failure>) => [...failures.values()].at(-1)

function because(failures: ReadonlyMap<string, Failure>): string {
  const failure = newest(failures)
  return failure === undefined ? '' : `: step ${failure.step} failed: ${failure.code}: ${failure.reason}`
}

const fixOf = (failures: ReadonlyMap<string, Failure>, otherwise: string) =>
  newest(failures)?.fix ?? otherwise

const skipFixes: Readonly<Record<string, string>> = {
  NOT_REGISTERED: 'Register the hotkey on the subnet.',
  NOBODY_REACHED: 'Check the network of this machine and its firewall: no miner could be reached.',
  REFUSED_BY_ALL: 'Check the clock of this machine and the validator permit: every miner refuses it.',
  ROUND_PARTLY_VOID:
    'Check the network, the clock and the permit of this validator: nearly all miners fail at once.',
  NOTHING_ASKED: 'Fix the task source: none of its questions could be sent.',
  ROUND_OVERTAKEN: 'Wait for the next round, or make rounds longer than their planning takes.',
}

const seconds = (ms: number) => `${Math.round(ms / 1_000)} s`
