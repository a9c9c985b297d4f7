import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'

/** Runs a program that says `ready` on stdout, sends it a signal then, and gives its exit code and its lines. */
async function interrupted(program: string, signal: NodeJS.Signals = 'SIGTERM') {
  const flags = ['--conditions=@subnetkit/source', '--import', 'tsx', '--input-type=module']
  const child = spawn(process.execPath, [...flags, '--eval', program], { cwd: import.meta.dirname })
  let [stdout, stderr] = ['', '']
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk
  })
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk
    if (String(chunk).includes('ready')) child.kill(signal)
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return { code, stderr, lines: stdout.trim().split('\n') }
}

const two = (close: string) => `
  import { createLog } from '../log/log.ts'
  import { startRunning } from './lifetime.ts'
  const start = (name, close) => startRunning({ log: createLog(name), signals: true, stopMs: 1_000 }, async (resources) => {
    const timer = setInterval(() => {}, 1_000)
    resources.defer(() => clearInterval(timer))
    resources.defer(close)
    resources.waitsFor(() => name === 'validator' ? '3 queries' : null)
    return {}
  })
  const miner = await start('miner', async () => console.log('miner closes'))
  const validator = await start('validator', ${close})
  console.log('ready')
  await Promise.all([miner.closed, validator.closed])
  console.log('both closed')
`

test('a signal closes all that runs in the process, lets the program finish, and exits with 0', async () => {
  const program = two("async () => console.log('validator closes')")
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const { code, lines, stderr } = await interrupted(program, signal)
    expect([code, lines]).toEqual([0, ['ready', 'miner closes', 'validator closes', 'both closed']])
    for (const source of ['miner', 'validator']) expect(stderr).toContain(`${source}: closed`)
    expect(stderr).toContain(`miner: ${signal}: closing\n`)
    expect(stderr).toContain(`validator: ${signal}: closing; waiting for 3 queries, at most 1 s\n`)
  }
})

test('what cannot be closed is logged, the rest is closed, and the exit code is 1', async () => {
  const { code, lines, stderr } = await interrupted(two("async () => { throw new Error('disk full') }"))
  expect([code, lines]).toEqual([1, ['ready', 'miner closes', 'both closed']])
  expect(stderr).toContain('disk full')
})

test('a signal while it still starts ends the process as well', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as { port: number }
  const program = `
    import { runMiner } from '../index.ts'
    import { adder, add } from '../testing/adder.ts'
    setTimeout(() => console.log('ready'), 500)
    await runMiner(adder, { add }, { network: 'ws://127.0.0.1:${port}', netuid: 2, hotkey: '//Bob' })
  `
  const { code, stderr } = await interrupted(program)
  silent.close()
  expect(code).toBe(0)
  expect(stderr).toContain('SIGTERM: closing')
  expect(stderr).not.toContain('Error')
})
