import { statfs } from 'node:fs/promises'
import { toSubnetError } from '@subnetkit/base'
import { type ChainClient, connectSigner, readFinalized } from '@subnetkit/chain'
import type { Database, QueueId, Queues, Store } from '@subnetkit/core/validator'
import type { Probe } from './monitor.js'
import type { ProbeFailure } from './observation.js'

/** Free space below which a store on a disk counts as not writable, in bytes: the engine writes 16 MB at a time. */
const leastSpace = 32 * 1024 ** 2

/** Counts the jobs of queues by their short names, and the workers of those in `workers`. */
export function queueProbe(
  queues: Queues,
  ids: Readonly<Record<string, QueueId>>,
  workers: readonly string[],
): Probe {
  const where = queues.backend === 'redis' ? 'Redis' : 'the database'
  return {
    isUrgent: true,
    async run() {
      const counted = await Promise.all(
        Object.entries(ids).map(async ([queue, id]) => ({ queue, ...(await queues.counts(id)) })),
      )
      // A job that is under way has a worker, whatever the server lists.
      const attached = counted.flatMap(({ queue, active, workers: count }) =>
        workers.includes(queue) && count !== null
          ? [[queue, Math.max(count, Math.min(active, 1))] as const]
          : [],
      )
      return [
        { kind: 'queues', queues: counted },
        ...(attached.length > 0 ? [{ kind: 'workers', counts: Object.fromEntries(attached) } as const] : []),
      ]
    },
    failed: (error) => [
      {
        kind: 'queues',
        queues: failureOf(error, 'the queue does not answer', `Check that ${where} runs and can be reached.`),
      },
    ],
  }
}

/** Writes to the store: a transaction of its own, which waits for the disk. */
export function storeProbe(database: Database): Probe {
  return {
    isUrgent: true,
    async run() {
      await database.query('select pg_current_xact_id()::text')
      const free = await freeSpace(database.place)
      if (free >= leastSpace) return [{ kind: 'store', failure: null }]
      const reason = `the disk of ${database.place} has ${Math.round(free / 1024 ** 2)} MB left`
      return [{ kind: 'store', failure: { reason, fix: 'Free space on it.' } }]
    },
    failed: (error) => [
      {
        kind: 'store',
        failure: failureOf(error, 'the store takes no writes', 'Check that the database runs and has space.'),
      },
    ],
  }
}

/** Asks the signer of a socket which hotkey it has. */
export const signerProbe = (socketPath: string, hotkey: string): Probe => ({
  async run() {
    const { address } = await connectSigner({ socketPath })
    if (address === hotkey) return [{ kind: 'signer', failure: null }]
    const reason = `the signer at ${socketPath} signs for ${address} instead of ${hotkey}`
    return [{ kind: 'signer', failure: { reason, fix: `Start the signer of ${hotkey} on this socket.` } }]
  },
  failed: (error) => [
    {
      kind: 'signer',
      failure: failureOf(error, 'the signer does not answer', `Start the signer of ${hotkey}.`),
    },
  ],
})

/** Free bytes where a store has a directory; endless elsewhere. */
async function freeSpace(place: string): Promise<number> {
  if (!place.startsWith('/')) return Number.POSITIVE_INFINITY
  const { bavail, bsize } = await statfs(place)
  return bavail * bsize
}

function failureOf(error: unknown, what: string, fix: string): ProbeFailure {
  const known = toSubnetError(error)
  return known.code === 'UNEXPECTED'
    ? { reason: `${what}: ${known.message}`, fix }
    : { reason: `${what}: ${known.code}: ${known.message}`, fix: known.fix }
}

/** The newest final block, and how often the connection was made. */
export const chainProbe = (chain: ChainClient): Probe => ({
  run: async () => [
    { kind: 'reconnects', count: chain.status().reconnects },
    { kind: 'final', block: (await readFinalized(chain)).number },
  ],
})

/** Rounds that the store shows. */
export function roundsProbe(store: Pick<Store, 'rounds' | 'queries' | 'outbox'>): Probe {
  let known: { readonly round: number; readonly miners: number } | null = null
  return {
    async run() {
      const rounds = await store.rounds(newestRounds)
      const planned = rounds.findLast(({ state }) => state === 'planned' || state === 'folded')
      if (planned !== undefined && planned.number !== known?.round) {
        known = { round: planned.number, miners: (await store.queries(planned.number)).length }
      }
      const folded = rounds.findLast(({ state }) => state === 'folded')?.number ?? null
      const blocks = (await store.outbox.entries({ limit: newestRounds })).flatMap((entry) =>
        'included' in entry ? [entry.included.number] : [],
      )
      const weightsBlock = blocks.length === 0 ? null : Math.max(...blocks)
      return [{ kind: 'rounds', rounds: { planned: known, folded, weightsBlock } }]
    },
  }
}

/** Rounds, and weights, among which the newest ones are looked for. */
const newestRounds = 10

/** Weights on their way. */
export const outboxProbe = ({ outbox }: Pick<Store, 'outbox'>): Probe => ({
  run: async () => [{ kind: 'outbox', open: (await outbox.entries({ open: true, limit: 100 })).length }],
})

/** Use of the disk where the store has a directory. */
export const diskProbe = ({ place }: Database): Probe => ({
  rest: 3,
  async run() {
    if (!place.startsWith('/')) return []
    const { bavail, bfree, blocks } = await statfs(place)
    // As `df` counts: what only root may use is neither used nor free.
    const used = blocks - bfree
    return used + bavail > 0 ? [{ kind: 'disk', used: used / (used + bavail) }] : []
  },
})

/** Sizes of the tables. */
export const sizesProbe = (database: Database): Probe => ({
  rest: 7,
  failed: () => [{ kind: 'sizes', store: null, receipts: null }],
  async run() {
    const [sizes] = await database.query<{ store: string; receipts: string }>(
      `select coalesce(sum(pg_total_relation_size(c.oid)), 0)::text as store,
              coalesce(sum(pg_total_relation_size(c.oid)) filter (
                where n.nspname = 'subnetkit' and c.relname ~ '^(receipts|answers|answer_receipts)$'), 0)::text as receipts
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('subnetkit', 'bullmq') and c.relkind in ('r', 'm')`,
    )
    return sizes === undefined
      ? []
      : [{ kind: 'sizes', store: Number(sizes.store), receipts: Number(sizes.receipts) }]
  },
})
