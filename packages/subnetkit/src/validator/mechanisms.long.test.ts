import { criterion, defineSubnet, rubric, taskSource } from '@subnetkit/core'
import { expect, it } from 'vitest'
import { startDevnet } from '../devnet/start-devnet.js'
import { runMiner } from '../miner/run-miner.js'
import { add, adder } from '../testing/adder.js'
import { runValidator } from './run-validator.js'

const { name, version, protocol, tasks } = adder
const ones = taskSource({
  protocol,
  families: [{ name: 'one', synapse: 'add', draw: () => ({ input: { a: 1, b: 1 }, truth: 2 }) }],
})
const subnet = defineSubnet({
  ...{ name, version, protocol, tasks },
  rubric: rubric(tasks, { criteria: [criterion('right', 1, () => 1)] }),
  mechanisms: { 1: { tasks: ones, rubric: rubric(ones, { criteria: [criterion('right', 1, () => 0.5)] }) } },
  hyperparameters: { ...adder.hyperparameters, maxAllowedUids: 128, mechanismCount: 2 },
})

it('a validator runs all mechanisms of its definition, each with its rounds, scores and weights', async () => {
  const quiet = { log: false, signals: false } as const
  await using devnet = await startDevnet({ ...quiet, subnet, port: 0 })
  const { network, netuid } = devnet
  await using _miner = await runMiner(
    subnet,
    { add },
    { ...quiet, network, netuid, hotkey: '//miner-1', port: 0 },
  )
  const set = new Set<number>()
  let finish = () => {}
  const both = new Promise<void>((resolve) => {
    finish = resolve
  })
  await using validator = await runValidator(subnet, {
    ...{ ...quiet, network, netuid, hotkey: '//validator-1', directory: null, health: false },
    onEvent(event, { mechanism }) {
      if (event.kind === 'weights-set' && set.add(mechanism).size === 2) finish()
    },
  })
  await both
  const families = await Promise.all(
    validator.mechanisms.map(async ({ mechanism, store }) => {
      const rounds = await store.rounds()
      const receipts = await Promise.all(rounds.map(({ number }) => store.receipts(number)))
      return [mechanism, receipts.flat().map(({ family, score }) => [family, score])]
    }),
  )
  expect(families).toEqual([
    [0, [['sum', 1]]],
    [1, [['one', 0.5]]],
  ])
}, 120_000)
