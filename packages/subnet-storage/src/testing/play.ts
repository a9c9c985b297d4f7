import { createHash } from 'node:crypto'
import { type Bytes, type FoldedTask, scoreRound } from 'subnetkit'
import type { PlayedMiner } from '../lab/miners.js'
import { asReceived } from '../lab/received.js'
import type { createStorageSubnet } from '../subnet.js'

/** Rounds without a chain. */
export interface Play {
  readonly subnet: ReturnType<typeof createStorageSubnet>
  readonly miners: Readonly<Record<string, PlayedMiner>>
  readonly rounds: number
  /** Secret of the rounds, and hash of their blocks. @default the same each time */
  readonly seed?: string
  /** Called after each round with the scores of the miners. */
  readonly onRound?: (round: number, scores: ReadonlyMap<string, number>) => void
}

/** Result of a miner. */
export interface Standing {
  /** Score after the last round. */
  readonly score: number
  /** Sum of the scores of all rounds: its pay, with linear weights. */
  readonly earned: number
  /** Sum of the bytes that it kept in all rounds: its work. */
  readonly kept: number
  /** CPU time of its answers, in ms. */
  readonly cpuMs: number
}

/** Costs of the tasks of a family for the validator. */
export interface Cost {
  readonly requests: number
  /** Bytes that were sent and that came back, about. */
  readonly bytes: number
  /** CPU time of drawing them and of scoring the answers, in ms. */
  readonly ms: number
}

/** Result of a play. */
export interface Played {
  readonly standings: ReadonlyMap<string, Standing>
  readonly costs: ReadonlyMap<string, Cost>
}

const caller = { hotkey: '5Validator' }
const { signal } = new AbortController()

/** Plays rounds as a validator does: observes, asks, scores and folds. */
export async function playStorage({ subnet, miners, rounds, seed = 'play', onRound }: Play): Promise<Played> {
  const names = Object.keys(miners)
  const { scoreboard } = subnet.incentive
  const states = new Map(names.map((name) => [name, scoreboard.start()]))
  const sums = new Map(names.map((name) => [name, { score: 0, earned: 0, kept: 0, cpuMs: 0 }]))
  const costs = new Map<string, Cost>()
  const spend = async <T>(family: string, bytesOfResult: (result: T) => number, work: () => Promise<T>) => {
    const { ms, result } = await timed(work)
    const before = costs.get(family) ?? { requests: 0, bytes: 0, ms: 0 }
    costs.set(family, { ...before, bytes: before.bytes + bytesOfResult(result), ms: before.ms + ms })
    return result
  }
  for (let number = 1; number <= rounds; number += 1) {
    const secret = createHash('sha256').update(`${seed} ${number}`).digest()
    const listed = names.map((hotkey, uid) => ({ hotkey, uid }))
    const context = {
      round: number,
      blockHash: `0x${secret.toString('hex')}`,
      miners: listed,
      previous: null,
      signal,
    }
    const none = () => 0
    const observed = await spend('observe', none, async () => subnet.tasks.observe?.(context))
    const round = { netuid: 1, mechanism: 0, number, secret, observed: observed as never }
    for (const [hotkey, sum] of sums) {
      const miner = miners[hotkey] as PlayedMiner
      const results: FoldedTask[] = []
      for (const task of await spend('draw', none, async () => subnet.tasks.tasksFor(round, hotkey))) {
        const { family } = task
        // Bytes are made as they are read, by the validator.
        const input = await spend(family, sizeOf, () => loaded(task.input))
        const handler = miner.answers[task.synapse] as (call: unknown) => Promise<object | null>
        const { ms, result } = await timed(async () => {
          const answer = await handler({ input: asReceived(input), caller, signal })
          return answer && loaded(answer)
        })
        sum.cpuMs += ms
        const { size = 0 } = task.input as { readonly size?: number }
        const latencyMs = family === 'whole' ? (1_000 * size) / (miner.bytesPerSecond?.(number) ?? 1e9) : 50
        const reply = result
          ? { hotkey, task, output: asReceived(result), latencyMs }
          : { hotkey, task, absent: true }
        const scored = await spend(
          family,
          () => sizeOf(result ?? {}),
          () => scoreRound(subnet as never, [reply] as never, { round }),
        )
        const cost = costs.get(family) as Cost
        costs.set(family, { ...cost, requests: cost.requests + 1 })
        for (const { family, outcome, score } of scored.answers)
          results.push({ family, outcome, score } as FoldedTask)
      }
      if (results.length > 0) {
        const mean = results.reduce((total, { score }) => total + score, 0) / results.length
        const answered = results.filter(({ outcome }) => outcome === 'scored').length
        const folded = { mean, tasks: results.length, answered, results, peers: [] }
        states.set(hotkey, scoreboard.fold(states.get(hotkey), folded))
      }
      sum.score = scoreboard.score(states.get(hotkey))
      sum.earned += sum.score
      sum.kept += miner.held()
    }
    onRound?.(number, new Map([...sums].map(([hotkey, { score }]) => [hotkey, score])))
  }
  return { standings: sums, costs }
}

/** A message with its bytes in memory. */
async function loaded(message: object): Promise<object> {
  const load = async (value: unknown) =>
    typeof value === 'object' && value !== null && 'chunks' in value ? await (value as Bytes).bytes() : value
  const entries = Object.entries(message).map(async ([name, value]) => [
    name,
    Array.isArray(value) ? await Promise.all(value.map(load)) : await load(value),
  ])
  return Object.fromEntries(await Promise.all(entries))
}

/** Bytes of a message, about: binary values as they are, the rest as JSON. */
function sizeOf(message: object): number {
  const parts = Object.values(message).flat()
  const binary = parts.filter((part) => part instanceof Uint8Array) as Uint8Array[]
  const rest = Object.entries(message).filter(
    ([, value]) => ![value].flat().some((one) => one instanceof Uint8Array),
  )
  return binary.reduce((sum, { length }) => sum + length, 0) + JSON.stringify(Object.fromEntries(rest)).length
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  const begun = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(begun)
  return { ms: (user + system) / 1_000, result }
}
