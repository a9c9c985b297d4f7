import { once } from 'node:events'
import { createQueues } from '../queues.js'

/** A worker in a process of its own: says `started` for each job, and ends each at the next line of its input. */
const [redisUrl, lockMs, tag, name] = process.argv.slice(2) as [string, string, string, string]
const queues = await createQueues({ redisUrl })
queues.work(
  { tag, name },
  async () => {
    process.stdout.write('started\n')
    await once(process.stdin, 'data')
    process.stdout.write('ended\n')
  },
  { lockMs: Number(lockMs), onError: (error) => process.stdout.write(`${String(error)}\n`) },
)
