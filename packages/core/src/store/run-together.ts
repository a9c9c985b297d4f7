import { isSubnetError } from '@subnetkit/base'

interface Running<Item, Result> {
  /** Runs one statement for some items, for all or for none; returns the result of each. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>
  /** @default 200 */
  readonly mostItems?: number
  /** @default 0 for each */
  readonly sizeOf?: (item: Item) => number
  readonly mostSize?: number
  /** Group of an item: a statement serves items of one. @default one group */
  readonly groupOf?: (item: Item) => unknown
}

/**
 * Returns how to run a statement for one item. Items that come while one runs are taken together by the next, so that a
 * hundred jobs at once cost a few statements. Each statement begins after the calls it serves. An item that fails fails
 * alone.
 */
export function runTogether<Item, Result>(options: Running<Item, Result>): (item: Item) => Promise<Result> {
  const { run, mostItems = 200, sizeOf = () => 0, mostSize = Number.POSITIVE_INFINITY } = options
  const { groupOf = () => null } = options
  interface Waiting {
    readonly item: Item
    readonly resolve: (result: Result) => void
    readonly reject: (error: unknown) => void
  }
  const waiting: Waiting[] = []
  let isRunning = false

  function takeBatch(): Waiting[] {
    let [count, size] = [0, 0]
    for (const { item } of waiting) {
      size += sizeOf(item)
      if (count > 0 && (count === mostItems || size > mostSize)) break
      if (groupOf(item) !== groupOf(waiting[0]!.item)) break
      count += 1
    }
    return waiting.splice(0, count)
  }
  async function runBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await run(batch.map(({ item }) => item))
      for (const [at, { resolve }] of batch.entries()) resolve(results[at]!)
    } catch (error) {
      // An error with a code is the database's own, and each item would meet it.
      if (batch.length > 1 && !isSubnetError(error)) for (const one of batch) await runBatch([one])
      else for (const { reject } of batch) reject(error)
    }
  }
  async function runAll(): Promise<void> {
    if (isRunning) return
    isRunning = true
    // Calls of the same turn share one statement.
    await null
    while (waiting.length > 0) await runBatch(takeBatch())
    isRunning = false
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      void runAll()
    })
}

/** A miner of a round. */
export interface MinerPlace {
  readonly round: number
  readonly uid: number
}

export const placeKey = ({ round, uid }: MinerPlace) => `${round}/${uid}`

/**
 * The miners as a table `place` of two array parameters, `$2` and `$3`. What is looked up for each of them is a lateral
 * query with `offset 0`, which is run by itself: PostgreSQL would read a whole table to join it to a list.
 */
export const placeTable = 'unnest($2::bigint[], $3::integer[]) as place (round, uid)'

/** The miners of {@link placeTable}, each with its query, `q`. */
export const queriesOfPlaces = `${placeTable} cross join lateral (
  select * from subnetkit.queries where scope = $1 and round = place.round and uid = place.uid offset 0) q`

export const placeValues = (places: readonly MinerPlace[]) => [
  places.map(({ round }) => round),
  places.map(({ uid }) => uid),
]
