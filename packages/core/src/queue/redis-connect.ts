import { withDeadline } from '@subnetkit/base'
import { Cluster, Redis } from 'ioredis'
import { coreError } from '../errors.js'
import { checkServer } from './redis-checks.js'
import { redisTrouble } from './redis-errors.js'
import type { RedisAddress } from './redis-url.js'
import { answerMs, leaveReplicas } from './redis-watch.js'

/** Time limit of a call, in ms. */
export const callMs = 10_000

/** Pause before the next connect of a client that was connected once, in ms. */
const pauseMs = (times: number) => Math.min(times * 100, 2_000)

/** Connects to a server or a cluster, and refuses one that would lose jobs. */
export async function connectRedis(address: RedisAddress): Promise<Redis | Cluster> {
  const isConnected = { value: false }
  const { redis, backend } = clientOf(address, isConnected)
  let lost: Error | undefined
  redis.on('error', (error: Error) => {
    lost = error // each command, and each queue and worker, reports its own
  })
  try {
    const late = () => coreError('QUEUE_UNAVAILABLE', { backend, detail: `no answer for ${callMs} ms` })
    const opening = redis
      .connect()
      .then(() => checkServer(redis, backend, { isCluster: address.nodes !== null }))
    await withDeadline(opening, callMs, late)
    isConnected.value = true
    return redis
  } catch (error) {
    redis.disconnect()
    // The rejection of connect only says that the connection is closed.
    const trouble = redisTrouble(error, backend)
    const said = lost && redisTrouble(lost, backend)
    if (trouble && (!said || trouble.code !== 'QUEUE_UNAVAILABLE')) throw trouble
    throw said ?? coreError('QUEUE_UNAVAILABLE', { backend, detail: String(error) }, { cause: error })
  }
}

/** Name of a server for people: without its database. */
export const backendOf = ({ name }: RedisAddress) => name.replace(/\/\d+$/, '')

function clientOf(address: RedisAddress, isConnected: { readonly value: boolean }) {
  const { url, nodes } = address
  const backend = backendOf(address)
  const common = {
    connectTimeout: answerMs,
    // As BullMQ requires: commands wait for a lost connection to return. Only the first one has to succeed at once.
    maxRetriesPerRequest: null,
  }
  if (nodes === null) {
    const redis = new Redis(url, {
      ...common,
      lazyConnect: true,
      retryStrategy: (times): number | null => (isConnected.value ? pauseMs(times) : null),
      // The server became a replica: the address may lead to its successor.
      reconnectOnError: leaveReplicas(),
    })
    return { redis, backend }
  }
  const { username, password, protocol } = new URL(url)
  const redis = new Cluster([url, ...nodes], {
    lazyConnect: true,
    clusterRetryStrategy: (times): number | null => (isConnected.value ? pauseMs(times) : null),
    slotsRefreshTimeout: answerMs,
    redisOptions: {
      ...common,
      ...(username !== '' && { username: decodeURIComponent(username) }),
      ...(password !== '' && { password: decodeURIComponent(password) }),
      ...(protocol === 'rediss:' && { tls: {} }),
    },
  })
  return { redis, backend }
}
