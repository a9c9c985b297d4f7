import { createQueues, openDatabase } from '@subnetkit/core/validator'

const database = await openDatabase()
const queues = await createQueues({ database })
for (const n of [500, 1000, 2000]) {
  const q = queues.queue<null>('b' + n)
  await q.addBulk(Array.from({ length: n }, () => ({ name: 'x', data: null })))
  let done = 0
  const t = performance.now()
  let finished: () => void
  const p = new Promise<void>((r) => {
    finished = r
  })
  const calls = 0
  const orig = (database.engine as any).query.bind(database.engine)
  const counts = new Map<string, [number, number]>()
  ;(database.engine as any).query = async (s: string, v: unknown[]) => {
    const a = performance.now()
    const r = await orig(s, v)
    const k = s.replace(/--.*$/gm, '').trim().slice(0, 60)
    const c = counts.get(k) ?? [0, 0]
    c[0]++
    c[1] += r ? 0 : 0
    counts.set(k, c)
    return r
  }
  const w = queues.worker<null, void>(
    'b' + n,
    async () => {
      if (++done === n) finished()
    },
    { concurrency: 50 },
  )
  await p
  const t1 = performance.now() - t
  console.log(n, Math.round((n / t1) * 1000), 'jobs/s')
  console.log([...counts].map(([k, c]) => `${c[0]} ${k}`).join('\n'))
  ;(database.engine as any).query = orig
  await w.close()
}
await queues[Symbol.asyncDispose]()
await database[Symbol.asyncDispose]()
