import { EventEmitter, once } from 'node:events'
import type { QueryClient } from '@subnetkit/core'
import { createFakeChain, fakeNeuron } from '@subnetkit/core/testing'
import {
  createValidator,
  type Database,
  openStore,
  type Queues,
  type ValidatorEvent,
} from '@subnetkit/core/validator'
import { createKeypair } from '@subnetkit/wallet'
import { benchSubnet } from './engine-subnet.js'

const roundBlocks = 10
const hotkey = createKeypair('//Alice').address
let netuid = 0

/** Wall-clock and CPU time of a round in this process, in ms. */
export interface RoundTimes {
  readonly ms: number
  readonly cpuMs: number
}

/** A validator over a chain in memory, whose rounds are run one after the other. */
export interface Engine extends AsyncDisposable {
  /** Runs a round from its first block to its fold. */
  round(): Promise<RoundTimes>
}

interface EngineParts {
  readonly queues: Queues
  readonly database: Database
  readonly miners: number
  readonly perRound: number
  readonly client: QueryClient<ReturnType<typeof benchSubnet>['protocol']>
  /** @default 64 */
  readonly concurrency?: number
  /** Ports of the miners. @default 9000 */
  readonly ports?: readonly number[]
  /** @default 200 */
  readonly keepRounds?: number
}

export async function startEngine(parts: EngineParts): Promise<Engine> {
  const { queues, database, client, perRound, ports, concurrency = 64 } = parts
  netuid += 1
  const axon = (port: number) => ({ host: '127.0.0.1', port, protocol: 4, version: 1, servedAt: 1 })
  const miners = Array.from({ length: parts.miners }, (_, at) =>
    fakeNeuron(at + 1, ports ? createKeypair('//Bob').address : `miner ${at}`, {
      axon: axon(ports?.[at] ?? 9_000),
      registeredAt: at,
    }),
  )
  const chain = createFakeChain(hotkey, [
    fakeNeuron(0, hotkey, { axon: null, validatorPermit: true }),
    ...miners,
  ])
  const { keepRounds } = parts
  const store = await openStore({ database, netuid, validator: hotkey, keepRounds })
  const heard = new EventEmitter()
  const validator = createValidator(benchSubnet({ perRound }), {
    ...{ netuid, hotkey, chain, client, queues, store, roundBlocks, concurrency },
    ...{ tasksAtOnce: perRound, scoresAtOnce: 16, weightsEveryBlocks: 1_000_000 },
    onEvent(event: ValidatorEvent) {
      heard.emit(event.kind, event)
    },
  })
  const folded = once(heard, 'round-folded')
  await validator.start()
  await folded
  return {
    async round() {
      const [cpu, start, done] = [process.cpuUsage(), performance.now(), once(heard, 'round-folded')]
      chain.mine(roundBlocks)
      await done
      const { user, system } = process.cpuUsage(cpu)
      return { ms: performance.now() - start, cpuMs: (user + system) / 1_000 }
    },
    [Symbol.asyncDispose]: () => validator.stop(),
  }
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!
}
