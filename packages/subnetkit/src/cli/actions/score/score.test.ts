import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scoreRound } from '@subnetkit/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawTasks, usualHotkey } from '../../offline/draw-tasks.js'
import { roundOf } from '../../offline/offline-rounds.js'
import { essayOf } from '../../offline/testing/essay-module.js'
import subnet from '../../offline/testing/offline-module.js'
import { runInProcess } from '../../testing/cli.js'

const module = fileURLToPath(new URL('../../offline/testing/offline-module.ts', import.meta.url))
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-score-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Scores {
  readonly miners: readonly {
    readonly rank: number
    readonly miner: string
    readonly mean: number
    readonly share: number
  }[]
  readonly answers: readonly Record<string, unknown>[]
}

async function score(answers: readonly object[] | string, ...options: string[]) {
  const file = join(folder, `${options.length}-${JSON.stringify(answers).length}.jsonl`)
  const text = typeof answers === 'string' ? answers : answers.map((one) => JSON.stringify(one)).join('\n')
  await writeFile(file, text)
  return runInProcess(['score', file, module, '--json', ...options])
}

const choice = { mechanism: 0, seed: 1, hotkey: usualHotkey, count: 2 }
const { tasks } = await drawTasks(subnet as never, choice, new AbortController().signal)
const [first, second, price] = tasks as unknown as readonly { input: { a: number; b: number } }[]
const sumOf = (task: typeof first) => (task?.input.a ?? 0) + (task?.input.b ?? 0)

