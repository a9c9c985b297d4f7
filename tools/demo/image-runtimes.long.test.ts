import { createHash } from 'node:crypto'
import { createImageSubnet } from '@subnetkit/subnet-image'
import { createImageMiner } from '@subnetkit/subnet-image/miner'
import { createFlowPainter, createPpOcrReader } from '@subnetkit/vision'
import { scoreRound } from 'subnetkit'
import { expect, it } from 'vitest'

const native = await createFlowPainter({ runtime: 'node' }).catch(() => null)
const web = await createFlowPainter({ runtime: 'web' })

/** Scores that two validators with these painters give to equal answers, as JSON. */
async function scoresOf(painters: readonly (typeof web)[]) {
  const round = {
    netuid: 1,
    mechanism: 0,
    number: 1,
    secret: createHash('sha256').update('runtimes').digest(),
  }
  // The answers of a miner in native code, where it is installed.
  const reader = await createPpOcrReader()
  const miner = createImageMiner({ reader, painter: native ?? web, tries: 2 })
  const drawn = createImageSubnet()
  const replies: unknown[] = []
  for (const hotkey of ['one', 'other']) {
    for (const task of drawn.tasks.tasksFor(round, hotkey)) {
      const input = await drawn.protocol[task.synapse].input.parseAsync(task.input)
      replies.push({ hotkey, task, output: await miner[task.synapse]({ input } as never), latencyMs: 50 })
    }
  }
  await reader[Symbol.asyncDispose]()
  return Promise.all(
    painters.map(async (painter) => {
      const subnet = createImageSubnet({ painters: async () => [painter] })
      return JSON.stringify(await scoreRound(subnet, replies as never, { round }))
    }),
  )
}

it('two validators give equal answers the same scores, to the bit', async () => {
  const [one, other] = await scoresOf([web, await createFlowPainter({ runtime: 'web' })])
  expect(one).toBe(other)
  expect(JSON.parse(one!).miners[0].mean).toBeGreaterThan(0.5)
})

// onnxruntime-node has 288 MB and is not among the packages of this repository: npm install --no-save onnxruntime-node --onnxruntime-node-install=skip
it.skipIf(native === null)('also one with native code and one with WebAssembly', async () => {
  const [one, other] = await scoresOf([web, native!])
  expect(one).toBe(other)
})
