import { createHash } from 'node:crypto'
import { isStreamSynapse, type Subnet } from '@subnetkit/core'
import { Bytes, observeRound, type ScoredRound, scoreRound } from 'subnetkit'

/** A miner as it runs: the handlers of a real one, called as its server calls them. */
export interface RealMiner {
  readonly name: string
  readonly handlers: Readonly<Record<string, (call: never) => unknown>>
  /** Time of an answer of so many bytes to a validator, in ms. @default 50, so that no score depends on the machine */
  readonly latencyMs?: (bytes: number, validator: string) => number
}

/** A reference subnet with real miners of graded strength. */
export interface RealSubnet extends AsyncDisposable {
  /** Subnet of a validator; the same name gives what that validator keeps, opened once more. */
  subnetOf(validator: string): Subnet
  readonly miners: readonly RealMiner[]
  readonly roundBlocks: number
  /** Rounds before the ten that count: until what was committed first has matured. */
  readonly rounds: number
  /** Strength of the miners in a few words, for the table. */
  readonly what: string
}

/** Rounds of one validator. */
export interface RealRounds {
  readonly subnet: Subnet
  /** Its hotkey, and the name from which its secrets are made. */
  readonly validator: string
  readonly seed: number
  readonly miners: readonly RealMiner[]
  readonly rounds: number
  readonly roundBlocks: number
}

/** A round with everything that another validator needs to score it. */
export interface RecordedRound {
  readonly round: NonNullable<Parameters<typeof scoreRound>[2]>['round'] & object
  readonly replies: readonly Reply[]
  readonly scored: ScoredRound
}
type Reply = Parameters<typeof scoreRound<never, never, never>>[1][number]

/** Past rounds that a validator compares with. */
const mostPast = 64

/** Plays rounds as a validator does: observes, draws, asks, and compares with the rounds before. */
export async function playRealRounds(options: RealRounds): Promise<readonly RecordedRound[]> {
  const { subnet, validator, seed, miners, rounds, roundBlocks } = options
  const played: RecordedRound[] = []
  let previous: { readonly round: number; readonly observed: unknown } | null = null
  for (let index = 0; index < rounds; index++) {
    const number = (index + 50) * roundBlocks
    const hash = (of: string) => createHash('sha256').update(`${seed} ${number} ${of}`).digest()
    const observed = await observeRound(subnet.tasks, {
      ...{ round: number, blockHash: `0x${hash('block').toString('hex')}`, previous },
      miners: miners.map(({ name }, uid) => ({ hotkey: name, uid })),
    })
    previous = { round: number, observed }
    const round = { netuid: 1, mechanism: 0, number, secret: hash(validator), observed }
    const replies: Reply[] = []
    for (const miner of miners) {
      for (const task of subnet.tasks.tasksFor(round, miner.name)) {
        const output = await answer(subnet, miner, task, validator)
        const latencyMs = miner.latencyMs?.(bytesIn(output), validator) ?? 50
        replies.push({ hotkey: miner.name, task, output, latencyMs } as never)
      }
    }
    const past = played.slice(-mostPast).reverse()
    const scored = await scoreRound(subnet, replies, { round, past: past.map(({ scored }) => scored) })
    played.push({ round, replies, scored })
  }
  return played
}

/** Scores of the miners after each round, by the subnet's own scoreboard. */
export function scoresAfter(
  { incentive: { scoreboard } }: Subnet,
  played: readonly RecordedRound[],
  names: readonly string[],
) {
  const states = new Map(names.map((name) => [name, scoreboard.start()]))
  return played.map(({ scored }) => {
    const before = new Map(states)
    for (const { hotkey, mean } of scored.miners) {
      const results = scored.answers.flatMap(({ hotkey: of, family, outcome, score }) =>
        of === hotkey && outcome !== 'ours' ? [{ family, outcome, score }] : [],
      )
      const answered = results.filter(({ outcome }) => outcome === 'scored').length
      const peers = scored.miners.flatMap((peer) =>
        peer.hotkey === hotkey ? [] : [{ state: before.get(peer.hotkey), mean: peer.mean }],
      )
      const folded = { mean, tasks: results.length, answered, results, peers }
      states.set(hotkey, scoreboard.fold(before.get(hotkey), folded))
    }
    return names.map((name) => scoreboard.score(states.get(name)))
  })
}

async function answer(
  { protocol }: Subnet,
  { handlers }: RealMiner,
  { synapse, input }: { readonly synapse: string; readonly input: unknown },
  hotkey: string,
): Promise<unknown> {
  const call = {
    input: await protocol[synapse]!.input.parseAsync(input),
    caller: { hotkey },
    signal: new AbortController().signal,
  }
  const answered = handlers[synapse]!(call as never)
  if (!isStreamSynapse(protocol[synapse]!)) return whole(await answered)
  const chunks: unknown[] = []
  for await (const chunk of answered as AsyncIterable<unknown>) chunks.push(chunk)
  return chunks
}

/** The answer with its bytes in memory: they may be on a disk that changes, and are scored more than once. */
async function whole(value: unknown): Promise<unknown> {
  if (value instanceof Bytes) return value.bytes()
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return Promise.all(value.map(whole))
  const entries = await Promise.all(
    Object.entries(value).map(async ([name, one]) => [name, await whole(one)]),
  )
  return Object.fromEntries(entries)
}

function bytesIn(value: unknown): number {
  if (value instanceof Uint8Array) return value.length
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce<number>((sum, one) => sum + bytesIn(one), 0)
}
