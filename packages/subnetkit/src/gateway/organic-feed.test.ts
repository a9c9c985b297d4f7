import { type Clock, systemClock, type Timer } from '@subnetkit/base'
import { createOrganicTraffic, openDatabase, openStore, type StoredEvidence } from '@subnetkit/core/validator'
import { type Candidate, createGateway, type GatewayModel, issueKey } from '@subnetkit/gateway'
import { expect, it } from 'vitest'
import { chatView, createRandom, ema, synapse, z } from '../index.js'
import type { OrganicLink } from '../validator/organic-link.js'
import { createOrganicFeed } from './organic-feed.js'

const protocol = {
  say: synapse({
    input: z.object({ text: z.string(), size: z.int() }),
    output: z.object({ text: z.string() }),
  }),
}
const chat = chatView(protocol, {
  synapse: 'say',
  toInput: ({ messages, maxTokens }) => ({ text: messages.at(-1)!.content, size: maxTokens }),
  toAnswer: ({ text }) => ({ content: text, finishReason: 'stop' }),
  agree: ({ content }) => content,
})
const tasks = { families: { ask: { synapse: 'say', open: { size: 'any' } } } } as never
const count = 16
const candidates = Array.from(
  { length: count },
  (_, at): Candidate => ({
    ...{ hotkey: `miner-${at}`, coldkey: `owner-${at}`, host: '127.0.0.1', port: 1, registeredAt: at },
    incentive: 1,
  }),
)

/** Miners that are usually right; the first one is weak, but knows the questions of its friend. */
function modelOf(random: () => number): GatewayModel {
  return {
    ...{ id: 'talker', aliases: [], owner: 'subnet-1', created: 1, views: { chat } },
    price: { fixed: 0, perThousandTokens: 0 },
    candidates: () => ({ miners: candidates, stale: false }),
    async query({ registeredAt: miner }, _, input) {
      const { text } = input as { text: string }
      const isKnown = miner === 0 && text.startsWith('ours')
      const isRight = random() < (isKnown ? 1 : miner === 0 ? 0.5 : 0.9)
      return { kind: 'ok', output: { text: isRight ? 'right' : `wrong ${miner}` }, latencyMs: 5 }
    },
  }
}

/** Requests by the gateway, whose evidence is kept and folded by the store. */
async function world(clock: Pick<Clock, 'interval'> = systemClock) {
  const source = createRandom(Buffer.from('colluding'.padEnd(32)))
  const random = () => source.int(0, 2 ** 31 - 1) / 2 ** 31
  const database = await openDatabase({ memory: true })
  const kept: StoredEvidence[] = []
  const validator: OrganicLink = {
    traffic: createOrganicTraffic({ windowMs: 0 }),
    store: {
      async addEvidence(evidence) {
        kept.push(...evidence)
        return evidence.length
      },
      async dropEvidence(keys) {
        const left = kept.filter(({ key }) => !keys.includes(key))
        return kept.splice(0, kept.length, ...left).length - left.length
      },
      waitingKeys: async () => [...new Set(kept.map(({ key }) => key))],
    },
    client: {} as never,
  }
  const feed = createOrganicFeed({
    ...{ validator, model: 'talker', tasks, clock, log: { write: () => {} } as never },
  })
  const gateway = await createGateway({
    ...{ models: [feed.watched(modelOf(random))], database, stopMs: 100, random },
    ...{ onEvidence: feed.onEvidence, onRequest: feed.onRequest, onWithdrawn: feed.onWithdrawn },
    ...{ probeShare: 0, crossCheckShare: 0 },
  })
  feed.follow(gateway.keys)
  const ask = async (key: string, content: string) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ model: 'talker', n: 3, messages: [{ role: 'user', content }] })
    const response = await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', headers, body })
    expect(response.status).toBe(200)
    await response.arrayBuffer()
  }
  return {
    ...{ gateway, database, kept, ask, feed, validator },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
}

