import text from '@subnetkit/subnet-text'
import { handlers } from '@subnetkit/subnet-text/miner'
import { runMiner, runValidator, startDevnet, type ValidatorEvent } from 'subnetkit'
import { issueKey, runGateway } from 'subnetkit/gateway'
import { expect, test, vi } from 'vitest'

const quiet = { signals: false, log: false } as const
/** Rounds of 40 s: 32 tasks of up to 4 s, among the requests. */
const roundBlocks = 160

/** The text subnet as it is, on a devnet, with three miners and a gateway beside the validator whose customers feed scores. */
async function start() {
  const devnet = await startDevnet({ ...quiet, subnet: text, miners: 3, port: 0 })
  const { network, netuid, miners, validators } = devnet
  const at = { ...quiet, network, netuid }
  const answers = await handlers()
  const serving: AsyncDisposable[] = []
  for (const hotkey of miners) serving.push(await runMiner(text, answers, { ...at, hotkey, port: 0 }))
  const events: ValidatorEvent[] = []
  const hotkey = validators[0]!
  const validator = await runValidator(text, {
    ...{ ...at, hotkey, directory: null, roundBlocks, health: false, organic: {} },
    onEvent: (event) => void events.push(event),
  })
  const gateway = await runGateway(text, {
    ...{ ...at, hotkey, port: 0, directory: null, scores: validator.store },
    organic: { validator: validator.organic!, crossCheckShare: 0.5 },
  })
  return {
    ...{ gateway, validator, events },
    foldedRounds: () => events.flatMap((event) => (event.kind === 'round-folded' ? [event.round] : [])),
    async [Symbol.asyncDispose]() {
      for (const one of [gateway, validator, ...serving, devnet]) await one[Symbol.asyncDispose]()
    },
  }
}

test('requests to the text subnet are a part of scores in the round that counts them, and tasks look like them', async () => {
  await using world = await start()
  const { gateway, validator, events, foldedRounds } = world
  expect(gateway.model).toBe('subnet-text')
  const keys = await Promise.all(
    Array.from({ length: 8 }, (_, at) => issueKey(gateway, { name: `user ${at}`, organic: 'scores' })),
  )
  const outcomes = new Map<string, number>()
  async function ask(key: string, at: number, more: object): Promise<string> {
    const [a, b] = [10 + (at % 40), 11 + (at % 37)]
    const messages = [{ role: 'user', content: `What is ${a} plus ${b}?` }]
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'text', max_tokens: 64, messages, ...more }),
    })
    const body = await response.text()
    // A busy machine may be late with the model.
    const code = response.status === 200 ? 'ok' : body.slice(0, 120)
    outcomes.set(code, (outcomes.get(code) ?? 0) + 1)
    return body
  }
  let at = 0
  const counted = () =>
    Promise.all(foldedRounds().map(async (round) => (await validator.store.evidenceOf(round)).length))
  while (foldedRounds().length < 3 || (await counted()).every((count) => count === 0)) {
    const { key } = keys[at % keys.length]!
    await ask(key, at, [{}, { n: 3 }, { stream: true }, { temperature: 0.5, n: 2 }][at % 4]!)
    at++
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  const rounds = foldedRounds()
  expect(outcomes.get('ok')).toBeGreaterThan(0.8 * at)
  const evidence = (await Promise.all(rounds.map((round) => validator.store.evidenceOf(round)))).flat()
  expect(new Set(evidence.map(({ id }) => id)).size).toBe(evidence.length)
  expect(evidence.filter(({ verdict }) => verdict === 1).length).toBeGreaterThan(0)
  expect(JSON.stringify(evidence)).not.toContain('plus')
  process.stdout.write(
    `${at} requests ${JSON.stringify([...outcomes])}, ${evidence.length} verdicts of ${rounds.length} rounds, mean ${evidence.reduce((sum, { verdict }) => sum + verdict, 0) / evidence.length}\n`,
  )
  // Tasks took their settings from requests: none but these has a temperature.
  const receipts = (await Promise.all(rounds.map((round) => validator.store.receipts(round)))).flat()
  const temperatures = receipts.map(({ input }) => (Object(input) as { temperature?: number }).temperature)
  expect(temperatures).toContain(0.5)
  const folded = events.flatMap((event) => (event.kind === 'round-folded' ? [event.tasks] : []))
  process.stdout.write(`${JSON.stringify(folded)}\n`)
  expect(events.filter(({ kind }) => kind === 'trouble')).toEqual([])

  // Whoever withdraws is not counted any more, in a round that comes.
  await Promise.all(keys.map(({ record }) => gateway.keys.consent(record.id, 'off')))
  await vi.waitFor(async () => expect(await validator.store.waitingEvidence()).toBe(0), { timeout: 2_000 })
  await ask(keys[0]!.key, at, { n: 3 })
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  expect(await validator.store.waitingEvidence()).toBe(0)
})
