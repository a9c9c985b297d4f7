import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, it } from 'vitest'
import { root } from '../boundaries/workspace.js'
import { openExercise } from './testing/exercise.js'

const cli = join(root, 'packages/subnetkit/src/cli/main.ts')
const loader = fileURLToPath(import.meta.resolve('tsx'))
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-ranks-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

interface Row {
  readonly manner: string
  readonly average: number | null
  readonly weight: number
  readonly incentive: number
  readonly parts: Readonly<Record<string, number>>
}

interface DevEvent {
  readonly event: string
  readonly rows?: readonly Row[]
  readonly miners?: readonly { readonly because: string | null }[]
}

/** Miners of a table: the one that waits, and the one that answers a part of its questions. */
function rivals({ rows = [] }: DevEvent): readonly [waits: Row, seldom: Row] | null {
  const waits = rows.find(({ manner }) => manner.startsWith('waits'))
  const seldom = rows.find(({ manner }) => manner.startsWith('answers'))
  return waits === undefined || seldom === undefined ? null : [waits, seldom]
}

const ranksAbove = (one: Row, other: Row): boolean =>
  (one.average ?? 0) > (other.average ?? 0) && one.weight > other.weight && one.incentive > other.incentive

it('the exercise of the README changes the ranks on the devnet', async () => {
  const { project, exercise, editRubric } = await openExercise(folder, 'text')
  const args = ['dev', ...exercise.options, '--json', '--port', '0']
  const dev = spawn(process.execPath, ['--conditions=@subnetkit/source', '--import', loader, cli, ...args], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(dev, 'close')
  try {
    const events = createInterface({ input: dev.stdout })[Symbol.asyncIterator]()
    const next = async (fits: (event: DevEvent) => boolean): Promise<void> => {
      for (;;) {
        const { value, done } = await events.next()
        if (done) throw new Error('the devnet ended early')
        if (fits(JSON.parse(value))) return
      }
    }
    await next((event) => {
      const [waits, seldom] = rivals(event) ?? []
      return waits !== undefined && seldom !== undefined && ranksAbove(waits, seldom)
    })
    await editRubric()
    await next(({ event }) => event === 'reloaded')
    await next(
      ({ event, miners = [] }) =>
        event === 'edit' && miners.some(({ because }) => because?.startsWith("because 'prompt' counts -0.")),
    )
    await next((event) => {
      const [waits, seldom] = rivals(event) ?? []
      return waits?.parts.prompt === 0 && seldom !== undefined && ranksAbove(seldom, waits)
    })
  } finally {
    dev.kill('SIGINT')
    await ended
  }
})
