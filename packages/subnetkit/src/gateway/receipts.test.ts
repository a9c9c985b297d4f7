import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { issueKey, type ReceiptFile } from '@subnetkit/gateway'
import { createHotkey } from '@subnetkit/wallet'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runInProcess } from '../cli/testing/cli.js'
import { type RunningDevnet, startDevnet } from '../devnet/start-devnet.js'
import { chatView, defineSubnet, synapse, z } from '../index.js'
import { runMiner } from '../miner/run-miner.js'
import { adder } from '../testing/adder.js'
import { type RunningGateway, runGateway } from './run-gateway.js'

const protocol = {
  ...adder.protocol,
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

async function answered(headers: Readonly<Record<string, string>> = {}) {
  const authorization = `Bearer ${key}`
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization, ...headers },
    body: JSON.stringify(ask),
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
