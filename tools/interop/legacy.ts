import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import {
  createLegacyDendrite,
  type LegacySynapse,
  legacyRoute,
  legacySynapse,
  serveLegacyAxon,
} from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { z } from 'zod'
import type { PythonEnvironment } from './python.js'
import type { Report } from './report.js'
import { runScript } from './script.js'

const SCRIPT = fileURLToPath(new URL('legacy.py', import.meta.url))
const DEADLINE_MS = 120_000
const ENV = { BT_NO_PARSE_CLI_ARGS: '1' }

const validator = createKeypair('//Alice')
const miner = createKeypair('//Bob')

const echo = legacySynapse({
  name: 'Echo',
  fields: z.object({
    prompt: z.string(),
    temperature: z.number().default(1),
    stops: z.array(z.string()).default([]),
    big: z.bigint().default(0n),
    answer: z.string().nullable().default(null),
  }),
  hashFields: ['prompt', 'temperature', 'stops', 'big'],
})
const empty = (name: string) => legacySynapse({ name, fields: z.object({}) })
const caps = legacySynapse({
  name: 'Caps',
  fields: z.object({ Prompt: z.string(), answer: z.string().nullable().default(null) }),
})
const stream = legacySynapse({
  name: 'Stream',
  fields: z.object({ prompt: z.string(), text: z.string().default('') }),
})

/** The protocol of the SDK 10: its dendrite queries our axon, and our dendrite queries its axon. */
export async function testLegacy(python: PythonEnvironment, report: Report): Promise<void> {
  await testOurAxon(python, report)
  await testOurDendrite(python, report)
}

async function testOurAxon(python: PythonEnvironment, report: Report): Promise<void> {
  const routes = [
    legacyRoute(echo, { forward: ({ input }) => ({ answer: `re:${input.prompt}` }) }),
    legacyRoute(caps, { forward: ({ input }) => ({ answer: `re:${input.Prompt}` }) }),
    legacyRoute(empty('Deny'), { forward: () => ({}), blacklist: () => 'nope' }),
    legacyRoute(empty('Boom'), {
      forward: () => {
        throw new Error('boom')
      },
    }),
    legacyRoute(stream, {
      async *stream() {
        yield 'one '
        yield 'two '
        yield 'three'
      },
    }),
  ]
  await using axon = await serveLegacyAxon({ keypair: miner, routes, admission: null })
  const command = [python.program('python'), SCRIPT, 'dendrite', String(axon.port)] as const
  await runScript('SDK 10', [...command], { env: ENV, deadlineMs: DEADLINE_MS }, report)
}

async function testOurDendrite(python: PythonEnvironment, report: Report): Promise<void> {
  const child = spawn(python.program('python'), [SCRIPT, 'axon'], {
    env: { ...process.env, ...ENV },
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
  })
  const ended = once(child, 'exit')
  try {
    const port = await portOf(child.stdout)
    if (port === null) return report.note('SDK 10: an axon', 'it did not start')
    await queryAxon(port, report)
  } finally {
    child.stdin.end()
    await ended
  }
}

/** First output of the script, or null if it ends before. */
async function portOf(output: NodeJS.ReadableStream): Promise<number | null> {
  for await (const line of createInterface({ input: output })) {
    if (line.startsWith('{"port"')) return z.object({ port: z.number() }).parse(JSON.parse(line)).port
  }
  return null
}

async function queryAxon(port: number, report: Report): Promise<void> {
  await using dendrite = createLegacyDendrite({ keypair: validator })
  const endpoint = { host: '127.0.0.1', port, hotkey: miner.address }
  const step = (name: string, work: () => Promise<void>) => report.step(`SDK 10: an axon: ${name}`, work)
  const refused = (
    name: string,
    synapse: LegacySynapse<z.ZodObject<Record<never, never>>>,
    status: number,
    message: RegExp,
  ) =>
    step(name, async () => {
      const { statusCode, statusMessage, isSuccess } = await dendrite.query(endpoint, synapse, {})
      equal([statusCode, isSuccess], [status, false])
      if (!message.test(statusMessage ?? '')) throw new Error(`its message is ${statusMessage}`)
    })

  await step('answers, hashed as Python hashes them', async () => {
    const inputs = [
      { prompt: 'hi' },
      { prompt: 'it\'s "so" é🚀\n\t\u200b', temperature: 1e-7, stops: ["a'b", '\0', '\\'] },
      { prompt: '', temperature: 1e22, big: 2n ** 70n },
    ]
    for (const input of inputs) {
      const response = await dendrite.query(endpoint, echo, input)
      equal([response.statusCode, response.statusMessage], [200, 'Success'])
      equal([response.synapse.answer, response.synapse.big ?? 0n], [`re:${input.prompt}`, input.big ?? 0n])
    }
  })
  await step('ping', async () =>
    equal((await dendrite.query(endpoint, empty('Synapse'), {})).isSuccess, true),
  )
  await step('a stream', async () => {
    const answer = await dendrite.stream(endpoint, stream, { prompt: 'go' })
    let text = ''
    for await (const chunk of answer) text += chunk.toString('utf8')
    const { statusCode, statusMessage, isSuccess } = await answer.response
    equal([text, statusCode, statusMessage, isSuccess], ['one two three', 200, 'Success', true])
  })
  // The SDK's axon ends the body properly when its streamer raises: nothing on the wire shows it.
  await step('a stream that breaks looks whole', async () => {
    const answer = await dendrite.stream(endpoint, stream, { prompt: 'break' })
    let text = ''
    for await (const chunk of answer) text += chunk.toString('utf8')
    equal([text, (await answer.response).isSuccess], ['one ', true])
  })
  await refused('blacklisted', empty('Deny'), 403, /^Forbidden\. Key is blacklisted: nope\.$/)
  await refused('a forward that raised', empty('Boom'), 500, /^Internal Server Error #/)
  await refused('an unknown synapse', empty('Nowhere'), 404, /^Synapse name 'Nowhere' not found\./)
}

function equal(actual: unknown, expected: unknown): void {
  const text = (value: unknown) =>
    JSON.stringify(value, (_key, entry) => (typeof entry === 'bigint' ? `${entry}n` : entry))
  if (text(actual) !== text(expected)) throw new Error(`${text(actual)} instead of ${text(expected)}`)
}
