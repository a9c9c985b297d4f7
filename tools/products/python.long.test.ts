import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import type { Metagraph } from '@subnetkit/chain'
import { synapse } from '@subnetkit/core'
import { createMinerClient, metagraphAdmission, serveMiner, signRequest } from '@subnetkit/transport'
import { createCorpus, createPythonMiner, createReference } from '@subnetkit/transport/products'
import { createKeypair } from '@subnetkit/wallet'
import { scoreAnswer } from 'subnetkit'
import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { toPythonPattern } from '../../packages/transport/src/products/python/pattern.js'
import { run } from '../interop/process.js'
import type { PythonEnvironment } from '../interop/python.js'
import { validator } from './call-miner.js'
import { minerCalls } from './miner-calls.js'
import { findPython, type PythonMiner, startPythonMiner } from './python-miner.js'
import { referenceHandlers, referenceSubnet } from './reference-subnet.js'

const scratch = fileURLToPath(new URL('../../.subnetkit', import.meta.url))
const handlers = fileURLToPath(new URL('reference_handlers.py', import.meta.url))
const miner = createKeypair('//Bob')
const hotkey = miner.address
// A text is a reason to skip, and not to fail: the packages come from the network.
const python = await findPython()

const metagraph = {
  neurons: [{ hotkey: validator.address, validatorPermit: true, stake: 0n }],
} as unknown as Metagraph
const ours = await serveMiner(referenceSubnet, referenceHandlers, {
  hotkey,
  admission: metagraphAdmission({ netuid: 1, metagraph: () => metagraph }),
  rateLimit: null,
  sessions: null,
})
afterAll(() => ours.close())

/** The status and code of a call that must be the same of every miner. */
const outcome = ({ status, code }: { readonly status: number; readonly code?: string | undefined }) => [
  status,
  ...(code === undefined ? [] : [code]),
]

test.skipIf(typeof python === 'string')(
  'defect: a schema with hostile texts gives Python that compiles',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hostile-'))
    const texts = ['"""\nimport os\n"""', '\\', '\\"""', '"', '\u2028\r\n# </handlers>\n', '\ud800\0', "'''"]
    const files = texts.map((_, at) => join(folder, `miner${at}.py`))
    for (const [at, text] of texts.entries()) {
      const schema = z.object({
        [text]: z
          .string()
          .refine(() => true)
          .meta({ title: text, description: text }),
        inner: z.strictObject({ [`${text}2`]: z.string().default(text) }),
        choice: z.union([z.enum([text, 'other']), z.array(z.object({ [text]: z.literal(text) }))]),
      })
      const protocol = { grow: synapse({ input: schema, output: schema }) }
      await writeFile(files[at]!, createPythonMiner({ name: 'forest', version: 7, protocol }))
    }
    const program = (python as PythonEnvironment).program('python')
    const { code, output } = await run(program, ['-m', 'py_compile', ...files], { deadlineMs: 60_000 })
    await rm(folder, { recursive: true, force: true })
    expect([code, output]).toEqual([0, ''])
  },
)

test('the TypeScript example of the reference page is answered', async () => {
  const page = await createReference(referenceSubnet)
  const [, example = ''] = /```ts\n(.*?)```/s.exec(page) ?? []
  const subnet = new URL('reference-subnet.ts', import.meta.url).href
  const program = example
    .replace("import subnet from './subnet.js'", `import { referenceSubnet as subnet } from '${subnet}'`)
    .replace('203.0.113.5', '127.0.0.1')
    .replace('8091', String(ours.port))
    .replace('{ keypair:', '{ allowPrivateAddresses: true, keypair:')
  // Within the repository, where the packages are.
  await mkdir(scratch, { recursive: true })
  const folder = await mkdtemp(join(scratch, 'example-'))
  await writeFile(join(folder, 'example.ts'), program)
  const flags = ['--conditions=@subnetkit/source', '--import', 'tsx', join(folder, 'example.ts')]
  const env = { SECRET: '//Alice', MINER: hotkey }
  const { code, output } = await run(process.execPath, flags, { env, deadlineMs: 60_000 })
  await rm(folder, { recursive: true, force: true })
  expect([code, JSON.parse(output)]).toEqual([0, expect.objectContaining({ kind: 'ok' })])
})

test.each(minerCalls)('the TypeScript miner: $name', async ({ run, expected }) => {
  expect(outcome(await run({ port: ours.port, hotkey })).slice(0, expected.length)).toEqual(expected)
})

