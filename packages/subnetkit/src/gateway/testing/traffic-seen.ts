import { setImmediate } from 'node:timers/promises'
import { systemClock } from '@subnetkit/base'
import { createOrganicTraffic, openDatabase } from '@subnetkit/core/validator'
import { createGateway, type GatewayModel, issueKey } from '@subnetkit/gateway'
import { createMinerClient, serveMiner } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { createRandom } from '../../index.js'
import { createResources } from '../../neuron/resources.js'
import { createOrganicFeed } from '../organic-feed.js'
import { createRecordingProxy, type SeenRequest } from './recording-proxy.js'
import { inputOf, type TalkerInput, talkerChat, talkerProtocol, talkerTasks, userRequest } from './talker.js'

const [perRound, rounds, meanGapMs] = [90, 5, 2_860]
const roundMs = perRound * meanGapMs

const tasks = talkerTasks(perRound)

/** A request as a miner sees it, and what it is not meant to see. */
export interface Sight {
  readonly isOrganic: boolean
  readonly seen: SeenRequest
  readonly input: TalkerInput
  /** Time since its round began, as a part of a round. */
  readonly inRound: number
}

/**
 * Sends requests of users through a gateway and tasks beside them to one miner: one client, real connections, and times of a clock of its
 * own, at which they follow each other. Returns what the miner saw once there were rounds with tasks.
 */
export async function trafficSeen(seed: string): Promise<readonly Sight[]> {
  await using stack = createResources()
  let now = 0
  const source = createRandom(Buffer.from(seed.padEnd(32)))
  const random = () => source.int(0, 2 ** 31 - 1) / 2 ** 31
  const hotkey = createKeypair('//Bob').address
  const answer = { complete: () => ({ text: 'x' }) }
  // All of an hour comes within seconds.
  const miner = stack.own(
    await serveMiner({ protocol: talkerProtocol }, answer, { hotkey, admission: null, rateLimit: null }),
  )
  const proxy = stack.own(await createRecordingProxy(miner.port, () => now))
  const client = stack.own(
    createMinerClient(
      { protocol: talkerProtocol },
      { keypair: createKeypair('//Alice'), allowPrivateAddresses: true },
    ),
  )
  const endpoint = { hotkey, host: '127.0.0.1', port: proxy.port }
  const clock = { now: () => now }
  const traffic = stack.own(createOrganicTraffic({ windowMs: roundMs, clock, random }))
  const validator = {
    traffic,
    store: { addEvidence: async () => 0, dropEvidence: async () => 0, waitingKeys: async () => [] },
    client: client as never,
  }
  const log = { write: () => {} } as never
  const feed = stack.own(createOrganicFeed({ validator, model: 'talker', tasks, log, clock: systemClock }))
  const model: GatewayModel = {
    ...{ id: 'talker', aliases: [], owner: 'subnet-1', created: 1, views: { chat: talkerChat } },
    price: { fixed: 0, perThousandTokens: 0 },
    candidates: () => ({
      miners: [{ ...endpoint, coldkey: 'owner', registeredAt: 1, incentive: 1 }],
      stale: false,
    }),
    query: (_, name, input, options) =>
      client.query(endpoint, name as 'complete', input as TalkerInput, options),
  }
  const database = stack.own(await openDatabase({ memory: true }))
  const gateway = stack.own(
    await createGateway({
      ...{ models: [feed.watched(model)], database, stopMs: 100, random, probeShare: 0, crossCheckShare: 0 },
      ...{ onEvidence: feed.onEvidence, onRequest: feed.onRequest },
    }),
  )
  const keys = await Promise.all(
    Array.from({ length: 24 }, (_, at) => issueKey(gateway, { name: `user ${at}`, organic: 'scores' })),
  )

  async function post(): Promise<void> {
    const { key } = keys[Math.floor(random() * keys.length)]!
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const body = JSON.stringify(userRequest(random))
    const given = await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', headers, body })
    if (given.status !== 200) throw new Error(await given.text())
    await given.arrayBuffer()
  }
  const plannedTasks = (number: number) => {
    if (number === 0) return []
    const secret = Buffer.alloc(32, `${seed} ${number}`)
    const observed = feed.observed()
    const drawn = tasks.tasksFor({ netuid: 1, mechanism: 0, number, secret, observed }, hotkey)
    const pauses = traffic.pauses(perRound, number)
    let at = number * roundMs
    return drawn.map(({ input }, index) => {
      at += pauses[index]!
      return { at, send: async () => void (await client.query(endpoint, 'complete', input)) }
    })
  }

  let userAt = 0
  let waiting: readonly { readonly at: number; readonly send: () => Promise<void> }[] = []
  for (let round = 0; round <= rounds; round++) {
    now = round * roundMs
    const end = now + roundMs
    const users: { at: number; send: () => Promise<void> }[] = []
    while (userAt < end) {
      users.push({ at: userAt, send: post })
      userAt += -Math.log(1 - random()) * (random() < 0.3 ? 200 : 4_000)
    }
    const all = [...waiting, ...plannedTasks(round), ...users].sort((a, b) => a.at - b.at)
    waiting = all.filter(({ at }) => at >= end)
    for (const { at, send } of all.filter((one) => one.at < end)) {
      now = at
      await send()
      // Seconds pass by the times of the requests: the connection has come to rest.
      for (let turn = 0; turn < 8; turn++) await setImmediate()
    }
  }
  return proxy.seen.flatMap((seen) => {
    if (seen.at < roundMs || !seen.body.includes('"prompt"')) return []
    const input = inputOf(seen.body)
    const isOrganic = input.prompt.startsWith('u')
    return [{ isOrganic, seen, input, inRound: (seen.at % roundMs) / roundMs }]
  })
}
