import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type BundledPrograms, bundlePrograms } from '@subnetkit/base/testing'
import type { WeightsMode } from '@subnetkit/chain'
import { createWeightsDevnet, type WeightsDevnet } from '@subnetkit/chain/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = mkdtempSync(join(tmpdir(), 'subnetkit-weights-crash-'))
const script = fileURLToPath(new URL('./testing/outbox-child.ts', import.meta.url))

let programs: BundledPrograms
beforeAll(async () => {
  programs = await bundlePrograms([script])
})
afterAll(async () => {
  await programs[Symbol.asyncDispose]()
  rmSync(root, { recursive: true, force: true })
})

interface Life {
  readonly endpoint: string
  readonly store: 'file' | 'database'
  readonly path: string
  readonly mode: WeightsMode
  /** Point at which it is killed; never without. */
  readonly haltAt?: string
}

interface Line {
  readonly point?: string
  readonly stage?: string
  readonly signatures?: number
}

function start({ endpoint, store, path, mode, haltAt = '' }: Life): ChildProcess {
  const args = [programs.file(script), endpoint, store, path, mode, haltAt]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** Output of a child until it ends, or until it reaches the point at which it is killed on the spot. */
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

// One real crash per store: a signal, a lock that was not released, a disk. All other points are enumerated in process,
// in the outbox's own crash test.
describe.concurrent('killed on the spot', () => {
  test('salted weights in a file: killed as the reveal is handed over, they are revealed once', {
    timeout: 240_000,
  }, async ({ expect }) => {
    await using chain = await createWeightsDevnet({ port: 0, commitReveal: true })
    const life = { store: 'file', path: join(root, 'salted.json'), mode: 'salted' } as const
    const last = await dieAt(chain, life, ['reveal_weights handed over'])
    expect(last).toEqual({ stage: 'revealed', signatures: 1 })
    expect([chain.included(), chain.row()]).toEqual([2, row])
  })

  test('timelocked weights in the database of a validator: killed before they are sent, they are revealed', {
    timeout: 240_000,
  }, async ({ expect }) => {
    await using chain = await createWeightsDevnet({ port: 0, commitReveal: true })
    const life = { store: 'database', path: join(root, 'database'), mode: 'timelocked' } as const
    expect(await dieAt(chain, life, ['submitted'])).toEqual({ stage: 'revealed', signatures: 1 })
    expect([chain.included(), chain.row()]).toEqual([1, row])
  })
})
