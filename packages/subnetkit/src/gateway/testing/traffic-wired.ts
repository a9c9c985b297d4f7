import { setTimeout as sleep } from 'node:timers/promises'
import { issueKey } from '@subnetkit/gateway'
import { startDevnet } from '../../devnet/start-devnet.js'
import { createResources } from '../../neuron/resources.js'
import { runValidator } from '../../validator/run-validator.js'
import { runGateway } from '../run-gateway.js'
import { sharedNow, startTalker, startUsers } from './programs.js'
import { inputOf, talkerSubnet } from './talker.js'
import type { Sight } from './traffic-seen.js'

/** Together they are below the 600 requests a minute that a miner takes of one caller unless it says otherwise. */
const [blockTime, roundBlocks, perRound, meanGapMs] = [250, 320, 280, 285]
const quiet = { signals: false, log: false } as const

const subnet = talkerSubnet(perRound)

/** Traffic that a miner saw in real time, and how its requests ended. */
export interface WiredTraffic {
  readonly sights: readonly Sight[]
  /** Answers to users by their codes. */
  readonly outcomes: ReadonlyMap<string, number>
}

/**
 * Runs a validator, a gateway beside it and a miner on a devnet, with their defaults, and sends requests of users in bursts and pauses until
 * the miner has seen so many of either kind, once there were rounds whose tasks could look like them.
 */
export async function wiredTraffic(seed: string, each: number): Promise<WiredTraffic> {
  await using stack = createResources()
  const devnet = stack.own(await startDevnet({ ...quiet, subnet, miners: 1, blockTime, port: 0 }))
  const { network, netuid } = devnet
  const place = { ...quiet, network, netuid }
  const miner = stack.own(await startTalker({ network, netuid, hotkey: devnet.miners[0]! }))
  const planned: number[] = []
  const hotkey = devnet.validators[0]
  const validator = stack.own(
    await runValidator(subnet, {
      ...{ ...place, hotkey, directory: null, roundBlocks, health: false, organic: {} },
      onEvent(event) {
        if (event.kind === 'round-planned') planned.push(sharedNow())
      },
    }),
  )
  const gateway = stack.own(
    await runGateway(subnet, {
      ...{ ...place, hotkey, port: 0, directory: null, organic: { validator: validator.organic! } },
    }),
  )
  const keys = await Promise.all(
    Array.from({ length: 24 }, (_, at) => issueKey(gateway, { name: `user ${at}`, organic: 'scores' })),
  )
  using users = startUsers({ url: gateway.url, keys: keys.map(({ key }) => key), seed, meanGapMs })
  const sightsFrom = (from: number) =>
    miner.seen.flatMap((seen): Sight[] => {
      if (seen.at < from || !seen.body.includes('"prompt"')) return []
      const input = inputOf(seen.body)
      const round = planned.findLast((at) => at <= seen.at)!
      const inRound = (seen.at - round) / (blockTime * roundBlocks)
      return [{ isOrganic: input.prompt.startsWith('u'), seen, input, inRound }]
    })
  const begun = planned.length
  for (;;) {
    await sleep(1_000)
    // Tasks of a round that was planned before there were requests to look like are over with the next one but one.
    const from = planned[begun + 1] ?? Number.POSITIVE_INFINITY
    const sights = sightsFrom(from)
    const asked = sights.filter(({ isOrganic }) => isOrganic).length
    if (Math.min(asked, sights.length - asked) >= each) return { sights, outcomes: users.outcomes }
  }
}
