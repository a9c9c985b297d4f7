import type { SubnetError } from '@subnetkit/base'
import { coreError } from '../../errors.js'
import { minerKey } from '../../scoreboard/scoreboard.js'
import type { TaskOutcome } from '../../store/receipts.js'
import type { CoordinatorContext } from '../context.js'
import type { SkipCode } from '../events.js'

/**
 * Skips a queried round that says nothing about any miner, and reports it as the validator's own trouble. Returns true
 * if it did.
 */
export async function voidRound(
  context: CoordinatorContext,
  number: number,
  asked: readonly TaskOutcome[],
): Promise<boolean> {
  const { store, emit } = context
  const trouble = await findTrouble(context, number, asked)
  if (trouble === null) return false
  const { error, cause } = trouble
  if (!(await store.voidRound(number, error.message))) return false
  emit({ kind: 'trouble', code: error.code, reason: error.message, fix: error.fix })
  emit({ kind: 'round-skipped', round: number, code: error.code, cause, reason: error.message })
  return true
}

/** Rounds before the suspected one that are looked at. */
const mostBefore = 32

async function findTrouble(
  context: CoordinatorContext,
  number: number,
  asked: readonly TaskOutcome[],
): Promise<Trouble | null> {
  const { store } = context
  const trouble = troubleOf(number, asked)
  if (trouble === null || trouble.error.code === 'NOTHING_ASKED') return trouble
  const { hasPermit, miners } = await lookAround(context)
  if (!hasPermit && needsPermit.has(trouble.cause)) return trouble
  const silent = new Set(asked.map(({ hotkey }) => hotkey))
  if (isBroad(miners, silent)) return trouble
  const before = (await store.rounds(mostBefore)).filter((round) => round.number < number)
  for (const round of before.toReversed()) {
    const outcomes = await store.outcomes(round.number)
    if (outcomes.length === 0) continue
    if (troubleOf(round.number, outcomes) === null) break
    for (const { hotkey } of outcomes) silent.add(hotkey)
    if (isBroad(miners, silent)) return trouble
  }
  return null
}

/**
 * Returns the trouble of a round in which a few miners answered, or failed by themselves, and so many of the others failed
 * for a cause on our side that it is ours; null for any other. One round has to show it, and a few miners do not decide
 * it: neither one that answers whatever comes, nor some that refuse what they cannot answer.
 */
export async function partlyVoid(
  context: CoordinatorContext,
  number: number,
  outcomes: readonly TaskOutcome[],
): Promise<SubnetError<'ROUND_PARTLY_VOID'> | null> {
  const asked = outcomes.filter(saysSomething)
  const all = new Set(asked.map(({ hotkey }) => hotkey))
  const failures = asked.filter(isBlameless)
  const failed = new Set(failures.map(({ hotkey }) => hotkey))
  for (const outcome of asked) if (!isBlameless(outcome)) failed.delete(outcome.hotkey)
  // Hotkeys are at least as many as their operators: fewer cannot be nearly all of them.
  if (failed.size < leastPartly) return null
  const { miners } = await lookAround(context)
  if (miners.every(({ score }) => score === 0) || !isBroad(miners, failed, nearlyAll)) return null
  const [code, count] = mostFrequent(failures.map(({ reason }) => codeOf(reason)))
  const example = failures.find(({ reason }) => codeOf(reason) === code)?.reason ?? code
  const detail = `${count} of ${asked.length} tasks: ${example}`
  return coreError('ROUND_PARTLY_VOID', { round: number, failed: failed.size, miners: all.size, detail })
}

/** Returns the miners of the subnet with their scores, and true if the validator has its permit. */
async function lookAround({ chain, store, netuid, mechanism, hotkey: self, miners }: CoordinatorContext) {
  const { neurons } = await chain.metagraph({ netuid, mechanism })
  const scores = new Map((await store.scores()).map((entry) => [minerKey(entry), entry.score]))
  return {
    hasPermit: neurons.some(({ hotkey, validatorPermit }) => hotkey === self && validatorPermit),
    miners: neurons
      .filter((neuron) => miners(neuron, { self, askedBefore: scores.has(minerKey(neuron)) }))
      .map((neuron) => ({
        ...{ hotkey: neuron.hotkey, coldkey: neuron.coldkey, host: neuron.axon?.host ?? null },
        score: scores.get(minerKey(neuron)) ?? 0,
      })),
  }
}

/** A miner that the silence of others is compared with. */
export interface Witness {
  readonly hotkey: string
  readonly coldkey: string
  readonly host: string | null
  readonly score: number
}

/** Score from which a miner counts as one that used to answer, as a share of the best. */
const leastScore = 0.05
/** Share of those miners that must be silent, so that the trouble is taken for ours. */
const broad = 2 / 3
/** The same share where another miner answered, which is evidence against it. */
const nearlyAll = 0.9
/** Miners that a share above that and below all has at least. */
const leastPartly = 10

