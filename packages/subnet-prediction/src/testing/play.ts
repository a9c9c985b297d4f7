import { createHash } from 'node:crypto'
import { observeRound, type ScoredRound, scoreRound } from 'subnetkit'
import type { ForecastCall } from '../miner.js'
import type { ForecastOutput } from '../protocol.js'
import type { definePrediction } from '../subnet.js'

/** A miner of a play; null answers nothing. */
export type PlayedMiner = (call: ForecastCall) => Promise<ForecastOutput | null> | ForecastOutput | null

/** Rounds without a chain. */
export interface Play {
  readonly subnet: ReturnType<typeof definePrediction>
  readonly miners: Readonly<Record<string, PlayedMiner>>
  readonly rounds: number
  /** Blocks from round to round. @default 20 */
  readonly roundBlocks?: number
  /** @default 5000 */
  readonly firstRound?: number
}

/** Standing of each miner after the rounds. */
export interface Played {
  readonly scores: Readonly<Record<string, number>>
  readonly shares: Readonly<Record<string, number>>
  /** Newest round first. */
  readonly rounds: readonly ScoredRound[]
}

const validator = { hotkey: 'a validator' }

/** Plays rounds as a validator does: observes, asks, compares with the rounds before, folds and pays. */
export async function playRounds({
  subnet,
  miners,
  rounds,
  roundBlocks = 20,
  firstRound = 5_000,
}: Play): Promise<Played> {
  const hotkeys = Object.keys(miners)
  const { scoreboard, weights } = subnet.incentive
  const states = new Map(hotkeys.map((hotkey) => [hotkey, scoreboard.start()]))
  const played: ScoredRound[] = []
  let previous: { readonly round: number; readonly observed: unknown } | null = null
  for (let index = 0; index < rounds; index++) {
    const number = firstRound + index * roundBlocks
    const blockHash = `0x${createHash('sha256').update(`${number}`).digest('hex')}`
    const listed = hotkeys.map((hotkey, uid) => ({ hotkey, uid }))
    const observed = await observeRound(subnet.tasks, { round: number, blockHash, miners: listed, previous })
    previous = { round: number, observed }
    const round = { netuid: 1, mechanism: 0, number, secret: new Uint8Array(32), observed }
    const replies: Parameters<typeof scoreRound<typeof subnet.protocol, never, never>>[1][number][] = []
    for (const hotkey of hotkeys) {
      for (const task of subnet.tasks.tasksFor(round, hotkey)) {
        const output = await miners[hotkey]!({ input: task.input, caller: validator })
        replies.push((output ? { hotkey, task, output } : { hotkey, task, absent: true }) as never)
      }
    }
    const scored = await scoreRound(subnet as never, replies, { round, past: played.slice(0, 64) })
    played.unshift(scored)
    for (const { hotkey, mean } of scored.miners) {
      states.set(
        hotkey,
        scoreboard.fold(states.get(hotkey), { mean, tasks: 2, answered: 2, results: [], peers: [] }),
      )
    }
  }
  const scores = hotkeys.map((hotkey) => scoreboard.score(states.get(hotkey)))
  const shares = weights.shares(scores)
  const named = (values: readonly number[]) =>
    Object.fromEntries(hotkeys.map((hotkey, at) => [hotkey, values[at] ?? 0]))
  return { scores: named(scores), shares: named(shares), rounds: played }
}
