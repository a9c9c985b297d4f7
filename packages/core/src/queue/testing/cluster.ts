import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { type RedisServer, startRedisServer } from './redis.js'

/** A cluster of three masters on 127.0.0.1. */
export interface TestCluster extends AsyncDisposable {
  /** URL of the cluster, by all of its nodes. */
  readonly url: string
  readonly nodes: readonly RedisServer[]
}

const slots = 16_384

/** Starts three masters, with a third of the slots each. */
export async function startRedisCluster(): Promise<TestCluster> {
  const cluster = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000']
  const nodes = await Promise.all([1, 2, 3].map(() => startRedisServer(...cluster)))
  const admins = nodes.map(({ url }) => new Redis(url))
  try {
    for (const [at, admin] of admins.entries()) {
      const [from, to] = [at, at + 1].map((part) => Math.floor((part * slots) / nodes.length))
      await admin.cluster('ADDSLOTSRANGE' as 'ADDSLOTS', from!, to! - 1)
      await admin.call('CLUSTER', 'SET-CONFIG-EPOCH', at + 1)
    }
    for (const { port } of nodes.slice(1)) await admins[0]!.cluster('MEET', '127.0.0.1', port)
    while (!(await Promise.all(admins.map(isWhole))).every(Boolean)) await sleep(20)
  } finally {
    for (const admin of admins) admin.disconnect()
  }
  const [first, ...others] = nodes.map(({ port }) => `127.0.0.1:${port}`)
  return {
    url: `redis+cluster://${first}?${others.map((node) => `node=${node}`).join('&')}`,
    nodes,
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map((node) => node[Symbol.asyncDispose]()))
    },
  }
}

async function isWhole(admin: Redis): Promise<boolean> {
  const info = await admin.cluster('INFO')
  return /cluster_state:ok/.test(info) && /cluster_known_nodes:3/.test(info)
}