test('answers are ranked as a round ranks them, with every part', async () => {
  const answers = [
    { miner: 'wrong', task: 'sum-0', output: { sum: 1 }, latencyMs: 10 },
    { miner: 'quick', task: 'sum-0', output: { sum: sumOf(first) }, latencyMs: 2_000 },
    { miner: 'quick', task: 'sum-1', output: { sum: sumOf(second) } },
    { miner: 'slow', task: 'sum-0', output: { sum: sumOf(first) }, latencyMs: 4_000 },
    { miner: 'late', task: 'sum-0', output: { sum: sumOf(first) }, latencyMs: 4_001 },
    { miner: 'wordy', task: 'sum-0', output: { sum: sumOf(first), steps: ['1', '2', '3', '4'] } },
    { miner: 'broken', task: 'sum-0', output: { sum: 'many' } },
    { miner: 'silent', task: 'sum-0' },
    { miner: 'quick', task: 'price-0', output: { price: 3 } },
    { miner: 'slow', task: 'price-0', output: { price: 1 } },
  ]
  const run = await score(answers)
  const { miners, answers: scored } = run.json<Scores>()
  expect(run.code).toBe(0)
  expect(miners.map(({ rank, miner }) => [rank, miner])).toEqual([
    [1, 'quick'],
    [2, 'slow'],
    ...['broken', 'late', 'silent', 'wordy', 'wrong'].map((miner) => [3, miner]),
  ])
  expect(miners[0]).toMatchObject({
    mean: 2.5 / 3,
    parts: { correct: 1, 'near the others': 0.5, latency: 1 },
  })
  expect(miners.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
  expect(scored.map(({ outcome }) => outcome)).toEqual([
    ...['scored', 'scored', 'scored', 'scored', 'absent', 'scored', 'malformed', 'absent'],
    ...['scored', 'scored'],
  ])
  expect(scored[4]).toMatchObject({ reason: expect.stringMatching(/^RESPONSE_ABSENT: .*4001 ms/) })
  expect(scored[5]).toMatchObject({ parts: { failedGate: 'few steps' } })
  // The same answers through the function that rounds use.
  const replies = answers.map(({ miner, task, latencyMs = 0, ...rest }) => {
    const at = tasks.find(({ id }) => id === task)
    return 'output' in rest && latencyMs <= 4_000
      ? { hotkey: miner, task: at, output: rest.output, latencyMs }
      : { hotkey: miner, task: at, absent: true }
  })
  const round = await scoreRound(subnet as never, replies as never, { round: roundOf(1, 0, 1) })
  expect(scored.map((one) => one.score)).toEqual(round.answers.map((one) => one.score))
})

test('a file of tasks, a list of answers and tasks that are written out give the same scores', async () => {
  const preview = await runInProcess(['tasks', 'preview', module, '--json', '--seed', '9'])
  const file = join(folder, 'tasks.json')
  await writeFile(file, preview.stdout)
  const { tasks: drawn } = preview.json<{ tasks: { id: string; input: { a: number; b: number } }[] }>()
  const [sum, , one] = drawn
  const right = { miner: 'a', task: 'sum-0', output: { sum: (sum?.input.a ?? 0) + (sum?.input.b ?? 0) } }
  // The truth of a sum is a bigint, which the file does not hold: the task is drawn again.
  expect((await score([right], '--tasks', file)).json<Scores>().miners[0]?.mean).toBe(1)
  expect((await score([right], '--seed', '9')).json<Scores>().miners[0]?.mean).toBe(1)
  expect((await score([right])).json<Scores>().miners[0]?.mean).toBe(0)
  const inline = ['a', 'b'].map((miner) => ({ miner, task: one, output: { price: 2 } }))
  const both = await score(JSON.stringify({ answers: inline }))
  expect(both.json<Scores>().miners.map(({ mean }) => mean)).toEqual([1, 1])
  expect(price).toBeDefined()
})

test('malformed entries are named by their lines, without their content', async () => {
  const lines = [
    '{"miner":"a","task":"sum-0","output":{"sum":1}}',
    '{"miner":7,"task":"sum-0"}',
    '',
    '{"miner":"secret-text"',
    '{"miner":"a","task":"sum-0","extra":1}',
  ]
  const { error } = (await score(lines.join('\n'))).json<{ error: { code: string; message: string } }>()
  expect(error.code).toBe('FILE_INVALID')
  expect(error.message).toMatch(/line 2: miner: .*line 4: it is not JSON.*line 5: .*extra/)
  expect(error.message).not.toContain('secret-text')
})

test('defect: a field that a file of tasks has twice was accepted', async () => {
  const path = join(folder, 'twice.json')
  await writeFile(path, '{"tasks":[{"id":"sum-0","family":"sum","input":{"a":1,"a":2,"b":3}}]}')
  expect((await score([{ miner: 'a', task: 'sum-0' }], '--tasks', path)).json()).toMatchObject({
    error: { code: 'FILE_INVALID', message: expect.stringContaining('"a" twice') },
  })
})

test('defect: answers that a round would flag had no flags here', async () => {
  const essays = fileURLToPath(new URL('../../offline/testing/essay-module.ts', import.meta.url))
  const answers = [0, 1, 2, 3].flatMap((task) =>
    ['first', 'other', 'relay'].map((miner) => ({
      ...{ miner, task: `essay-${task}`, latencyMs: 100 },
      output: { text: essayOf(miner === 'relay' ? 'first' : miner, task) },
      receivedAt: 1_000 + (miner === 'relay' ? 900 : 0),
    })),
  )
  const file = join(folder, 'essays.jsonl')
  await writeFile(file, answers.map((one) => JSON.stringify(one)).join('\n'))
  const run = await runInProcess(['score', file, essays, '--json'])
  const flagsOf = ({ parts }: Record<string, unknown>) =>
    ((parts as { flags?: { kind: string }[] }).flags ?? []).map(({ kind }) => kind)
  const { answers: scored } = run.json<Scores>()
  expect(scored.map((one) => [one.miner, flagsOf(one)])).toEqual(
    [0, 1, 2, 3].flatMap(() => [
      ['first', ['near-duplicate']],
      ['other', []],
      ['relay', ['near-duplicate', 'relay-timing']],
    ]),
  )
  const { stdout } = await runInProcess(['score', file, essays])
  expect(stdout).toContain('relay: 4 of its 4 long answers')
})

test.each([
  [
    'in a line',
    '{"miner":"a","task":"sum-0","miner":"b","output":{"sum":1}}',
    'line 1: it has the field "miner" twice',
  ],
  [
    'in a list',
    '{"answers":[{"miner":"a","task":"sum-0","output":{"sum":1,"sum":2}}]}',
    'the list: it has the field "sum" twice',
  ],
])('defect: a field that an answer has twice was accepted %s', async (_, text, message) => {
  expect((await score(text)).json()).toMatchObject({
    error: { code: 'FILE_INVALID', message: expect.stringContaining(message) },
  })
})

test.each([
  ['a task that does not exist', [{ miner: 'a', task: 'sum-x' }], 'line 1: there is no task sum-x'],
  [
    'a family that does not exist',
    [{ miner: 'a', task: { family: 'sums', input: 1 } }],
    'line 1: the subnet has no family',
  ],
  [
    'two answers of one miner to one task',
    [
      { miner: 'a', task: 'sum-0' },
      { miner: 'a', task: 'sum-0' },
    ],
    'line 2: a has answered sum-0 already',
  ],
  ['no answers', [], 'it has no answers'],
])('%s is refused', async (_, answers, message) => {
  const run = await score(answers)
  expect(run.code).toBe(1)
  expect(run.json()).toMatchObject({
    error: { code: 'FILE_INVALID', message: expect.stringContaining(message) },
  })
})
