import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { WeightsMode } from '@subnetkit/chain'
import { createWeightsDevnet, type WeightsDevnet } from '@subnetkit/chain/testing'
import { afterAll, describe, expect, test } from 'vitest'

const root = mkdtempSync(join(tmpdir(), 'subnetkit-weights-crash-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const script = fileURLToPath(new URL('./testing/outbox-child.js', import.meta.url))

interface Life {
  readonly endpoint: string
  readonly store: 'file' | 'database'
  readonly path: string
  readonly mode: WeightsMode
  /** Where it is killed; never without. */
  readonly haltAt?: string
}

interface Line {
  readonly point?: string
  readonly stage?: string
  readonly signatures?: number
}

function start({ endpoint, store, path, mode, haltAt = '' }: Life): ChildProcess {
  const node = ['--conditions=@subnetkit/source', '--import', 'tsx', script]
  const args = [...node, endpoint, store, path, mode, haltAt]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** What a child says until it ends, or until it reaches the point at which it is killed on the spot. */
async function live(life: Life, onPoint: (point: string) => void): Promise<Line[]> {
  const child = start(life)
  const ended = once(child, 'exit')
  const lines: Line[] = []
  for await (const text of createInterface({ input: child.stdout! })) {
    const line = JSON.parse(text) as Line
    lines.push(line)
    if (line.point !== undefined && line.point === life.haltAt) {
      child.kill('SIGKILL')
      break
    }
    if (line.point !== undefined) onPoint(line.point)
  }
  await ended
  return lines
}

/** Kills one life after another, each a point further; the last one may finish. */
async function dieAt(
  chain: WeightsDevnet,
  life: Omit<Life, 'endpoint' | 'haltAt'>,
  points: readonly string[],
): Promise<Line> {
  const endpoint = chain.devnet.url as string
  const reveal = (point: string) => {
    if (point === 'confirmed') chain.devnet.mineUntilEpoch(chain.netuid)
    if (point === 'confirmed' && life.mode === 'timelocked') chain.devnet.mine(5)
  }
  for (const haltAt of points) {
    const lines = await live({ ...life, endpoint, haltAt }, reveal)
    expect(lines.at(-1)).toEqual({ point: haltAt })
    reveal(haltAt)
  }
  return (await live({ ...life, endpoint }, reveal)).at(-1) ?? {}
}

const row = [
  [0, 1_000],
  [2, 65_535],
  [3, 7],
]

// Each has a chain of its own, and mostly waits for its children to start.
describe.concurrent('killed', () => {
  test('weights in the open: killed at every stage, they land once', { timeout: 240_000 }, async ({
    expect,
  }) => {
    await using chain = await createWeightsDevnet({ port: 0 })
    const points = ['intended', 'signed', 'set_weights handed over', 'included']
    const life = { store: 'file', path: join(root, 'plain.json'), mode: 'plain' } as const
    const last = await dieAt(chain, life, points)
    expect(last).toEqual({ stage: 'confirmed', signatures: 1 })
    expect([chain.included(), chain.row()]).toEqual([1, row])
  })

  test('salted weights: killed at every stage, they are committed and revealed once', {
    timeout: 240_000,
  }, async ({ expect }) => {
    await using chain = await createWeightsDevnet({ port: 0, commitReveal: true })
    const points = [
      'signed',
      'commit_weights handed over',
      'included',
      'confirmed',
      'revealing',
      'reveal_weights handed over',
    ]
    const life = { store: 'file', path: join(root, 'salted.json'), mode: 'salted' } as const
    expect(await dieAt(chain, life, points)).toEqual({ stage: 'revealed', signatures: 1 })
    expect([chain.included(), chain.row()]).toEqual([2, row])
  })

  test('timelocked weights in the database of a validator: killed, they are committed once and revealed', {
    timeout: 240_000,
  }, async ({ expect }) => {
    await using chain = await createWeightsDevnet({ port: 0, commitReveal: true })
    const points = ['submitted', 'confirmed']
    const life = { store: 'database', path: join(root, 'database'), mode: 'timelocked' } as const
    expect(await dieAt(chain, life, points)).toEqual({ stage: 'revealed', signatures: 1 })
    expect([chain.included(), chain.row()]).toEqual([1, row])
  })
})
