import { createInterface } from 'node:readline'
import { createQueues, createWorker, openDatabase, openStore, type Role } from '@subnetkit/core/validator'
import { z } from 'zod'
import { benchSubnet } from './engine-subnet.js'

// A worker that scores in a process of its own. Argument: its options as JSON. Takes jobs after the line `go` and until
// the line `stop`; writes a line when it has done so. Runs until its input ends.
const options = z
  .object({
    ...{ redisUrl: z.string(), databaseUrl: z.string() },
    ...{ netuid: z.number(), hotkey: z.string(), perRound: z.number(), scoreMs: z.number() },
  })
  .parse(JSON.parse(process.argv[2] ?? ''))
const { redisUrl, databaseUrl, netuid, hotkey, perRound, scoreMs } = options

await using queues = await createQueues({ redisUrl })
await using database = await openDatabase({ url: databaseUrl })
const store = await openStore({ database, netuid, validator: hotkey })
let worker: Role | undefined
process.stdout.write('ready\n')
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'go') {
    worker = createWorker(benchSubnet({ perRound, scoreMs }), {
      ...{ netuid, hotkey, queues, store, work: ['score'] as const },
    })
    await worker.start()
  } else await worker?.stop()
  process.stdout.write(`${line}\n`)
}
