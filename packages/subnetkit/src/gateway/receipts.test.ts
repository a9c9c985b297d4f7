import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { issueKey, type ReceiptFile } from '@subnetkit/gateway'
import { createHotkey } from '@subnetkit/wallet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInProcess } from '../cli/testing/cli.js'
import { type RunningDevnet, startDevnet } from '../devnet/start-devnet.js'
import { chatView, defineSubnet, streamSynapse, synapse, z } from '../index.js'
import { runMiner } from '../miner/run-miner.js'
import { adder } from '../testing/adder.js'
import { type RunningGateway, runGateway } from './run-gateway.js'

const protocol = {
  ...adder.protocol,
  tell: streamSynapse({
    input: z.object({ text: z.string() }),
    chunk: z.object({ role: z.string(), text: z.string(), finish: z.enum(['stop', 'length']).optional() }),
  }),
  say: synapse({ input: z.object({ text: z.string() }), output: z.object({ text: z.string() }) }),
}
const talker = defineSubnet({
  ...{ name: 'talker', version: 1, protocol, tasks: adder.tasks, rubric: adder.rubric },
  hyperparameters: adder.hyperparameters,
  views: {
    chat: chatView(protocol, {
      synapse: 'say',
      toInput: ({ messages }) => ({ text: messages.at(-1)!.content }),
      toAnswer: ({ text }) => ({ content: text, finishReason: 'stop' }),
      stream: {
        ...{ synapse: 'tell', toInput: ({ messages }) => ({ text: messages.at(-1)!.content }) },
        // A view that rewrites: what it shows stands in no bytes of a miner.
        toPart: ({ text, finish }, { seed }) => ({
          text: seed === 1 ? text.toUpperCase() : text,
          finishReason: finish,
        }),
      },
    }),
  },
})
const quiet = { signals: false, log: false } as const
const ask = { model: 'talker', messages: [{ role: 'user', content: 'Hello' }] }

let devnet: RunningDevnet
let gateway: RunningGateway
let folder: string
let key: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'answers-'))
  devnet = await startDevnet({ ...quiet, subnet: talker, port: 0 })
  const { network, netuid } = devnet
  const miner = await runMiner(
    talker,
    {
      add: ({ input: { a, b } }) => ({ sum: a + b }),
      say: ({ input: { text } }) => ({ text: `${text}, too` }),
      async *tell({ input: { text } }) {
        for (const word of text.split(/(?=\s)/)) yield { role: 'miner', text: word }
        yield { role: 'miner', text: ', too 🗼', finish: 'stop' as const }
      },
    },
    { ...quiet, network, netuid, port: 0, hotkey: devnet.miners[0] },
  )
  devnet.closed.finally(() => miner.close())
  await writeFile(join(folder, 'model.gguf'), 'weights')
  const wallet = { path: join(folder, 'wallets'), name: 'bob', hotkey: 'miner' }
  await createHotkey({ ...wallet, source: { uri: devnet.miners[0]! } })
  const committed = await cli(
    ...['model', 'commit', join(folder, 'model.gguf'), '--name', 'Small model', '--licence', 'mit'],
    ...['--netuid', String(netuid), '--yes', '--json'],
    ...['-w', wallet.name, '-H', wallet.hotkey, '--wallet-path', wallet.path],
  )
  expect(JSON.parse(committed.stdout)).toMatchObject({ changed: true })
  const hotkey = devnet.validators[0]
  gateway = await runGateway(talker, { ...quiet, network, netuid, hotkey, port: 0, directory: null })
  key = (await issueKey(gateway, { name: 'test' })).key
})
afterAll(async () => {
  await gateway?.close()
  await devnet?.close()
  await rm(folder, { recursive: true, force: true })
})

/** Runs the command line as the miner of the devnet. */
async function cli(...words: string[]) {
  return runInProcess([...words, '--chain', devnet.network])
}

async function answered(headers: Readonly<Record<string, string>> = {}, more: object = {}) {
  const authorization = `Bearer ${key}`
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization, ...headers },
    body: JSON.stringify({ ...ask, ...more }),
  })
  const answer = await response.text()
  const id = response.headers.get('x-subnet-receipt')
  const receipt = await (
    await fetch(`${gateway.url}/v1/receipts/${id}`, { headers: { authorization } })
  ).text()
  await writeFile(join(folder, 'answer.json'), answer)
  await writeFile(join(folder, 'receipt.json'), receipt)
  return JSON.parse(receipt) as ReceiptFile
}
const verify = (...more: string[]) =>
  cli(
    'verify-answer',
    join(folder, 'receipt.json'),
    '--answer',
    join(folder, 'answer.json'),
    '--json',
    ...more,
  )

it('proves who answered, with which model, and that nobody changed it', async () => {
  const file = await answered({ 'x-subnet-keep-answer': 'true' })
  const model = createHash('sha256').update('weights').digest('hex')
  expect(file.receipt.miners).toMatchObject([
    { outcome: 'good', card: { name: 'Small model', sha256: model } },
  ])
  const { stdout, code } = await verify()
  expect(JSON.parse(stdout)).toMatchObject({ verified: true })
  expect(code).toBe(0)
})

it('names what was changed', async () => {
  const file = await answered()
  const [miner] = file.receipt.miners
  const changed = { ...file, receipt: { ...file.receipt, miners: [{ ...miner!, registeredAt: 7 }] } }
  await writeFile(join(folder, 'receipt.json'), JSON.stringify(changed))
  const { stdout, code } = await verify()
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'ANSWER_UNPROVEN' } })
})

describe('an answer that was streamed as its miner wrote it', () => {
  const kept = { 'x-subnet-keep-answer': 'true' }
  const streamed = { messages: [{ role: 'user', content: 'Hello to all of you' }], stream: true }

  it('defect: was proven to be the beginning of a text, though it was the whole', async () => {
    const { receipt } = await answered(kept, streamed)
    expect(receipt).toMatchObject({ synapse: 'tell', miners: [{ outcome: 'good' }] })
    const { stdout, code } = await verify()
    const detail = 'stands in the bytes that a miner signed'
    expect(JSON.parse(stdout)).toMatchObject({
      verified: true,
      checks: expect.arrayContaining([{ subject: 'answer 0', proven: true, detail }]),
    })
    expect(code).toBe(0)
  })

  it('defect: was proven by no view where one rewrites it', async () => {
    const asked = { ...ask, ...streamed, seed: 1 }
    await answered(kept, asked)
    const { verifyAnswer, verifyAnswerViews } = await import('@subnetkit/gateway')
    const [file, answer] = await Promise.all(
      ['receipt.json', 'answer.json'].map((name) => readFile(join(folder, name), 'utf8')),
    )
    expect(answer).toContain('HELLO')
    const parsed = JSON.parse(file!) as ReceiptFile
    const verified = verifyAnswer(parsed, { answer, request: asked })
    expect(verified.checks.filter(({ proven }) => !proven)).toMatchObject([{ subject: 'answer 0' }])
    const { checks } = await verifyAnswerViews(verified, parsed, { subnet: talker, request: asked })
    expect(checks.filter(({ proven }) => !proven)).toEqual([])
    const other = {
      ...talker.views!.chat!,
      stream: { ...talker.views!.chat!.stream!, toPart: () => ({ text: 'NO' }) },
    }
    const unlike = { protocol, views: { chat: other } }
    const { checks: found } = await verifyAnswerViews(verified, parsed, { subnet: unlike, request: asked })
    expect(found.some(({ proven, subject }) => !proven && subject === 'answer 0')).toBe(true)
  })
})
