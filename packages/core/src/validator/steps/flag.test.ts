import { expect, test } from 'vitest'
import { z } from 'zod'
import { exportRecords } from '../../records/export-records.js'
import { fileLine } from '../../records/receipts-file.js'
import { rubric } from '../../rubric/define-rubric.js'
import { criterion } from '../../rubric/parts.js'
import { defineSubnet, type Subnet } from '../../subnet/define-subnet.js'
import { synapse } from '../../subnet/synapse.js'
import { taskSource } from '../../tasks/task-source.js'
import { replayRound } from '../replay/replay-round.js'
import { createValidator } from '../roles/create-validator.js'
import { useEmbeddedParts } from '../testing/embedded-parts.js'
import { setUpValidator } from '../testing/set-up.js'

const parts = useEmbeddedParts()

const protocol = {
  write: synapse({ input: z.object({ about: z.number() }), output: z.object({ text: z.string() }) }),
}
const tasks = taskSource({
  protocol,
  families: [
    {
      name: 'essay',
      synapse: 'write',
      shared: true,
      draw: () => ({ input: { about: 3 }, truth: null }),
    },
  ],
})
const essays = (similarity?: false) =>
  defineSubnet({
    ...{ name: 'essays', version: 1, protocol, tasks },
    rubric: rubric(tasks, {
      criteria: [criterion('length', 1, ({ output }) => Math.min(1, output.text.length / 900))],
      similarity,
    }),
  })

/** Essays of miners by their names: `slow` gives the one of `good`. */
const essayOf = (hotkey: string, about: number) =>
  Array.from({ length: 60 }, (_, at) =>
    (at * at + 7 * about + hotkey.charCodeAt(0) * 31 * at).toString(36),
  ).join(' ')

async function play(similarity?: false) {
  const world = await setUpValidator(parts)
  const client = {
    async query({ hotkey }: { hotkey: string }, _: string, { about }: { about: number }) {
      const source = hotkey === 'slow' ? 'good' : hotkey
      return { kind: 'ok', output: { text: essayOf(source, about) }, latencyMs: 100 }
    },
    async [Symbol.asyncDispose]() {},
  }
  const subnet = essays(similarity)
  {
    await using validator = createValidator(subnet, { ...world.options, client } as never)
    const paid = world.next('weights-set')
    await validator.start()
    await paid
  }
  return { ...world, subnet: subnet as unknown as Subnet }
}

test('answers that are too much alike are flagged in receipts and records, without an effect on scores', async () => {
  const { store, subnet, options, of } = await play()
  const receipts = await store.receipts(1_000)
  const flagged = receipts.filter((one) => one.parts?.flags !== undefined)
  expect(new Set(flagged.map(({ hotkey }) => hotkey))).toEqual(new Set(['good', 'slow']))
  expect(flagged[0]?.parts?.flags).toMatchObject([{ kind: 'near-duplicate', distance: 0, others: 1 }])
  expect(of('round-folded')[0]?.flags).toEqual({ 'near-duplicate': flagged.length })

  const replay = () => replayRound({ subnet, netuid: options.netuid, mechanism: 0, store }, 1_000)
  expect(await replay()).toMatchObject({ disagreements: [], sealed: true })
  let exported = 0
  for await (const line of exportRecords(store)) {
    const read = fileLine.safeParse(JSON.parse(line)).data
    if (read?.kind === 'record' && read.record.parts?.flags) exported += 1
  }
  expect(exported).toBe(flagged.length)
  // A flag that is taken away is missed.
  const inScope = "scope in (select id from subnetkit.scopes where name like '%' || $1::integer || '/0/%')"
  await parts.database.query(
    `update subnetkit.comparisons set changes = '{}' where ${inScope} and hotkey = $2`,
    [options.netuid, flagged[0]!.hotkey],
  )
  const { disagreements } = await replay()
  expect(disagreements.map(({ detail }) => detail)).toContainEqual(
    expect.stringContaining('similarity flags'),
  )

  // Rounds that were scored before there were flags agree without any.
  await parts.database.query(`delete from subnetkit.comparisons where ${inScope}`, [options.netuid])
  for (const { hotkey, taskId, parts: made } of receipts) {
    const { likeness: _, flags: __, ...older } = made ?? {}
    const update = `update subnetkit.receipts set parts = $4 where ${inScope}`
    if (made)
      await parts.database.query(`${update} and hotkey = $2 and task_id = $3`, [
        options.netuid,
        hotkey,
        taskId,
        JSON.stringify(older),
      ])
  }
  expect((await replay()).disagreements.map(({ part }) => part)).toEqual(['records'])

  const plain = await play(false)
  const scoresOf = async (world: Pick<typeof plain, 'store'>) =>
    (await world.store.scores()).map(({ hotkey, score }) => [hotkey, score])
  expect(await scoresOf(plain)).toEqual(await scoresOf({ store }))
  expect((await plain.store.receipts(1_000)).some(({ parts: made }) => made?.flags)).toBe(false)
})
