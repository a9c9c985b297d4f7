import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { placedReason } from '../../module/import-module.js'
import { runInProcess } from '../../testing/cli.js'

const text = fileURLToPath(new URL('../../../../../subnet-text/src/subnet.ts', import.meta.url))
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-protocol-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const fake = (name: string) =>
  `{ name: '${name}', version: 1, tasks: {}, rubric: {}, protocol: { ask: { input: {} } } }`

/** Code of the error that a command ends with, for a module of this text. */
async function codeFor(module: string, ...options: string[]): Promise<string> {
  const path = join(folder, `module-${Math.abs(hash(module))}.mjs`)
  await writeFile(path, module)
  const run = await runInProcess(['protocol', 'openapi', path, ...options, '--json'])
  return run.json<{ error: { code: string } }>().error.code
}

const hash = (content: string) => [...content].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) | 0, 7)

test('openapi, corpus and docs of a subnet come to stdout', async () => {
  const openapi = await runInProcess(['protocol', 'openapi', text])
  expect(JSON.parse(openapi.stdout)).toMatchObject({
    info: { title: 'subnet-text' },
    paths: { '/complete': {} },
  })
  const [one, same, other] = await Promise.all(
    [[], ['--variant', '1'], ['--variant', '2']].map((variant) =>
      runInProcess(['protocol', 'corpus', text, ...variant]),
    ),
  )
  expect(one?.stdout).toBe(same?.stdout)
  expect(one?.stdout).not.toBe(other?.stdout)
  const entries =
    one?.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)) ?? []
  expect(new Set(entries.map(({ expected }) => expected.code))).toEqual(new Set(['OK', 'BODY_MALFORMED']))
  expect(entries.some(({ change, body }) => change === 'valid' && /What|passage/.test(body))).toBe(true)
  const docs = await runInProcess(['protocol', 'docs', text])
  expect(docs.stdout).toMatch(/^# Protocol of the subnet subnet-text\n.*## complete\n/s)
  expect((await runInProcess(['protocol', 'docs', text, '--json'])).json()).toEqual({ markdown: docs.stdout })
})

test('a file is written as a whole, and replaced only with --force', async () => {
  const out = join(folder, 'openapi.json')
  const run = (...options: string[]) =>
    runInProcess(['protocol', 'openapi', text, '--out', out, '--json', ...options])
  expect((await run()).json()).toEqual({ file: out, bytes: (await readFile(out)).length })
  await writeFile(out, 'mine')
  expect((await run()).json()).toMatchObject({ error: { code: 'FILE_EXISTS' } })
  expect(await readFile(out, 'utf8')).toBe('mine')
  expect((await run('--force')).code).toBe(0)
  expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({ openapi: '3.1.0' })
  const lost = await runInProcess(['protocol', 'docs', text, '--out', join(folder, 'no/where.md'), '--json'])
  expect(lost.json()).toMatchObject({ error: { code: 'PATH_INVALID' } })
})

test('a module without one subnet is refused by name', async () => {
  expect(await codeFor('export const a = 1')).toBe('SUBNET_NOT_EXPORTED')
  expect(await codeFor('')).toBe('SUBNET_NOT_EXPORTED')
  const two = `export const a = ${fake('a')}\nexport const b = ${fake('b')}`
  expect(await codeFor(two)).toBe('SUBNET_AMBIGUOUS')
  expect(await codeFor(two, '--export', 'c')).toBe('SUBNET_NOT_EXPORTED')
  expect(await codeFor('throw new Error("no key")')).toBe('MODULE_UNLOADABLE')
  const run = await runInProcess(['protocol', 'docs', join(folder, 'missing.ts'), '--json'])
  expect(run.json()).toMatchObject({ error: { code: 'FILE_INVALID' } })
})

test('defect: a syntax error had no line, and a package without a subnet printed all its exports', async () => {
  const messageFor = async (source: string) => {
    const path = join(folder, 'broken.mjs')
    await writeFile(path, source)
    const run = await runInProcess(['protocol', 'docs', path, '--json'])
    return run.json<{ error: { message: string } }>().error.message
  }
  const many = Array.from({ length: 40 }, (_, index) => `export const e${index} = 1`).join('\n')
  expect(await messageFor(many)).toContain('and 32 more')
  // Node.js names no place where it imports; here the test runner would.
  const broken = join(folder, 'broken.mjs')
  await writeFile(broken, 'const a = 1\nexport const x = {\n')
  expect(placedReason(new SyntaxError('Unexpected end of input'), broken)).toMatch(
    /input, at .*broken\.mjs:3$/,
  )
})

test('defect: the fix for an unknown export said --export null', async () => {
  const fixFor = async (name: string, source: string, wanted: string) => {
    const path = join(folder, name)
    await writeFile(path, source)
    const run = await runInProcess(['protocol', 'docs', path, '--export', wanted, '--json'])
    return run.json() as { error: { code: string; fix: string } }
  }
  const source = `export const summary = ${fake('a')}\nexport const fooo = 1`
  for (const wanted of ['foo', 'summry', 'fooo']) {
    const { error } = await fixFor('summary.mjs', source, wanted)
    expect(error).toMatchObject({ code: 'SUBNET_NOT_EXPORTED', fix: expect.stringContaining('summary') })
  }
  const { error } = await fixFor('none.mjs', 'export const other = 1', 'foo')
  expect(error.fix).not.toContain('--export')
})

test('one subnet under two names is one subnet, and --export picks of several', async () => {
  const path = join(folder, 'named.mjs')
  const again = `export { default, default as text } from ${JSON.stringify(text)}`
  await writeFile(path, `${again}\nexport const other = ${fake('other')}`)
  const run = await runInProcess(['protocol', 'openapi', path, '--export', 'text', '--json'])
  expect(run.json()).toMatchObject({ info: { title: 'subnet-text' } })
  await writeFile(join(folder, 'twice.mjs'), again)
  expect((await runInProcess(['protocol', 'openapi', join(folder, 'twice.mjs')])).code).toBe(0)
})
