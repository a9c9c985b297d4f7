// Opens an embedded store with its queues, as compiled, in a directory; writes the time since the start of the process,
// and its CPU time, in ms. Argument: the directory.
import { createQueues, openDatabase, openStore } from '@subnetkit/core/validator'

const database = await openDatabase({ directory: process.argv[2] })
const queues = await createQueues({ database })
await openStore({ database, netuid: 1, validator: '5V' })
const { user, system } = process.cpuUsage()
process.stdout.write(JSON.stringify({ ms: performance.now(), cpuMs: (user + system) / 1_000 }))
await queues[Symbol.asyncDispose]()
await database[Symbol.asyncDispose]()
