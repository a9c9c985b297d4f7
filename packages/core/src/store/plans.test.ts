import { expect, test } from 'vitest'
import type { Database } from './database.js'
import { openDatabase } from './open-database.js'
import { openStore } from './store.js'

test('defect: statements for many miners read all queries of all rounds', async () => {
  await using database = await openDatabase({ memory: true })
  let last: readonly [sql: string, values: readonly unknown[]] = ['', []]
  const recording: Database = {
    ...database,
    query: (sql, values = []) => {
      last = [sql, values]
      return database.query(sql, values)
    },
  }
  const store = await openStore({ database: recording, netuid: 1, validator: '5V' })
  const { netuid, mechanism, hotkey } = store.scope
  await database.query(
    `insert into subnetkit.queries (scope, round, uid, hotkey, registered_at, position)
     select id, r, u, 'miner ' || u, u, u
       from subnetkit.scopes, generate_series(1, 6) r, generate_series(1, 500) u where name = $1`,
    [`${netuid}/${mechanism}/${hotkey}`],
  )
  const uids = Array.from({ length: 50 }, (_, at) => at + 1)
  const result = { kind: 'ok', output: null, latencyMs: 1 } as const
  const calls: readonly ((uid: number) => Promise<unknown>)[] = [
    (uid: number) => store.query(6, uid),
    (uid: number) => store.doneTasks(6, uid),
    (uid: number) => store.addAnswer(6, uid, { taskId: `task-${uid}`, result, output: null }),
    (uid: number) => store.answered(6, uid),
    (uid: number) => store.scored(6, uid, []),
  ]
  for (const call of calls) {
    await Promise.all(uids.map(call))
    const plan = await database.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${last[0]}`, last[1])
    const text = plan.map((row) => row['QUERY PLAN']).join('\n')
    expect(text).toContain('Index Scan using queries_pkey')
    expect(text).not.toMatch(/Hash Join|Merge Join|(Seq|Heap) Scan on queries/)
  }
})
