import { createHash } from 'node:crypto'
import { type Round, scoreAnswer } from 'subnetkit'
import { expect, test } from 'vitest'
import { protocol } from './protocol.js'
import subnet from './subnet.js'
import { tasks } from './tasks.js'

const round: Round = {
  netuid: 2,
  mechanism: 0,
  number: 1,
  secret: createHash('sha256').update('round').digest(),
}
const own = tasks.tasksFor(round, 'hotkey 1')

/** Comparing pictures byte by byte would take the test longer than drawing them. */
const digest = (drawn: typeof own) => {
  const text = JSON.stringify(drawn, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  )
  return createHash('sha256').update(text).digest('hex')
}

test('are the same for the same round and hotkey, to the byte, and others for another hotkey or round', () => {
  expect(digest(tasks.tasksFor(round, 'hotkey 1'))).toBe(digest(own))
  expect(digest(tasks.tasksFor(round, 'hotkey 2'))).not.toBe(digest(own))
  expect(digest(tasks.tasksFor({ ...round, number: 2 }, 'hotkey 1'))).not.toBe(digest(own))
})

test('fit the protocol, and most of them are hard', () => {
  for (const { synapse, input } of own) expect(protocol[synapse].input.safeParse(input).success).toBe(true)
  const count = (family: string) => own.filter((task) => task.family === family).length
  expect(count('noise') + count('heavy-noise')).toBeGreaterThan(3 * count('print'))
  expect(count('scene')).toBeGreaterThan(1)
})

test('the text of a picture earns all, and that of another miner nothing', async () => {
  const texts = (hotkey: string) =>
    tasks.tasksFor(round, hotkey).flatMap((task) => (task.synapse === 'read' ? [task] : []))
  const others = texts('hotkey 2')
  for (const [at, task] of texts('hotkey 1').entries()) {
    const score = async (text = '') =>
      (await scoreAnswer(subnet, { task, output: { text, confidence: 1, modelId: 'm' } })).value
    expect(await score(task.truth.text)).toBeCloseTo(1)
    expect(await score(others[at]?.truth.text)).toBe(0)
  }
})
