import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { domains } from './answers.js'
import { planFiles } from './plan-files.js'
import { runStamp } from './stamp-action.js'

const run = promisify(execFile)
const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url))
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-project-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe.each(domains)('a project of the domain %s', (domain) => {
  it('passes its own lint, types and tests, and builds', async () => {
    const target = join(folder, 'acme')
    await runStamp({ target, answers: { name: 'acme', domain, packageManager: 'npm', flavour: 'project' } })
    await symlink(modules, join(target, 'node_modules'))
    await run('git', ['init', '--quiet'], { cwd: target })
    // As its scripts name them; the compiler's output of this repository stands in for the published packages.
    const node = (program: string, ...args: string[]) =>
      run(process.execPath, [join(modules, program), ...args], { cwd: target })
    await node('@biomejs/biome/bin/biome', 'check', '.')
    await node('@typescript/native/bin/tsc', '--noEmit')
    const { stdout } = await node('vitest/vitest.mjs', 'run', '--dir', 'src', '--reporter=json')
    expect(JSON.parse(stdout)).toMatchObject({ success: true })
    await node('@typescript/native/bin/tsc', '-p', 'tsconfig.build.json')
    const built = await readdir(join(target, 'dist'))
    expect(built).toEqual(expect.arrayContaining(['subnet.js', 'miner.js']))
    expect(built.filter((name) => name.includes('.test.'))).toEqual([])
  })
})

it('defect: the exercise of the README pays for correct answers only, and breaks the test that it names', async () => {
  const target = join(folder, 'acme')
  await runStamp({
    target,
    answers: { name: 'acme', domain: 'blank', packageManager: 'npm', flavour: 'project' },
  })
  await symlink(modules, join(target, 'node_modules'))
  const readme = await readFile(join(target, 'README.md'), 'utf8')
  const [, code = ''] = /```ts\n(.*?)```/s.exec(readme) ?? []
  const rubric = join(target, 'src/rubric.ts')
  const before = await readFile(rubric, 'utf8')
  const lowered = before.replace("criterion('correct', 1,", "criterion('correct', 0.9,")
  await writeFile(rubric, lowered.replace('  ],\n  factors', `${code}  ],\n  factors`))
  const tests = join(target, 'src/subnet.test.ts')
  await writeFile(tests, `${await readFile(tests, 'utf8')}${exercised}`)
  const { stdout } = await run(
    process.execPath,
    [join(modules, 'vitest/vitest.mjs'), 'run', '--dir', 'src', '--reporter=json'],
    { cwd: target },
  ).catch((failed: { stdout: string }) => failed)
  const { testResults } = JSON.parse(stdout) as {
    testResults: { assertionResults: { title: string; status: string }[] }[]
  }
  const results = testResults.flatMap(({ assertionResults }) => assertionResults)
  const failed = results.filter(({ status }) => status !== 'passed').map(({ title }) => title)
  expect(results).toHaveLength(6)
  expect(failed).toEqual(['a correct answer scores 1, in either order'])
  expect(readme).toContain(`"${failed[0]}" fails`)
})

const exercised = `
test('exercise', async () => {
  const { small = 0, large = 0 } = task?.truth ?? {}
  expect(await score([small, large])).toBe(1)
  expect(await score([large, small])).toBeCloseTo(0.9)
  expect(await score([2, 3])).toBe(0)
})
`

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
