import { Cluster } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createQueues } from './queues.js'
import { startRedisCluster, type TestCluster } from './testing/cluster.js'
import { conformance } from './testing/conformance.js'
import { redisServerMissing } from './testing/redis.js'

const missing = redisServerMissing()

describe.skipIf(missing !== null)(
  `queues on a cluster of three masters${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    let cluster: TestCluster
    beforeAll(async () => {
      cluster = await startRedisCluster()
    })
    afterAll(() => cluster[Symbol.asyncDispose]())

    conformance(() => ({
      open: () => createQueues({ redisUrl: cluster.url }),
      async lose({ tag, name }, id) {
        const client = new Cluster(cluster.nodes.map(({ url }) => url))
        expect(await client.lrem(`{${tag}}:${name}:wait`, 1, id)).toBe(1)
        await client.quit()
      },
    }))

    test('the queues of a subnet are in one slot, and those of several subnets on several nodes', async () => {
      await using queues = await createQueues({ redisUrl: cluster.url })
      const tags = Array.from({ length: 12 }, (_, netuid) => `sn-${netuid}`)
      const names = ['rounds', 'query', 'score']
      const jobs = tags.flatMap((tag) =>
        names.map((name) => ({ queue: { tag, name }, name: 'x', id: 'x', data: null })),
      )
      // CROSSSLOT would be QUEUE_CLUSTERED.
      await queues.add(...jobs)
      for (const { queue } of jobs) expect(await queues.get(queue, 'x')).toMatchObject({ state: 'waiting' })
      const client = new Cluster(cluster.nodes.map(({ url }) => url))
      const slots = await Promise.all(
        jobs.map(({ queue: { tag, name } }) => client.cluster('KEYSLOT', `{${tag}}:${name}:wait`)),
      )
      expect(new Set(slots).size).toBe(tags.length)
      const sizes = await Promise.all(client.nodes('master').map((node) => node.dbsize()))
      expect(sizes.every((size) => size > 0)).toBe(true)
      await client.quit()
    })
  },
)
