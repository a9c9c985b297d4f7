import { EventEmitter, once } from 'node:events'
import type { QueryClient } from '@subnetkit/core'
import { createFakeChain, fakeNeuron } from '@subnetkit/core/testing'
import {
  createCoordinator,
  createValidator,
  createWorker,
  type Database,
  openStore,
  type Queues,
  type Role,
  type ValidatorEvent,
} from '@subnetkit/core/validator'
import { createKeypair } from '@subnetkit/wallet'
import { cpuMsOfAll } from './cpu.js'
import { benchSubnet } from './engine-subnet.js'

const roundBlocks = 10
export const engineHotkey = createKeypair('//Alice').address
let netuids = 0

/** Times of a round, in ms: by the clock, and on a core. */
export interface RoundTimes {
  readonly ms: number
  /** CPU time of this process. */
  readonly cpuMs: number
  /** CPU time of this process and its children, such as the servers. */
  readonly allCpuMs: number
}

/** A validator over a chain in memory, whose rounds are run one after the other. */
export interface Engine extends AsyncDisposable {
  /** Runs a round from its first block to its fold. */
  round(): Promise<RoundTimes>
  /** Begins a round, whose miners have all answered at one time, and which is folded at another. */
  begin(): { readonly asked: Promise<unknown>; readonly folded: Promise<unknown> }
}

export interface EngineParts {
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
  /** @default one of its own */
  readonly netuid?: number
  /** False leaves scoring to workers elsewhere. @default true */
  readonly isScoring?: boolean
  /** @default one with a criterion that costs nothing */
  readonly subnet?: ReturnType<typeof benchSubnet>
  readonly onEvent?: (event: ValidatorEvent) => void
}

export async function startEngine(parts: EngineParts): Promise<Engine> {
  const { queues, database, client, perRound, concurrency = 64, isScoring = true } = parts
  netuids += 1
  const { netuid = netuids } = parts
  const chain = chainOf(parts)
  const { keepRounds } = parts
  const store = await openStore({ database, netuid, validator: engineHotkey, keepRounds })
  const events = new EventEmitter()
  let asked = 0
  const { subnet = benchSubnet({ perRound }), onEvent } = parts
  const shared = {
    ...{ netuid, hotkey: engineHotkey, queues, store },
    onEvent(event: ValidatorEvent) {
      onEvent?.(event)
      events.emit(event.kind)
      if (event.kind === 'query-done' && ++asked % parts.miners === 0) events.emit('asked')
    },
  }
  const coordinator = { ...shared, chain, roundBlocks, tasksAtOnce: perRound, weightsEveryBlocks: 1_000_000 }
  const roles: Role[] = isScoring
    ? [createValidator(subnet, { ...coordinator, client, concurrency, scoresAtOnce: 16 })]
    : [
        createCoordinator(subnet, coordinator),
        createWorker(subnet, { ...shared, client, concurrency, work: ['query'] }),
      ]
  const ends = () => ({ asked: once(events, 'asked'), folded: once(events, 'round-folded') })
  const first = ends()
  for (const role of roles) await role.start()
  await first.folded
  const begin: Engine['begin'] = () => {
    const next = ends()
    chain.mine(roundBlocks)
    return next
  }
  return {
    begin,
    async round() {
      const [cpu, all, start] = [process.cpuUsage(), cpuMsOfAll(), performance.now()]
      await begin().folded
      const { user, system } = process.cpuUsage(cpu)
      return {
        ms: performance.now() - start,
        cpuMs: (user + system) / 1_000,
        allCpuMs: cpuMsOfAll() - all,
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(roles.map((role) => role.stop()))
    },
  }
}

function chainOf({ miners, ports }: Pick<EngineParts, 'miners' | 'ports'>) {
  const axon = (port: number) => ({ host: '127.0.0.1', port, protocol: 4, version: 1, servedAt: 1 })
  const neurons = Array.from({ length: miners }, (_, at) =>
    fakeNeuron(at + 1, ports ? createKeypair('//Bob').address : `miner ${at}`, {
      axon: axon(ports?.[at] ?? 9_000),
      registeredAt: at,
    }),
  )
  return createFakeChain(engineHotkey, [
    fakeNeuron(0, engineHotkey, { axon: null, validatorPermit: true }),
    ...neurons,
  ])
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!
}
