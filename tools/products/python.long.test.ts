import { fileURLToPath } from 'node:url'
import type { Metagraph } from '@subnetkit/chain'
import { createMinerClient, metagraphAdmission, serveMiner, signRequest } from '@subnetkit/transport'
import { createCorpus } from '@subnetkit/transport/products'
import { createKeypair } from '@subnetkit/wallet'
import { scoreAnswer } from 'subnetkit'
import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { minerCalls, validator } from './miner-calls.js'
import { findPython, type PythonMiner, startPythonMiner } from './python-miner.js'
import { referenceHandlers, referenceSubnet } from './reference-subnet.js'

const handlers = fileURLToPath(new URL('reference_handlers.py', import.meta.url))
const miner = createKeypair('//Bob')
const hotkey = miner.address
const python = await findPython()
// A reason to skip, and not to fail: the packages come from the network.
if (typeof python === 'string') process.stderr.write(`skipped, the Python miner: ${python}\n`)

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

test.each(minerCalls)('the TypeScript miner: $name', async ({ run, expected }) => {
  expect(outcome(await run({ port: ours.port, hotkey })).slice(0, expected.length)).toEqual(expected)
})

describe.skipIf(typeof python === 'string')('the generated Python miner', () => {
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
    for (const { synapse, body, expected, ...entry } of corpus) {
      const [seen, wanted] = await Promise.all([theirs, ours].map(({ port }) => post(port, synapse, body)))
      const isRight =
        expected.code === 'OK'
          ? seen?.code === undefined || seen.code === 'HANDLER_TOO_SLOW' || seen.code === 'HANDLER_FAILED'
          : seen?.code === expected.code
      if (!isRight || JSON.stringify(seen) !== JSON.stringify(wanted))
        wrong.push({ synapse, body, expected, ...entry, seen, wanted })
    }
    expect(corpus.length).toBeGreaterThan(500)
    expect(wrong).toEqual([])
  })

  test('scores as the TypeScript miner does', async () => {
    await using client = createMinerClient(referenceSubnet, {
      keypair: validator,
      allowPrivateAddresses: true,
    })
    const tasks = Array.from({ length: 10 }, (_, number) => {
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
  })

  test('lets a request finish on SIGTERM, and ends with 0', async () => {
    const ending = await startPythonMiner({
      ...{ python, source: referenceSubnet, hotkey, handlers, callers: [validator.address] },
    })
    const answer = post(ending.port, 'trouble', '"slow"')
    await expect.poll(() => ending.log()).toContain('listening')
    const [{ code }, exitCode] = await Promise.all([answer, ending.stop()])
    expect([code, exitCode]).toEqual(['HANDLER_TOO_SLOW', 0])
  })
})

async function post(port: number, synapse: string, body: string) {
  const target = `/${synapse}`
  const signed = { keypair: validator, method: 'POST', target, body: Buffer.from(body), receiver: hotkey }
  const answer = await request(`http://127.0.0.1:${port}${target}`, {
    method: 'POST',
    headers: signRequest(signed),
    body,
  })
  const text = await answer.body.text()
  const [last = ''] = text.trimEnd().split('\n').slice(-1)
  const { error, ...result } = JSON.parse(last)
  return {
    status: answer.statusCode,
    code: error?.data.subnetkit.code,
    result,
    retryAfter: answer.headers['retry-after'],
  }
}
