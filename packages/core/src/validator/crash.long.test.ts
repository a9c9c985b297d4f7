import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = mkdtempSync(join(tmpdir(), 'subnetkit-crashes-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const script = fileURLToPath(new URL('./testing/crash-child.js', import.meta.url))

/** Runs the validator of a directory to its end: the scores it says, and how it ended. */
async function run(directory: string, dieAfter = '') {
  const options = ['--conditions=@subnetkit/source', '--import', 'tsx', script]
  const child = spawn(process.execPath, [...options, join(root, directory), '0', dieAfter], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += String(chunk)
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  const lines = output.split('\n').filter((line) => line.endsWith('}'))
  const last = lines.map((line) => JSON.parse(line) as Record<string, unknown>).find(({ scores }) => scores)
  return { code, signal, last }
}

let whole: Awaited<ReturnType<typeof run>>
beforeAll(async () => {
  whole = await run('whole')
}, 180_000)

test.each([
  ...['openRound', 'publishRound', 'published', 'planRound', 'addAnswer', 'answered', 'scored'],
  ...['fold', 'add', 'replace', 'decided'],
])(
  'a validator killed right after %s finishes the round with the same scores and weights',
  async (step) => {
    const killed = await run(step, step)
    expect(killed.signal).toBe('SIGKILL')
    const resumed = await run(step)
    expect(resumed.code).toBe(0)
    expect(resumed.last).toEqual(whole.last)
  },
  60_000,
)
