import { configError } from '@subnetkit/base'
import { createCondition } from './condition.js'
import { keyOf } from './names.js'
import { rendezvous } from './rendezvous.js'
import { createShard, type Shard, type ShardParts } from './shard.js'
import { type Subscription, subscribe } from './subscription.js'
import type { Job, NewJob, QueueId, QueueServers, Queues, WorkOptions } from './types.js'

interface ShardedParts {
  /** Servers that groups of queues are spread over. */
  readonly homes: readonly ShardParts[]
  /** Servers that are no home of any group. */
  readonly draining: readonly ShardParts[]
  /** Groups whose servers are opened at once. */
  readonly tags?: readonly string[] | undefined
}

/**
 * Queues on several servers. Each group has one of them, which its tag chooses; servers are opened when they are first needed, so
 * that one that is away concerns its own groups alone.
 */
export async function openShardedQueues({ homes, draining, tags = [] }: ShardedParts): Promise<Queues> {
  const shards = new Map([...homes, ...draining].map((parts) => [parts.name, createShard(parts)]))
  checkNames([...homes, ...draining].map(({ name }) => name))
  const homeNames = homes.map(({ name }) => name)
  const places = new Map<string, Shard>()
  const subscriptions = new Map<Subscription, QueueId>()
  /** Called when queues have moved. */
  const moved = new Set<() => void>()
  const homeOf = (tag: string) => rendezvous(tag, homeNames)
  const shardOf = (queue: QueueId) => places.get(keyOf(queue)) ?? shards.get(homeOf(queue.tag))!
  const at = async (queue: QueueId) => (await shardOf(queue)).get()

  /** Servers of the queues of a group, or its home. */
  function shardsOf(tag: string): ReadonlySet<Shard> {
    const placed = [...places].filter(([key]) => key.startsWith(`${tag}/`)).map(([, shard]) => shard)
    return new Set(placed.length > 0 ? placed : [shards.get(homeOf(tag))!])
  }

  /** Trouble of some servers, as one. */
  function troubleOf(chosen: () => Iterable<Shard>): Pick<Queues, 'trouble' | 'onTrouble'> {
    const own = createCondition()
    const look = () => {
      const troubles = [...chosen()].map(({ condition }) => condition.trouble)
      own.set(troubles.find((trouble) => trouble !== null) ?? null)
    }
    for (const { condition } of shards.values()) condition.listen(look)
    moved.add(look)
    look()
    return {
      get trouble() {
        return own.trouble
      },
      onTrouble: own.listen,
    }
  }
  const views = new Map<string, ReturnType<typeof troubleOf>>()

  const servers: QueueServers = {
    names: [...shards.keys()],
    homeOf,
    async move(queues, server) {
      const shard = shards.get(server)
      if (shard === undefined) throw unknownServer(server, [...shards.keys()])
      await shard.get()
      const former = queues.map((queue) => ({ queue, shard: shardOf(queue) }))
      for (const queue of queues) places.set(keyOf(queue), shard)
      for (const look of moved) look()
      const keys = new Set(queues.map(keyOf))
      const following = [...subscriptions].filter(([, queue]) => keys.has(keyOf(queue)))
      const left = former.filter((one) => one.shard !== shard)
      if (left.length === 0) return
      await Promise.all(following.map(([subscription]) => subscription.follow(shard)))
      // Best effort: its jobs are repeated without effect if the server is away.
      await Promise.all(
        left.map((one) =>
          one.shard.get().then(
            (on) => on.clear(one.queue),
            () => {},
          ),
        ),
      )
    },
    trouble(tag) {
      const known = views.get(tag) ?? troubleOf(() => shardsOf(tag))
      views.set(tag, known)
      return known
    },
  }
  const all = troubleOf(() => shards.values())
  let closed: Promise<void> | undefined
  async function close(): Promise<void> {
    await Promise.all([...shards.values()].map((shard) => shard[Symbol.asyncDispose]()))
  }
  try {
    await Promise.all(tags.map((tag) => shards.get(homeOf(tag))!.get()))
  } catch (error) {
    await close()
    throw error
  }

  return {
    backend: 'redis',
    servers,
    serverOf: (queue) => shardOf(queue).name,
    get trouble() {
      return all.trouble
    },
    onTrouble: all.onTrouble,
    async add(...jobs) {
      const groups = new Map<Shard, NewJob[]>()
      for (const job of jobs) {
        const shard = shardOf(job.queue)
        groups.set(shard, [...(groups.get(shard) ?? []), job])
      }
      const adding = [...groups].map(async ([shard, own]) => (await shard.get()).add(...own))
      const failed = (await Promise.allSettled(adding)).find(({ status }) => status === 'rejected')
      if (failed?.status === 'rejected') throw failed.reason
    },
    work<Data>(queue: QueueId, work: (job: Job<Data>) => Promise<void>, options?: WorkOptions) {
      const subscription = subscribe(shardOf(queue), (on) => on.work<Data>(queue, work, options))
      subscriptions.set(subscription, queue)
      return {
        async close(how) {
          subscriptions.delete(subscription)
          await subscription.close(how)
        },
      }
    },
    get: async (queue, id) => (await at(queue)).get(queue, id),
    missing: async (queue, ids) => (await at(queue)).missing(queue, ids),
    counts: async (queue) => (await at(queue)).counts(queue),
    failures: async (queue, limit) => (await at(queue)).failures(queue, limit),
    remove: async (queue, ids) => (await at(queue)).remove(queue, ids),
    clear: async (queue) => (await at(queue)).clear(queue),
    [Symbol.asyncDispose]() {
      for (const subscription of subscriptions.keys()) subscription.abandon()
      closed ??= close()
      return closed
    },
  }
}

function checkNames(names: readonly string[]): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice === undefined) return
  const fix = 'List each server once, and those that are drained apart from the others.'
  throw configError('CONFIG_INVALID', {
    place: 'createQueues redisUrl',
    detail: `${twice} is there twice`,
    fix,
  })
}

function unknownServer(server: string, names: readonly string[]) {
  const detail = `${server} is none of ${names.join(', ')}`
  return configError('CONFIG_INVALID', {
    place: 'queues',
    detail,
    fix: 'List all servers, in every process.',
  })
}
