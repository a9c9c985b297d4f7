import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { signRequest } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { afterEach, expect, it } from 'vitest'

const program = fileURLToPath(new URL('../../testing/worker-program.ts', import.meta.url))
const keypair = createKeypair('//Alice')
const receiver = createKeypair('//Bob').address
const flags = ['--conditions=@subnetkit/source', '--import', 'tsx']

interface Miner {
  readonly child: ChildProcess
  readonly url: string
  /** Resolves with what the miner has said so far, once it has said this. */
  said(pattern: RegExp): Promise<string>
}

let miner: Miner | undefined
afterEach(() => {
  miner?.child.kill('SIGKILL')
})

async function startMiner(): Promise<Miner> {
  const child = spawn(process.execPath, [...flags, program], { stdio: ['ignore', 'inherit', 'pipe'] })
  let text = ''
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  async function said(pattern: RegExp): Promise<string> {
    while (!pattern.test(text)) {
      if (child.exitCode !== null) throw new Error(`the miner ended: ${text}`)
      await Promise.race([once(child.stderr!, 'data'), once(child, 'exit')])
    }
    return text
  }
  const url = /with 2 workers at (\S+)/.exec(await said(/with 2 workers at \S+/))![1]!
  miner = { child, url, said }
  return miner
}

function signed(waitMs = 0): RequestInit {
  const body = Buffer.from(JSON.stringify({ waitMs }))
  const headers = signRequest({ keypair, method: 'POST', target: '/who', body, receiver })
  // A connection of its own, so that the primary gives each request to the next worker.
  return { method: 'POST', body, headers: { ...headers, connection: 'close' } }
}

/** Process that answered, or the code of the refusal. */
async function ask({ url }: Miner, request = signed()): Promise<number | string> {
  const response = await fetch(`${url}/who`, request)
  const { result, error } = (await response.json()) as {
    result?: { data: { pid: number } }
    error?: { data: { subnetkit: { code: string } } }
  }
  return result?.data.pid ?? error!.data.subnetkit.code
}

async function askUntil(miner: Miner, isEnough: (pids: ReadonlySet<number | string>) => boolean) {
  const pids = new Set<number | string>()
  while (!isEnough(pids)) pids.add(await ask(miner))
  return [...pids] as number[]
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function untilGone(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 50))
}

it('serves with two processes, of which only one accepts a request, before and after one of them crashed', async () => {
  const running = await startMiner()
  const [one, other] = await askUntil(running, ({ size }) => size === 2)
  const request = signed()
  const answers = await Promise.all(Array.from({ length: 12 }, () => ask(running, request)))
  expect(answers.filter((answer) => typeof answer === 'number')).toHaveLength(1)
  expect(answers.filter((answer) => answer === 'AUTH_REPLAYED')).toHaveLength(11)

  process.kill(one!, 'SIGKILL')
  await running.said(/ended with SIGKILL; another one starts in 1 s[\s\S]*serves again/)
  const pids = await askUntil(running, ({ size }) => size === 2)
  expect(pids).toContain(other)
  expect(pids).not.toContain(one)
  for (let count = 0; count < 4; count++) expect(await ask(running, request)).toBe('AUTH_REPLAYED')
})

it('drains all workers on SIGTERM, and ends them with exit code 0', async () => {
  const running = await startMiner()
  const pids = await askUntil(running, ({ size }) => size === 2)
  const inFlight = Array.from({ length: 4 }, () => ask(running, signed(1_500)))
  await new Promise((resolve) => setTimeout(resolve, 500))
  const exited = once(running.child, 'exit')
  running.child.kill('SIGTERM')
  expect(new Set(await Promise.all(inFlight))).toEqual(new Set(pids))
  expect(await exited).toEqual([0, null])
  expect(pids.filter(isAlive)).toEqual([])
})

it('leaves no worker behind when the primary is killed', async () => {
  const running = await startMiner()
  const pids = await askUntil(running, ({ size }) => size === 2)
  running.child.kill('SIGKILL')
  await untilGone(pids)
})