/**
 * Returns true if the miners that are silent are so many of those that used to answer that the cause is on our side.
 * Miners that share a coldkey or a host count as one, so that registering often adds no weight. Always true where none
 * has answered before: no miner gains by it.
 */
export function isBroad(
  miners: readonly Witness[],
  silent: ReadonlySet<string>,
  share: number = broad,
): boolean {
  const best = Math.max(0, ...miners.map(({ score }) => score))
  const witnesses = miners.filter(({ score }) => score > 0 && score >= leastScore * best)
  const groups = operatorsOf(witnesses)
  const shares = groups.map((group) => group.filter(({ hotkey }) => silent.has(hotkey)).length / group.length)
  const sum = shares.reduce((total, share) => total + share, 0)
  return groups.length === 0 || sum / groups.length > share + Number.EPSILON
}

/** Groups miners that are linked by a coldkey or a host. */
function operatorsOf(miners: readonly Witness[]): Witness[][] {
  let groups: { readonly keys: Set<string>; readonly members: Witness[] }[] = []
  for (const miner of miners) {
    const keys = [`coldkey ${miner.coldkey}`, ...(miner.host === null ? [] : [`host ${miner.host}`])]
    const linked = groups.filter((group) => keys.some((key) => group.keys.has(key)))
    const merged = {
      keys: new Set([...keys, ...linked.flatMap((group) => [...group.keys])]),
      members: [...linked.flatMap(({ members }) => members), miner],
    }
    groups = [...groups.filter((group) => !linked.includes(group)), merged]
  }
  return groups.map(({ members }) => members)
}

/** Codes of receipts that a validator without a line causes with every miner. */
const unreachable: ReadonlySet<string> = new Set(['MINER_UNREACHABLE', 'AXON_NOT_PUBLIC'])
/** Codes of refusals that are right if the validator has no permit. */
const needsPermit: ReadonlySet<string> = new Set(['CALLER_UNKNOWN', 'CALLER_WITHOUT_PERMIT'])
/** Codes of receipts that a validator without a permit, or with a wrong clock, causes with every miner. */
const unwelcome: ReadonlySet<string> = new Set([
  ...['AUTH_STALE', 'AUTH_REPLAYED', 'AUTH_BAD_SIGNATURE'],
  ...needsPermit,
])

/** Failures of these kinds, as an outcome and a code: each says nothing of its miner if the trouble is ours. */
export const uncounted: readonly string[] = [
  ...[...unreachable].map((code) => `absent ${code}`),
  ...[...unwelcome].map((code) => `refused ${code}`),
]

const isBlameless = ({ outcome, reason }: Pick<TaskOutcome, 'outcome' | 'reason'>) =>
  uncounted.includes(`${outcome} ${codeOf(reason)}`)

/** Codes of answers that we could not compare or check: their miners did answer. */
const uncompared: ReadonlySet<string> = new Set([
  ...['TOO_FEW_PEERS', 'COMPARE_FAILED', 'COMPARE_INCOMPLETE', 'NOT_YET', 'NOT_CHECKED'],
])

const saysSomething = ({ outcome, reason }: Pick<TaskOutcome, 'outcome' | 'reason'>) =>
  outcome !== 'ours' || uncompared.has(codeOf(reason))

interface Trouble {
  readonly error: SubnetError<SkipCode>
  /** Most frequent code. */
  readonly cause: string
}

/** Returns the trouble that every receipt of a round shows, if it is ours; null if one of them says something of a miner. */
function troubleOf(round: number, receipts: readonly TaskOutcome[]): Trouble | null {
  const causes = receipts.map(({ outcome, reason }) => ({ outcome, reason, code: codeOf(reason) }))
  const asked = causes.filter(saysSomething)
  if (receipts.length === 0 || !asked.every(isBlameless)) return null

  const [code, count] = mostFrequent((asked.length > 0 ? asked : causes).map((cause) => cause.code))
  const example = causes.find((cause) => cause.code === code)?.reason ?? code
  const miners = new Set(receipts.map(({ hotkey }) => hotkey)).size
  const detail = `${count} of ${receipts.length} tasks: ${example}`
  const details = { round, miners, detail }
  if (asked.length === 0)
    return { error: coreError('NOTHING_ASKED', { ...details, cause: code }), cause: code }
  const isLine = asked.every((cause) => unreachable.has(cause.code))
  return { error: coreError(isLine ? 'NOBODY_REACHED' : 'REFUSED_BY_ALL', details), cause: code }
}

const codeOf = (reason: string | null) => /^([A-Z][A-Z0-9_]*): /.exec(reason ?? '')?.[1] ?? ''

function mostFrequent(codes: readonly string[]): [code: string, count: number] {
  const counts = new Map<string, number>()
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts].sort(([, left], [, right]) => right - left)[0] ?? ['', 0]
}
