import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Domain, domains } from './answers.js'
import { planFiles } from './plan-files.js'
import { runStamp } from './stamp-action.js'

const run = promisify(execFile)
const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url))
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-project-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/**
 * Test files that a project runs here, where all of them would take long: the reference packages, which are the
 * stamps of these domains, run the others.
 */
const briefly: Partial<Record<Domain, readonly string[]>> = {
  image: ['src/rubric.test.ts', 'src/tasks.test.ts'],
  storage: ['src/rubric.test.ts', 'src/scoreboard.test.ts'],
  prediction: ['src/subnet.test.ts', 'src/miner.test.ts'],
}

/** The gate creates projects of the others from the published packages (`npm run check:packages`), and runs the same there. */
const tried = domains.filter((domain) => domain !== 'text' && domain !== 'blank')

describe.each(tried)('a project of the domain %s', (domain) => {
  it('passes its own lint, types and tests, and builds', async () => {
    const target = join(folder, 'acme')
    await runStamp({ target, answers: { name: 'acme', domain, packageManager: 'npm', flavour: 'project' } })
    await symlink(modules, join(target, 'node_modules'))
    await run('git', ['init', '--quiet'], { cwd: target })
    // As its scripts name them; the compiler's output of this repository stands in for the published packages.
    const node = (program: string, ...args: string[]) =>
      run(process.execPath, [join(modules, program), ...args], { cwd: target })
    await node('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.')
    await node('@typescript/native/bin/tsc', '--noEmit')
    const files = briefly[domain] ?? ['--dir', 'src']
    const { stdout } = await node('vitest/vitest.mjs', 'run', ...files, '--reporter=json')
    expect(JSON.parse(stdout)).toMatchObject({ success: true })
    await node('@typescript/native/bin/tsc', '-p', 'tsconfig.build.json')
    const built = await readdir(join(target, 'dist'))
    expect(built).toEqual(expect.arrayContaining(['subnet.js', 'miner.js']))
    expect(built.filter((name) => name.includes('.test.'))).toEqual([])
  })
})

it('is whole or not there after a kill -9 at any step', async () => {
  const answers = { name: 'acme', domain: 'blank', packageManager: 'npm', flavour: 'project' } as const
  const planned = await planFiles(answers)
  // The stamp looks at its signal before each file, and once more before the folder gets its name.
  const program = `
    const { runStamp } = await import(${JSON.stringify(new URL('./stamp-action.ts', import.meta.url).href)})
    const { options, step } = JSON.parse(process.env.STAMP)
    let steps = 0
    const throwIfAborted = () => ++steps === step && process.kill(process.pid, 'SIGKILL')
    await runStamp({ ...options, signal: { throwIfAborted } })`
  for (const step of [1, 5, planned.length + 1, planned.length + 2]) {
    const target = join(folder, `at-${step}`)
    const env = { ...process.env, STAMP: JSON.stringify({ options: { target, answers }, step }) }
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      cwd: join(modules, '..'),
      env,
      stdio: 'inherit',
    })
    const [, signal] = await once(child, 'close')
    const entries = await readdir(target, { recursive: true, withFileTypes: true }).catch(() => null)
    const files = entries?.filter((entry) => entry.isFile()).length ?? null
    const isKilled = step <= planned.length + 1
    expect([signal, files], `step ${step}`).toEqual(isKilled ? ['SIGKILL', null] : [null, planned.length])
  }
})