const skipped = typeof python === 'string' ? ` (skipped: ${python})` : ''
describe.skipIf(skipped !== '')(`the generated Python miner${skipped}`, () => {
  if (typeof python === 'string') return
  let theirs: PythonMiner
  beforeAll(async () => {
    const callers = [validator.address]
    theirs = await startPythonMiner({
      python,
      source: referenceSubnet,
      hotkey,
      handlers,
      callers,
      args: ['--rate', '100000'],
    })
  })
  afterAll(() => theirs?.stop())

  test.each(minerCalls)('answers as the TypeScript miner does: $name', async ({ run, expected }) => {
    const [seen, wanted] = await Promise.all([theirs, ours].map(({ port }) => run({ port, hotkey })))
    expect(outcome(seen ?? { status: 0 }).slice(0, expected.length)).toEqual(expected)
    expect(seen).toEqual(wanted)
  })

  test('accepts and refuses the corpus as its labels say, with the same answers', async () => {
    const corpus = await createCorpus(referenceSubnet, { seed: 'python' })
    const wrong: unknown[] = []
    for (const { synapse, body, contentType, expected, ...entry } of corpus) {
      const [seen, wanted] = await Promise.all(
        [theirs, ours].map(({ port }) => post(port, synapse, body, contentType)),
      )
      const isRight =
        expected.code === 'OK'
          ? seen?.code === undefined || seen.code === 'HANDLER_TOO_SLOW' || seen.code === 'HANDLER_FAILED'
          : seen?.code === expected.code
      if (!isRight || !isDeepStrictEqual(seen, wanted))
        wrong.push({ synapse, body, expected, ...entry, seen, wanted })
    }
    expect(corpus.length).toBeGreaterThan(500)
    const framed = corpus.filter(({ contentType }) => contentType !== undefined)
    expect(new Set(framed.map(({ expected }) => expected.code)).size).toBe(2)
    expect(wrong).toEqual([])
  })

  test('scores as the TypeScript miner does', async () => {
    await using client = createMinerClient(referenceSubnet, {
      keypair: validator,
      allowPrivateAddresses: true,
    })
    const tasks = Array.from({ length: 150 }, (_, number) => {
      const round = { netuid: 1, mechanism: 0, number, secret: new Uint8Array(32).fill(7) }
      return referenceSubnet.tasks.tasksFor(round, hotkey)
    }).flat()
    const scores = await Promise.all(
      [theirs, ours].map(async ({ port }) => {
        const values: number[] = []
        for (const task of tasks) {
          const endpoint = { host: '127.0.0.1', port, hotkey }
          const answer = await client.query(endpoint, task.synapse, task.input as never)
          if (answer.kind !== 'ok') throw new Error(`${task.id}: ${answer.kind}`)
          // One latency for both: time is not what is compared.
          const { value } = await scoreAnswer(referenceSubnet, {
            task,
            output: answer.output as never,
            latencyMs: 100,
          })
          values.push(value)
        }
        return values
      }),
    )
    expect(scores[0]).toEqual(scores[1])
    expect(new Set(scores[0])).toEqual(new Set([0, 0.25, 1]))
  })

  test('counts the requests of a caller, and reads its list of callers again', async () => {
    await using slow = await startPythonMiner({
      ...{
        python,
        source: referenceSubnet,
        hotkey,
        handlers,
        callers: [validator.address],
        args: ['--rate', '2'],
      },
    })
    const seen = []
    for (let at = 0; at < 3; at++) seen.push(await post(slow.port, 'sort', '{"numbers":[]}'))
    expect(seen.map(({ status }) => status)).toEqual([200, 200, 429])
    expect(seen[2]?.retryAfter).toMatch(/^[1-9]\d?$/)
    await slow.setCallers([hotkey])
    // It looks once a second.
    await expect
      .poll(async () => (await post(slow.port, 'sort', '{"numbers":[]}')).code, { timeout: 10_000 })
      .toBe('CALLER_UNKNOWN')
  })

  test('does not start with a handler left to write, or without a rule for callers', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'subnetkit-python-'))
    const file = join(folder, 'miner.py')
    await writeFile(file, createPythonMiner(referenceSubnet))
    const start = (...args: string[]) =>
      run(python.program('python'), ['-W', 'error', file, ...args], { deadlineMs: 20_000 })
    const known = ['--hotkey', hotkey, '--netuid', '1', '--port', '0']
    const unwritten = await start(...known, '--any-caller')
    expect([unwritten.code, unwritten.output]).toEqual([
      1,
      expect.stringMatching(/no handler .* sort, sort\.v3, translate/),
    ])
    for (const args of [
      known,
      [...known, '--any-caller', '--callers', file],
      ['--hotkey', 'x', ...known.slice(2), '--any-caller'],
    ])
      expect((await start(...args)).code).toBe(2)
    const lost = await start(...known, '--callers', join(folder, 'none.txt'), '--handlers', handlers)
    expect(lost.code).toBe(1)
    expect((await start('--help')).output).toContain('--callers FILE')
    await rm(folder, { recursive: true, force: true })
  })

  test('patterns match the same texts in both languages', async () => {
    const patterns = [
      /^[a-f]{2,4}(?:-\d+)?$/i,
      /^.{3}$/,
      /\bword\b/,
      /^\s+$/,
      /\S\s/,
      /[\s,]x/,
      /[^\d\w]/,
      /a{,3}/,
      /^(?<n>a|b)+$/,
      /x(?=y)/,
      /x(?!y)/,
      /[[&&|~~\]]/,
      /^a.b$/s,
      /^b$/m,
      /[\w.-]+@[\w-]+\.[a-z]{2,}/,
      /\u00e4|\xe4/,
      /a*?b+?/,
      /\./,
      new RegExp(`a${'[^]'}b`),
      /[\b]/,
      /\//,
    ]
    const texts = [
      '',
      'a',
      'ab',
      'AB-12',
      'abc',
      'a\nb',
      'a\r\nb\n',
      'b\n',
      'word',
      'a word.',
      'awordb',
      ' \u00a0\ufeff',
      '\u2028',
      'x y',
      ',x',
      'é',
      '٣',
      'a{,3}',
      'abab',
      'xy',
      'xz',
      '[',
      '&',
      '~',
      '🦄',
      'a🦄b',
      '🦄a',
      'ä',
      'me@example.com',
      '\b',
      'a/b',
      'ſ',
      'K',
      '\ud800',
      'a\u2028b',
    ]
    const sources = patterns.map(({ source, flags }) => [toPythonPattern(source, flags), flags.includes('i')])
    const input = JSON.stringify({ sources, texts })
    const file = join(await mkdtemp(join(tmpdir(), 'subnetkit-python-')), 'miner.py')
    await writeFile(file, createPythonMiner(referenceSubnet))
    const program = `
import json, re, sys, importlib.util
spec = importlib.util.spec_from_file_location("miner", sys.argv[1])
miner = importlib.util.module_from_spec(spec)
spec.loader.exec_module(miner)
given = json.load(sys.stdin)
compiled = [re.compile(source, re.ASCII | (re.IGNORECASE if ignores else 0)) for source, ignores in given["sources"]]
print(json.dumps([[pattern.search(miner.utf16(text)) is not None for text in given["texts"]] for pattern in compiled]))`
    const { output } = await run(python.program('python'), ['-W', 'error', '-c', program, file], {
      input,
      deadlineMs: 20_000,
    })
    expect(JSON.parse(output)).toEqual(patterns.map((pattern) => texts.map((text) => pattern.test(text))))
    await rm(dirname(file), { recursive: true, force: true })
  })

  test('the Python example of the reference page is answered', async () => {
    const page = await createReference(referenceSubnet)
    const [, program = ''] = /```python\n(.*?)```/s.exec(page) ?? []
    // The mini secret of //Alice.
    const SEED = 'e5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a'
    const env = { URL: `http://127.0.0.1:${ours.port}`, MINER: hotkey, SEED }
    const { code, output } = await run(python.program('python'), ['-W', 'error', '-c', program], {
      env,
      deadlineMs: 20_000,
    })
    expect([code, JSON.parse(output)]).toEqual([0, { numbers: expect.any(Array) }])
  })

  test('lets a request finish on SIGTERM, and ends with 0', async () => {
    const ending = await startPythonMiner({
      ...{ python, source: referenceSubnet, hotkey, handlers, callers: [validator.address] },
    })
    const answer = post(ending.port, 'trouble', '"slow"')
    await expect.poll(() => ending.log()).toContain('slow began')
    const [{ code }, exitCode] = await Promise.all([answer, ending.stop()])
    expect([code, exitCode]).toEqual(['HANDLER_TOO_SLOW', 0])
  })
})

async function post(port: number, synapse: string, text: string, contentType = 'application/json') {
  const target = `/${synapse}`
  const body = Buffer.from(text, contentType === 'application/json' ? 'utf8' : 'base64')
  const signed = { keypair: validator, method: 'POST', target, body, receiver: hotkey }
  const answer = await request(`http://127.0.0.1:${port}${target}`, {
    method: 'POST',
    headers: { ...signRequest(signed), 'content-type': contentType },
    body,
  })
  const { statusCode: status, headers } = answer
  const bytes = Buffer.from(await answer.body.arrayBuffer())
  const isFramed = headers['content-type'] === 'application/x-subnetkit-parts'
  const [last = ''] = bytes.toString().trimEnd().split('\n').slice(-1)
  const { error, ...result } = isFramed
    ? { error: undefined, message: bytes.toString('base64') }
    : JSON.parse(last)
  return { status, code: error?.data.subnetkit.code, result, retryAfter: headers['retry-after'] }
}
