import { setImmediate } from 'node:timers/promises'
import { limitTime, type TimeLimit } from '@subnetkit/base'
import type { RoundCriterion } from '../rubric.js'
import type { ComparableAnswer, Comparison } from './comparison.js'
import { GiveUp, isolate } from './isolate.js'
import { type ComparedScore, runCompare, TimeOver } from './run-compare.js'

/** Time in which all groups of a round find the answers on which their comparisons fail, in ms: the fold waits for it. */
const apartMs = 30_000

/** Time limit that all groups share, from the first one that needs it. */
export interface SharedLimit extends Disposable {
  start(): TimeLimit
}

export function createSharedLimit({ signal, clock }: Pick<Comparison, 'signal' | 'clock'>): SharedLimit {
  let limit: TimeLimit | undefined
  return {
    start() {
      limit ??= limitTime(apartMs, { signal, clock })
      return limit
    },
    [Symbol.dispose]: () => limit?.[Symbol.dispose](),
  }
}

/** Compares a group without the answers on which that fails; null if no single ones are to blame, or time is over. */
export async function compareApart(
  criterion: RoundCriterion<never>,
  group: string,
  members: readonly ComparableAnswer[],
  comparison: Comparison,
  { signal, leftMs }: TimeLimit,
): Promise<Apart | null> {
  const { name, minPeers = 1 } = criterion
  const ports = { verdict: () => Promise.reject(new Error('it asks for a verdict')), report: () => {} }
  const checkTime = () => {
    comparison.signal?.throwIfAborted()
    if (signal.aborted || leftMs() === 0) throw new GiveUp()
  }
  async function compare(chosen: ReadonlySet<ComparableAnswer>) {
    // A comparison may take long without ever waiting.
    await setImmediate()
    checkTime()
    const some = members.filter((one) => chosen.has(one))
    const scores = await runCompare(criterion, group, some, { ...comparison, signal }, ports)
    return new Map(some.map((one, at) => [one, scores[at]!]))
  }
  async function failureWith(some: readonly ComparableAnswer[]): Promise<unknown> {
    // Of too few answers a comparison need not know anything.
    if (new Set(some.map(({ hotkey }) => hotkey)).size - 1 < minPeers) return null
    try {
      await compare(new Set(some))
      return null
    } catch (error) {
      checkTime()
      // How long it took says nothing certain about an answer.
      if (error instanceof TimeOver) throw new GiveUp()
      return error ?? new Error('it threw nothing')
    }
  }
  const isolated = await isolate(members, {
    isSound: async (some) => (await failureWith(some)) === null,
    minerOf: ({ hotkey }) => hotkey,
    least: Math.max(1, minPeers),
    random: comparison.random(`${name} apart`, group),
  })
  if (isolated === null) return null
  const { sound, culprits } = isolated
  if (new Set(sound.map(({ hotkey }) => hotkey)).size - 1 < minPeers) return null
  try {
    const failures = new Map<ComparableAnswer, unknown>()
    for (const one of culprits) failures.set(one, await failureWith([...sound, one]))
    // One that holds the next time charges nobody.
    if ([...failures.values()].includes(null)) return null
    return { scores: await compare(new Set(sound)), failures }
  } catch {
    comparison.signal?.throwIfAborted()
    return null
  }
}

/** A comparison without the answers on which it fails. */
export interface Apart {
  readonly scores: ReadonlyMap<ComparableAnswer, ComparedScore>
  /** Failure of the comparison, by the answers to blame. */
  readonly failures: ReadonlyMap<ComparableAnswer, unknown>
}
