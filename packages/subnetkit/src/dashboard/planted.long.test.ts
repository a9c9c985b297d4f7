import type { DashboardRouter } from '@subnetkit/dashboard'
import { expect, test, vi } from 'vitest'
import { startDevnet } from '../devnet/start-devnet.js'
import { criterion, defineExhibits, defineSubnet, rubric, synapse, taskSource, z } from '../index.js'
import { runMiner } from '../miner/run-miner.js'
import { runValidator } from '../validator/run-validator.js'

const phrase = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
const planted = {
  token: 'Planted-Token-4711-of-a-page',
  apiKey: 'planted0api0key0815',
  password: 'Planted-Password-23',
  gatewayKey: 'sn_live_4f9Kd02jsPq77plant',
} as const
/** Parts of each that must not be left over. */
const secrets = [
  'Planted-Token',
  'planted0api0key',
  'Planted-Password',
  '4f9Kd02jsPq77',
  'wave sausage worth',
]

const leak = `${phrase} ${planted.gatewayKey} postgres://subnet:${planted.password}@db.example/subnet`

/** Long enough for a busy machine: the test begins a round by itself. */
const roundBlocks = 60

const protocol = {
  say: synapse({
    input: z.object({ n: z.int() }),
    output: z.object({ text: z.string().max(2_000) }),
    deadline: '4s',
  }),
}
const tasks = taskSource({
  protocol,
  families: [
    { name: 'talk', synapse: 'say', draw: (random) => ({ input: { n: random.int(1, 9) }, truth: leak }) },
  ],
  tasksPerMiner: 1,
})
const talker = defineSubnet({
  name: 'talker',
  version: 1,
  protocol,
  tasks,
  rubric: rubric(tasks, {
    criteria: [
      criterion('said', 1, ({ output }) => {
        if (output.text === 'fail') throw new Error(`no answer from ${leak} and ${planted.token}`)
        return 1
      }),
    ],
  }),
  exhibits: defineExhibits(protocol, {
    say: ({ output, truth }) => [
      { kind: 'text', title: `Answer ${leak}`, text: String(output?.text) },
      { kind: 'text', title: 'Right', text: `token: ${planted.token} ${String(truth)}` },
      { kind: 'checks', title: 'C', rows: [{ name: leak, facts: { secret: leak }, passed: false }] },
    ],
  }),
  hyperparameters: { commitReveal: false, tempo: 720 },
})

/** One read of each procedure: the types name those that are missing. */
const reads = (round: number, hotkey: string, taskId: string) =>
  ({
    about: { '': undefined },
    overview: { '': {} },
    rounds: { '.list': { limit: 10 }, '.one': { round } },
    receipts: { '.list': { round, hotkey }, '.one': { round, hotkey, taskId } },
    miners: { '.list': {}, '.one': { hotkey }, '.former': {} },
    validators: { '': {} },
    weights: { '': {} },
    chain: { '': {} },
    queue: { '': {} },
    devnet: { '': undefined },
    doctor: { '': undefined },
    checkup: { '': undefined },
    trustFall: { '': {} },
    reports: { '.list': undefined },
    gateway: { '': undefined },
  }) satisfies Readonly<Record<keyof DashboardRouter['_def']['record'], object>>

test('planted secrets of configuration, answers and errors are in no response, event, line of the log, or metric', async () => {
  const lines: string[] = []
  const written = vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0)
  const quiet = { signals: false, log: false } as const
  await using devnet = await startDevnet({ ...quiet, subnet: talker, miners: 4, validators: 1, port: 0 })
  const place = { ...quiet, network: devnet.network, netuid: devnet.netuid, port: 0 }
  const handlers = [
    { say: () => ({ text: `It is so: ${leak}` }) },
    {
      say: () => {
        throw new Error(`lost ${leak}`)
      },
    },
    { say: () => ({ text: leak.repeat(50) }) },
    { say: () => ({ text: 'fail' }) },
  ]
  const miners = await Promise.all(
    handlers.map((own, at) => runMiner(talker, own as never, { ...place, hotkey: devnet.miners[at] })),
  )
  await using _closed = {
    [Symbol.asyncDispose]: async () => void (await Promise.all(miners.map((miner) => miner.close()))),
  }
  await using validator = await runValidator(talker, {
    ...{ netuid: devnet.netuid, hotkey: devnet.validators[0], directory: null, roundBlocks },
    network: `${devnet.network}/?apikey=${planted.apiKey}`,
    ...{ signals: false, log: { level: 'debug', format: 'json' }, metrics: { port: 0 } },
    dashboard: { port: 0, token: planted.token },
  })
  const { chain } = devnet
  chain.mine(roundBlocks - (chain.head.number % roundBlocks))
  await vi.waitFor(
    async () => expect((await validator.store.rounds()).some(({ state }) => state === 'folded')).toBe(true),
    { timeout: 60_000, interval: 100 },
  )
  const base = validator.dashboard!.url
  const pasted = await fetch(`${base}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: planted.token }),
  })
  const cookie = String(pasted.headers.get('set-cookie')).split(';')[0]!
  const ask = (path: string) => fetch(`${base}${path}`, { headers: { cookie } })
  const read: [place: string, text: string][] = []

  const round = (await validator.store.rounds()).find(({ state }) => state === 'folded')!.number
  const receipts = await validator.store.receipts(round)
  expect(receipts).toHaveLength(4)
  for (const [at, { hotkey, taskId }] of receipts.entries()) {
    for (const [name, below] of Object.entries(reads(round, hotkey, taskId))) {
      for (const [rest, input] of Object.entries(below)) {
        // What is not about one miner is read once.
        if (at > 0 && !JSON.stringify(input ?? null).includes(hotkey)) continue
        const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`
        const answer = await ask(`/api/${name}${rest}${query}`)
        // No gateway runs here.
        expect([name, rest, answer.status]).toEqual([name, rest, name === 'gateway' ? 404 : 200])
        read.push([`${name}${rest} of ${hotkey}`, await answer.text()])
      }
    }
  }
  const refused = await ask(`/api/rounds.one?input=${encodeURIComponent(JSON.stringify(leak))}`)
  read.push(['a refusal', await refused.text()])
  const events = await ask('/events')
  const stream = events.body!.getReader()
  read.push(['the events', new TextDecoder().decode((await stream.read()).value)])
  await stream.cancel()
  const { host, port } = validator.health!
  for (const path of ['/metrics', '/healthz', '/readyz'])
    read.push([path, await (await fetch(`http://${host}:${port}${path}`)).text()])

  written.mockRestore()
  read.push(['the log', lines.join('\n')])
  for (const [where, text] of read)
    expect([where, secrets.filter((secret) => text.toLowerCase().includes(secret.toLowerCase()))]).toEqual([
      where,
      [],
    ])
  // They were there to be found, and hashes are still readable.
  expect(JSON.stringify(receipts)).toContain(planted.password)
  const shown = read.map(([, text]) => text).join('\n')
  expect(shown).toContain('It is so: ')
  expect(shown).toContain(receipts.find(({ answerHash }) => answerHash !== null)!.answerHash)
})
