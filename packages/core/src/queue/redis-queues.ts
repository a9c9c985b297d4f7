import { withDeadline } from '@subnetkit/base'
import { createRedisBackend } from 'bullmq'
import { coreError } from '../errors.js'
import { type BullQueueName, createBullQueues } from './bullmq-queues.js'
import { createCondition } from './condition.js'
import { latestDue } from './job-options.js'
import { backendOf, callMs, connectRedis } from './redis-connect.js'
import { readRedisUrl } from './redis-url.js'
import { watchRedis } from './redis-watch.js'
import type { QueueTelemetry } from './telemetry.js'
import type { Queues } from './types.js'

/**
 * Queues on a Redis, or on a cluster, where those of one tag are on one node. One connection for all that adds jobs; BullMQ
 * opens one more for each worker.
 */
export async function openRedisQueues(url: string, telemetry?: QueueTelemetry): Promise<Queues> {
  const address = readRedisUrl(url)
  const backend = backendOf(address)
  const redis = await connectRedis(address)
  const condition = createCondition()
  let probeKey: string | undefined
  const watch = watchRedis({ redis, backend, condition, key: () => probeKey })
  const late = () => coreError('QUEUE_UNAVAILABLE', { backend, detail: `no answer for ${callMs} ms` })
  const keyIn = ({ prefix, name }: BullQueueName, part: string) => `${prefix}:${name}:${part}`

  /** Looks at all ids at one instant. */
  async function placesOf(queue: BullQueueName, ids: readonly string[]): Promise<readonly JobPlace[]> {
    const parts = [...openLists, ...openSets, 'delayed', ...ids]
    const keys = parts.map((part) => keyIn(queue, part))
    return (await redis.eval(
      findPlaces,
      keys.length,
      ...keys,
      latestDue() * delayedScale,
      ...ids,
    )) as JobPlace[]
  }

  const queues = createBullQueues({
    backend: 'redis',
    factory: createRedisBackend,
    telemetry,
    condition,
    answerMs: closeMs,
    report: watch.report,
    connect: () => redis,
    nameOf({ tag, name }) {
      probeKey ??= `{${tag}}:probe`
      return { name, prefix: `{${tag}}` }
    },
    async call(work) {
      // The client would queue the commands without a limit.
      if (redis.status !== 'ready') throw coreError('QUEUE_UNAVAILABLE', { backend, detail: 'reconnecting' })
      try {
        return await withDeadline(work(), callMs, late)
      } catch (error) {
        throw watch.report(error) ?? error
      }
    },
    async over(queue, ids) {
      const places = await placesOf(queue, ids)
      return ids.filter((_, at) => places[at] === 'over')
    },
    async missing(queue, ids) {
      const places = await placesOf(queue, ids)
      return ids.filter((_, at) => places[at] !== 'open')
    },
    async countWorkers(queue) {
      const workers = await queue.getWorkers()
      // BullMQ's answer where the server knows no CLIENT LIST, as at some clouds.
      return workers.some(({ name }) => name?.includes('does not support client list'))
        ? null
        : workers.length
    },
    close: async () => {
      watch[Symbol.dispose]()
      // On a lost connection QUIT would wait for it to come back.
      const isThere = redis.status === 'ready' && condition.trouble === null
      if (isThere) await withDeadline(redis.quit(), quitMs, late).catch(() => {})
      redis.disconnect()
    },
  })
  return Object.assign(queues, { serverOf: () => address.name })
}

/** Places of a job that waits or runs. The hash of a job that is in none of them is left of a lost one. */
const openLists = ['wait', 'paused', 'active'] as const
const openSets = ['prioritized', 'waiting-children'] as const

/** BullMQ's score of a delayed job per ms of the time at which it is due. */
const delayedScale = 0x1000

/** `over` is kept, but neither waits nor runs: it failed, or its place was lost. */
type JobPlace = 'none' | 'open' | 'over'

/**
 * Keys: the lists, the sets, the delayed jobs, and the job of each id. Arguments: the largest score of a delayed job, and
 * the ids. The lists are read only if a job is there.
 */
const findPlaces = `
local places, open = {}, nil
local last = ${openLists.length + openSets.length + 1}
for at = 1, #ARGV - 1 do
  places[at] = 'none'
  if redis.call('EXISTS', KEYS[last + at]) == 1 then
    if not open then
      open = {}
      local function take(ids)
        for _, one in ipairs(ids) do open[one] = true end
      end
      for key = 1, last - 1 do
        take(redis.call(key <= ${openLists.length} and 'LRANGE' or 'ZRANGE', KEYS[key], 0, -1))
      end
      take(redis.call('ZRANGEBYSCORE', KEYS[last], '-inf', ARGV[1]))
    end
    places[at] = open[ARGV[at + 1]] and 'open' or 'over'
  end
end
return places`

/** Time for the server to take the ends of a worker's jobs when it closes, in ms: it may have frozen just now. */
const closeMs = 1_500

/** Time limit of the last command, in ms. */
const quitMs = 500