it('a payer with half of the traffic and a miner of its own moves its score by 0.01 at most, from request to score', async () => {
  await using play = await world()
  const { gateway, database, kept, ask, feed, validator } = play
  const consent = { organic: 'scores' } as const
  const own = await Promise.all(
    Array.from({ length: 6 }, (_, at) =>
      issueKey(gateway, { name: `own ${at}`, project: 'own', ...consent }),
    ),
  )
  const users = await Promise.all(
    Array.from({ length: 25 }, (_, at) => issueKey(gateway, { name: `user ${at}`, ...consent })),
  )
  const silent = await issueKey(gateway, { name: 'has not agreed' })
  for (let at = 0; at < 60; at++) {
    const isOwn = at % 2 === 0
    const keys = isOwn ? own : users
    await Promise.all([
      ask(keys[at % keys.length]!.key, isOwn ? `ours ${at}` : `question ${at}`),
      ...(at % 10 === 0 ? [ask(silent.key, 'private')] : []),
    ])
  }
  await feed[Symbol.asyncDispose]()
  expect(kept.some(({ key }) => key === silent.record.id)).toBe(false)
  expect(kept.filter(({ payer }) => payer === 'project:own').length).toBeGreaterThan(kept.length / 3)
  expect(JSON.stringify(kept)).not.toMatch(/ours|question|private/)
  expect(validator.traffic.profiles()[0]).toEqual({ size: expect.any(Number), parameters: { size: 1_024 } })

  const scoreWith = async (netuid: number, evidence: readonly StoredEvidence[]) => {
    const store = await openStore({ database, netuid, validator: '5V' })
    const secret = new Uint8Array(32)
    await store.openRound({ number: 10, roundBlocks: 10, secret, secretHash: secret })
    const miners = candidates.map(({ hotkey, registeredAt }, uid) => ({
      uid,
      hotkey,
      registeredAt,
      axon: null,
    }))
    await store.published({ number: 10, secretHash: secret }, 10, [])
    await store.planRound(10, { miners })
    await store.addEvidence(evidence)
    for (const { uid, hotkey, registeredAt } of miners) {
      await store.answered(10, uid)
      await store.scored(10, uid, [
        {
          ...{ round: 10, hotkey, registeredAt, taskId: 'ask-0', uid, family: 'ask', synapse: 'say' },
          ...{ outcome: 'scored', reason: null, score: 0.5, parts: null, latencyMs: 5, answerHash: null },
          ...{ input: {}, output: null },
        },
      ])
    }
    const changed = await store.fold(10, ema({ alpha: 1 }), { organicShare: 0.2 })
    return changed!.find(({ hotkey }) => hotkey === 'miner-0')!.score
  }
  const withAttack = await scoreWith(1, kept)
  const without = await scoreWith(
    2,
    kept.filter(({ payer }) => payer !== 'project:own'),
  )
  expect(without).not.toBe(0.5)
  expect(Math.abs(withAttack - without)).toBeLessThanOrEqual(0.01 + 1e-9)
})

it('defect: calls that stream were none of those by whose times the tasks of a round are sent', () => {
  let calls = 0
  const traffic = Object.assign(createOrganicTraffic({ windowMs: 0 }), { called: () => void calls++ })
  const feed = createOrganicFeed({
    ...{ validator: { traffic, store: {} as never, client: {} as never }, model: 'talker', tasks },
    ...{ clock: systemClock, log: { write: () => {} } as never },
  })
  const model = modelOf(Math.random)
  const watched = feed.watched({ ...model, stream: () => new Promise(() => {}) })
  void watched.stream!(candidates[0]!, 'say', {}, {})
  expect(calls).toBe(1)
  expect(feed.watched(model).stream).toBeUndefined()
})

it('defect: verdicts that were kept, and those on requests in flight, counted although their owner had withdrawn', async () => {
  const works = new Map<number, () => void>()
  const clock = {
    interval(work: () => void, ms: number) {
      works.set(ms, work)
      return { cancel() {}, [Symbol.dispose]() {} } as Timer
    },
  }
  const passes = (ms: 250 | 5_000) => works.get(ms)!()
  await using play = await world(clock)
  const { gateway, database, kept, ask, feed, validator } = play
  const consent = { organic: 'scores' } as const
  const [here, elsewhere, stays] = await Promise.all(
    ['here', 'elsewhere', 'stays'].map((name) => issueKey(gateway, { name, ...consent })),
  )
  const askAll = async () => {
    for (let at = 0; at < 4; at++)
      for (const { key } of [here!, elsewhere!, stays!]) await ask(key, `question ${at}`)
  }
  const keysOf = () => new Set(kept.map(({ key }) => key))
  await askAll()
  passes(250)
  await expect.poll(() => keysOf().size).toBe(3)
  const forgotten: string[] = []
  Object.assign(validator.traffic, { forget: (key: string) => void forgotten.push(key) })
  await gateway.keys.consent(here!.record.id, 'off')
  expect([...keysOf()].sort()).toEqual([elsewhere!.record.id, stays!.record.id].sort())
  expect(forgotten).toEqual([here!.record.id])
  // Requests in flight: their evidence comes after the owner has withdrawn, here or by another process.
  const [one] = kept
  const { hotkey, registeredAt, ...rest } = one!
  const late = (key: string, id: string) => ({
    ...{ ...rest, key, id, miner: `${hotkey}@${registeredAt}`, model: 'talker' },
  })
  const off = 'update subnetkit_gateway.keys set organic = $2 where id = $1'
  await database.query(off, [elsewhere!.record.id, 'off'])
  feed.onEvidence!([late(here!.record.id, 'a'), late(elsewhere!.record.id, 'b'), late(stays!.record.id, 'c')])
  passes(250)
  await expect.poll(() => kept.some(({ id }) => id === 'c')).toBe(true)
  expect(kept.some(({ id }) => ['a', 'b'].includes(id))).toBe(false)
  // What another process has recorded is found within seconds.
  passes(5_000)
  await expect.poll(() => [...keysOf()]).toEqual([stays!.record.id])
  await feed[Symbol.asyncDispose]()
})
