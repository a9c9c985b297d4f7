import type { ValidatorEvent } from '@subnetkit/core/validator'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningDevnet, startDevnet } from '../devnet/start-devnet.js'
import { criterion, defineSubnet, rubric, taskSource } from '../index.js'
import { runMiner } from '../miner/run-miner.js'
import { add, adder } from '../testing/adder.js'
import { runValidator } from './run-validator.js'

const quiet = { signals: false, log: false } as const

const negative = taskSource({
  protocol: adder.protocol,
  families: [
    {
      name: 'negative',
      synapse: 'add',
      draw: () => ({ input: { a: -1, b: -2 }, truth: -3 }),
      tasksPerMiner: 2,
    },
  ],
})
/** Pays for sums in mechanism 0, and for negative ones in mechanism 1. */
const two = defineSubnet({
  ...{ name: 'two', version: 7, protocol: adder.protocol, tasks: adder.tasks, rubric: adder.rubric },
  hyperparameters: adder.hyperparameters,
  mechanisms: {
    1: {
      tasks: negative,
      rubric: rubric(negative, {
        criteria: [criterion('right', 1, ({ output, truth }) => (output.sum === truth ? 1 : 0))],
      }),
    },
  },
})

/** Blocks after which weights of a mechanism are missing: it takes about 20. */
const mostBlocks = 150

let devnet: RunningDevnet
beforeAll(async () => {
  devnet = await startDevnet({ ...quiet, subnet: adder, miners: 2, tempo: 20, port: 0 })
})
afterAll(() => devnet.close())

const at = () => ({
  ...{ ...quiet, network: devnet.network, netuid: devnet.netuid },
  ...{ hotkey: '//validator-1', directory: null, health: false as const },
})

it('a validator runs all mechanisms of its definition, each with its own rounds, scores and weights', async () => {
  const { chain, network, netuid, miners } = devnet
  chain.setStorage('SubtensorModule', 'MechanismCountCurrent', [netuid], 2)
  const wrong = { add: ({ input: { a, b } }: Parameters<typeof add>[0]) => ({ sum: Math.abs(a + b) }) }
  const serve = (at: number, handlers: { add: typeof add }) =>
    runMiner(adder, handlers, { ...quiet, network, netuid, hotkey: miners[at]!, port: 0 })
  await using _good = await serve(0, { add })
  await using _absolute = await serve(1, wrong)

  const set = new Map<number, readonly number[]>()
  const families = new Set<string>()
  const seen = new Map<string, number>()
  await using validator = await runValidator(two, {
    ...at(),
    onEvent(event: ValidatorEvent, { mechanism }) {
      if (event.kind === 'task-done') families.add(`${mechanism} ${event.receipt.family}`)
      if (event.kind === 'weights-set') set.set(mechanism, event.uids)
      const name = `${mechanism} ${event.kind}`
      seen.set(name, (seen.get(name) ?? 0) + 1)
    },
  })
  const last = chain.head.number + mostBlocks
  const isOver = () => set.size === 2 || chain.head.number > last
  await expect.poll(isOver, { timeout: 280_000 }).toBe(true)
  const missing = [0, 1].filter((mechanism) => !set.has(mechanism))
  // With what has been seen, the step is known at which a mechanism stands.
  const events = [...seen].map(([name, count]) => `${name} (${count})`)
  expect(missing, `no weights of these mechanisms in ${mostBlocks} blocks; events: ${events.join()}`).toEqual(
    [],
  )
  expect(validator.mechanisms.map(({ mechanism }) => mechanism)).toEqual([0, 1])
  const { SubtensorModule: state } = chain.state
  const uidOf = (uri: string) => {
    const account = `0x${Buffer.from(createKeypair(uri).publicKey).toString('hex')}` as const
    return state.Uids.get(netuid, account) ?? -1
  }
  const [good, absolute] = miners.map(uidOf) as [number, number]
  const self = uidOf('//validator-1')
  const row = (index: number) => (state.Weights.get(index, self) ?? []).map(([uid]) => uid)
  // Rows of further mechanisms are kept beyond those of all subnets.
  expect([row(netuid).toSorted(), row(4_096 + netuid)]).toEqual([[good, absolute].toSorted(), [good]])
  expect([...families].toSorted()).toEqual(['0 sum', '1 negative'])
})
