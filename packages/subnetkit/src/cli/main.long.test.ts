import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { createDevnet } from '@subnetkit/devnet'
import { expect, test, vi } from 'vitest'
import { createCliChain } from './testing/chain.js'
import { startProcess } from './testing/process.js'

/** Says on stderr which module is loaded. */
const spy = `
import { writeSync } from 'node:fs'
export const load = (url, context, next) => (writeSync(2, 'loaded ' + url + '\\n'), next(url, context))`
const register = `
import { register } from 'node:module'
register('data:text/javascript,' + ${JSON.stringify(encodeURIComponent(spy))})`

const modulesOf = (stderr: string): readonly string[] =>
  [...stderr.matchAll(/^loaded (.*)$/gm)].map(([, url]) => url as string)

test.each([
  [['--help'], 'metagraph'],
  [['weights', 'set', '--help'], '--weights'],
  [['metagraf'], ''],
])('%j loads commander and nothing heavy', async (argv, text) => {
  const run = startProcess(argv, {
    nodeArgs: ['--import', `data:text/javascript,${encodeURIComponent(register)}`],
  })
  const code = await run.ended
  expect(run.stdout()).toContain(text)
  const modules = modulesOf(run.stderr())
  expect(modules.some((url) => url.includes('/subnetkit/src/cli/program/program.ts'))).toBe(true)
  const packages = modules.flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [])
  expect([...new Set(packages)].filter((name) => code === 0 || name !== 'zod')).toEqual(['commander'])
  // A refusal is an error of a catalogue, which base defines.
  const others = modules.filter((url) => /\/packages\/(?!subnetkit\/)/.test(url))
  expect(others.filter((url) => code === 0 || !url.includes('/packages/base/'))).toEqual([])
  expect(modules.filter((url) => url.includes('/src/cli/actions/'))).toEqual([])
})

test('as a process it ends with the code, and stdout holds one document', async () => {
  const run = startProcess([
    'metagraph',
    '--netuid',
    '1',
    '-n',
    'ws://127.0.0.1:1',
    '--timeout',
    '1',
    '--json',
  ])
  expect(await run.ended).toBe(1)
  expect(JSON.parse(run.stdout())).toMatchObject({ error: { code: 'CHAIN_UNREACHABLE' } })
})

test('Ctrl-C closes the connection and ends with 130, promptly', async () => {
  await using devnet = await createDevnet({ port: 0, blockTime: 'manual' })
  const run = startProcess(['metagraph', '--netuid', '1', '--watch', '-n', devnet.url ?? ''])
  await vi.waitUntil(() => run.stdout().includes('1 of 256 neurons'), { timeout: 30_000 })
  run.child.kill('SIGINT')
  expect(await run.ended).toBe(130)
  expect(run.stderr()).toMatch(/interrupted\n$/)
})

test('Ctrl-C while it connects does not wait for the deadline', async () => {
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as { readonly port: number }
  const run = startProcess(['metagraph', '--netuid', '1', '-n', `ws://127.0.0.1:${port}`, '--timeout', '600'])
  await once(silent, 'connection')
  run.child.kill('SIGINT')
  expect(await run.ended).toBe(130)
  silent.close()
})

test('a reader that goes away ends it quietly', async () => {
  const run = startProcess(['--help'])
  run.child.stdout?.destroy()
  expect([await run.ended, run.stderr()]).toEqual([0, ''])
})

test('a reader of the progress that goes away stops nothing', async () => {
  await using chain = await createCliChain({}, ['miner'])
  const run = startProcess(['register', '--netuid', '1', '-H', 'miner', '-y'], { env: chain.env })
  run.child.stderr?.destroy()
  expect(await run.ended).toBe(0)
  expect(run.stdout()).toContain('is now uid 1')
})

// Linux has a device that is always full.
test.runIf(existsSync('/dev/full'))('output that cannot be written is a failure, not a success', async () => {
  const run = startProcess(['--help'], { stdout: '/dev/full' })
  expect(await run.ended).toBe(1)
  expect(run.stderr()).toContain('cannot write to stdout')
})
