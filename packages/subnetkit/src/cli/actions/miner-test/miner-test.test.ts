import { fileURLToPath } from 'node:url'
import { transportError } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { expect, test } from 'vitest'
import type { RunMinerOptions } from '../../../miner/options.js'
import { runMiner } from '../../../miner/run-miner.js'
import { adder } from '../../../testing/adder.js'
import { runInProcess } from '../../testing/cli.js'
import { adderModule } from '../../testing/neurons.js'

const bob = createKeypair('//Bob')

interface Result {
  readonly ok: boolean
  readonly score: number
  readonly families: readonly Record<string, unknown>[]
  readonly answers: readonly { readonly outcome: string; readonly reason: string | null }[]
}

async function serve(
  add: (call: { input: { a: number; b: number } }) => unknown,
  options: Partial<RunMinerOptions> = {},
) {
  const quiet = { log: false, signals: false } as const
  return runMiner(
    adder,
    { add: add as never },
    { hotkey: bob, port: 0, admission: null, ...quiet, ...options },
  )
}

const testMiner = (...options: string[]) => runInProcess(['miner', 'test', adderModule, '--json', ...options])

test('the handlers of a module answer over the wire, and the same tasks each time', async () => {
  const [one, same] = [await testMiner('--rounds', '3'), await testMiner('--rounds', '3')]
  expect(one.code).toBe(0)
  const result = one.json<Result>()
  expect(result).toMatchObject({ ok: true, score: 1, rounds: 3 })
  expect(result.families).toMatchObject([
    { family: 'sum', tasks: 3, scored: 3, score: 1, parts: { correct: 1 }, deadlineMs: 4_000 },
  ])
  const answers = (run: typeof one) =>
    run.json<Result>().answers.map((answer) => ({ ...answer, latencyMs: 0 }))
  expect(answers(same)).toEqual(answers(one))
})

test('a running miner is asked with a key that is used once', async () => {
  await using miner = await serve(({ input }) => ({ sum: input.a - input.b }))
  const running = ['--axon', `http://127.0.0.1:${miner.port}/`, '--miner-hotkey', bob.address]
  const wrong = await testMiner(...running)
  expect(wrong.code).toBe(0)
  expect(wrong.json()).toMatchObject({ ok: true, score: 0 })
  const wanted = await testMiner(...running, '--least', '0.5')
  expect([wanted.code, wanted.json()]).toEqual([1, expect.objectContaining({ ok: false })])
})

test('answers that do not count end the command with 1, by their outcome', async () => {
  await using malformed = await serve(() => ({ sum: 'many' }))
  const run = await testMiner('--axon', `127.0.0.1:${malformed.port}`, '--miner-hotkey', bob.address)
  expect(run.code).toBe(1)
  expect(run.json<Result>().answers[0]?.outcome).not.toBe('scored')
  const absent = await testMiner('--axon', '127.0.0.1:9', '--miner-hotkey', bob.address)
  expect([absent.code, absent.json<Result>().answers[0]]).toEqual([
    1,
    expect.objectContaining({ outcome: 'absent', reason: expect.stringMatching(/^RESPONSE_ABSENT: /) }),
  ])
})

test('a miner that admits no stranger is named, with the ways in', async () => {
  const check = (hotkey: string) => {
    throw transportError('CALLER_UNKNOWN', { hotkey, netuid: 3 })
  }
  await using miner = await serve(() => ({ sum: 1 }), { admission: { check } })
  const run = await testMiner('--axon', `127.0.0.1:${miner.port}`, '--miner-hotkey', bob.address)
  expect(run.code).toBe(1)
  expect(run.json()).toMatchObject({
    error: {
      code: 'MINER_REFUSES',
      message: expect.stringMatching(/CALLER_UNKNOWN/),
      fix: expect.stringMatching(/-w and -H .* --admit everyone/),
    },
  })
})

const moduleAt = (path: string) => fileURLToPath(new URL(path, import.meta.url))

test('defect: answers that only round criteria score could not pass', async () => {
  const module = moduleAt('../../offline/testing/offline-module.ts')
  const run = await runInProcess(['miner', 'test', module, '--rounds', '2', '--json'])
  expect([run.code, run.json<Result>().ok]).toEqual([0, true])
  const price = run.json<Result>().families.find(({ family }) => family === 'price')
  expect(price).toMatchObject({ scored: 0, score: null, waiting: price?.tasks })
  const { stdout } = await runInProcess(['miner', 'test', module, '--rounds', '2'])
  expect(stdout).toContain('answered; needs other miners')
})

test('defect: answers that have no score yet were a failure', async () => {
  const line = ['miner', 'test', moduleAt('testing/later-module.ts')]
  const run = await runInProcess([...line, '--json'])
  expect([run.code, run.json()]).toEqual([0, expect.objectContaining({ ok: true, score: null })])
  expect(run.json<Result>().families).toMatchObject([{ family: 'keep', scored: 0, waiting: 0, notYet: 1 }])
  expect((await runInProcess(line)).stdout).toMatch(/no score, 1 answer .*not scored yet.*--rounds/)
  // A mean that is asked for is not reached by having none.
  const wanted = await runInProcess([...line, '--least', '0', '--json'])
  expect([wanted.code, wanted.json<Result>().ok]).toEqual([1, false])
})

test('defect: tasks about what a round has noted were never asked', async () => {
  const run = await runInProcess([
    ...['miner', 'test', moduleAt('testing/later-module.ts')],
    ...['--rounds', '3', '--least', '1', '--json'],
  ])
  expect([run.code, run.json()]).toEqual([0, expect.objectContaining({ ok: true, score: 1 })])
  expect(run.json<Result>().families).toMatchObject([
    { family: 'keep', tasks: 3, notYet: 3 },
    { family: 'recall', tasks: 2, scored: 2, score: 1 },
  ])
})

test('defect: a criterion that threw was a failure of the miner', async () => {
  const line = ['miner', 'test', moduleAt('testing/throwing-module.ts')]
  const run = await runInProcess([...line, '--json'])
  expect(run.code).toBe(1)
  expect(run.json()).toMatchObject({
    ok: false,
    faults: [{ code: 'CHECKER_FAILED', part: 'criterion correct' }],
    answers: [
      { outcome: 'ours', reason: expect.stringMatching(/^CHECKER_FAILED: .*criterion correct.*boom/) },
    ],
  })
  expect((await runInProcess(line)).stdout).toMatch(/the rubric failed.*criterion correct/)
})

test.each([
  [['--axon', '127.0.0.1:8091'], 'USAGE'],
  [['--miner-hotkey', bob.address], 'USAGE'],
  [['--axon', '127.0.0.1', '--miner-hotkey', bob.address], 'USAGE'],
  [['--axon', 'https://127.0.0.1:8091', '--miner-hotkey', bob.address], 'USAGE'],
  [['--axon', '127.0.0.1:8091', '--miner-hotkey', '5FHneW'], 'ADDRESS_INVALID'],
  [['--axon', '127.0.0.1:8091', '--miner-hotkey', bob.address, '--handlers', adderModule], 'USAGE'],
])('%j is refused', async (options, code) => {
  expect((await testMiner(...options)).json()).toMatchObject({ error: { code } })
})
