import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const running = new Set<ChildProcess>()
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'devnet-cli-'))
})

afterEach(async () => {
  for (const child of running) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

function run(...options: string[]) {
  const flags = ['--conditions=@subnetkit/source', '--import', 'tsx', 'tools/devnet/main.ts']
  const child = spawn(process.execPath, [...flags, ...options], { cwd: root })
  running.add(child)
  const stderr = text(child.stderr)
  const ended = once(child, 'close').then(async ([code]) => {
    running.delete(child)
    return { code: code as number | null, stderr: await stderr }
  })
  return { child, ended }
}

interface Banner {
  readonly endpoint: string
  readonly genesis: string
  readonly head: { readonly number: number; readonly hash: string }
  readonly accounts: { readonly uri: string; readonly free: string }[]
}

/** A devnet that has said where it listens. */
async function start(...options: string[]) {
  const { child, ended } = run('--port', '0', '--json', ...options)
  child.stdout.setEncoding('utf8')
  let line = ''
  for await (const chunk of child.stdout) {
    line += chunk as string
    if (line.endsWith('\n')) break
  }
  const stop = (signal: NodeJS.Signals = 'SIGINT') => {
    child.kill(signal)
    return ended
  }
  return { banner: JSON.parse(line) as Banner, stop }
}

async function ask(endpoint: string, method: string, params: unknown[] = []): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const answer = await fetch(endpoint.replace('ws:', 'http:'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  return ((await answer.json()) as { result: unknown }).result
}

describe('npm run devnet', () => {
  it('says where it listens, keeps the chain in a file at Ctrl-C, and goes on from it', async () => {
    const file = join(folder, 'chain.state')
    const first = await start('--state', file, '--block-time', 'manual', '--seed', 'cli')
    expect(first.banner.accounts[0]).toMatchObject({ uri: '//Alice', free: '1000000000000000' })
    const hash = await ask(first.banner.endpoint, 'dev_mine', [5])
    expect(await first.stop()).toEqual({ code: 0, stderr: `block 5 is in ${file}\n` })

    const second = await start('--state', file, '--block-time', 'manual')
    expect(second.banner.head).toEqual({ number: 5, hash })
    expect(second.banner.genesis).toBe(first.banner.genesis)
    expect((await second.stop('SIGTERM')).code).toBe(0)
  })

  it('refuses a torn file, and another seed, and leaves the file alone', async () => {
    const file = join(folder, 'chain.state')
    const { stop } = await start('--state', file, '--seed', 'a')
    await stop()
    const other = await run('--port', '0', '--state', file, '--seed', 'b').ended
    expect(other.code).toBe(2)
    expect(other.stderr).toMatch(/^[^\n]*seed "a"[^\n]*\n$/)
    const whole = await readFile(file)
    await writeFile(file, whole.subarray(0, whole.length - 1))
    const torn = await run('--port', '0', '--state', file).ended
    expect(torn.code).toBe(1)
    expect(torn.stderr).toMatch(/^[^\n]* is damaged or was not written to its end[^\n]*\n$/)
    expect(await readFile(file)).toEqual(whole.subarray(0, whole.length - 1))
  })

  it('says in one sentence what is wrong with an option or a port', async () => {
    expect(await run('--block-time', 'never').ended).toEqual({
      code: 2,
      stderr: '--block-time takes instant, manual, or a time such as 250ms or 12s; see --help\n',
    })
    const { banner, stop } = await start()
    const taken = await run('--port', new URL(banner.endpoint).port).ended
    expect(taken.code).toBe(1)
    expect(taken.stderr).toMatch(/^[^\n]*EADDRINUSE[^\n]*Choose another port[^\n]*\n$/)
    await stop()
  })
})
