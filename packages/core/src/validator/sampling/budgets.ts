import { type ByteSize, integer, number, optionsOf, parseOptions, positive, toBytes } from '@subnetkit/base'
import { z } from 'zod'
import type { RoundBudget } from '../../store/records.js'

/** Limits on what one round of one validator spends, over all of its workers. A limit that is left out is none. */
export interface Budgets {
  /** Requests to miners. */
  readonly requests?: number | undefined
  /** Bytes of requests and responses together, such as `'64MB'`. */
  readonly bytes?: ByteSize | undefined
  /** Seconds that miners take to answer, all requests added up. */
  readonly seconds?: number | undefined
  /** Sum of the costs that synapses declare, in their unit. */
  readonly cost?: number | undefined
  /**
   * Tasks of one miner: of all families together, or of each family by its name. Never more than the subnet draws.
   */
  readonly tasksPerMiner?: number | Readonly<Record<string, number>> | undefined
}

const schema = optionsOf({
  requests: integer(1).optional(),
  bytes: z.custom<ByteSize>().optional(),
  seconds: positive().optional(),
  cost: number(0, Number.MAX_VALUE).optional(),
  tasksPerMiner: z
    .union([integer(1), z.record(z.string(), integer(0))], 'an integer of at least 1, or integers by family')
    .optional(),
})

/** Parses budgets into the limits of a round; null if there are none. Throws CONFIG_INVALID. */
export function parseBudgets(given: unknown, place: string): RoundBudget | null {
  const parsed = parseOptions(schema, given, place)
  const { requests = null, bytes, seconds, cost = null, tasksPerMiner = null } = parsed
  if (Object.keys(parsed).length === 0) return null
  return {
    requests,
    bytes: bytes === undefined ? null : toBytes(bytes, `${place} bytes`),
    ms: seconds === undefined ? null : seconds * 1_000,
    ...{ cost, tasksPerMiner },
  }
}

/** Keeps the first tasks of a miner, as many as its budget allows. The same for every miner, so that none is favoured. */
export function limitTasks<T extends { readonly family: string }>(
  tasks: readonly T[],
  tasksPerMiner: RoundBudget['tasksPerMiner'] | undefined,
): readonly T[] {
  if (tasksPerMiner === null || tasksPerMiner === undefined) return tasks
  if (typeof tasksPerMiner === 'number') return tasks.slice(0, tasksPerMiner)
  const taken = new Map<string, number>()
  return tasks.filter(({ family }) => {
    const before = taken.get(family) ?? 0
    taken.set(family, before + 1)
    const limit = Object.hasOwn(tasksPerMiner, family) ? tasksPerMiner[family] : undefined
    return limit === undefined || before < limit
  })
}
