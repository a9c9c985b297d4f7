import type { Redis } from 'ioredis'
import { coreError } from '../errors.js'

const leastVersion = [6, 2] as const

/**
 * Refuses a server that would lose or refuse jobs: one that is too old, evicts, is a replica, or is a node of a cluster unless one is meant.
 * Settings that the server does not state are not checked.
 */
export async function checkServer(
  redis: Pick<Redis, 'info'>,
  backend: string,
  { isCluster = false } = {},
): Promise<void> {
  const fields = readInfo(await redis.info())
  const version = fields.get('redis_version')
  if (version !== undefined && isOlder(version)) throw coreError('QUEUE_TOO_OLD', { backend, version })
  const policy = fields.get('maxmemory_policy')
  if (policy !== undefined && policy !== 'noeviction') throw coreError('QUEUE_EVICTS', { backend, policy })
  if (fields.get('role') === 'slave') throw coreError('QUEUE_READ_ONLY', { backend })
  if (!isCluster && fields.get('cluster_enabled') === '1') throw coreError('QUEUE_CLUSTERED', { backend })
}

const readInfo = (info: string) =>
  new Map(
    info.split(/\r?\n/).map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon), line.slice(colon + 1)]
    }),
  )

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < leastVersion[0] || (major === leastVersion[0] && minor < leastVersion[1])
}
