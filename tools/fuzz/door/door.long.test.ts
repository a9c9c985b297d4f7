import { createDevnet } from '@subnetkit/devnet'
import { expect, it } from 'vitest'
import { walkChainHead } from './chain-head.js'
import { examplesOf, SNAPSHOT } from './examples.js'
import { fuzzDoor, worldOf } from './run-door.js'

it('no input at the door of a devnet changes its state', async () => {
  const { inputs, answers } = await fuzzDoor({ runs: 600, seed: 1 })
  expect(inputs).toBe(600)
  // They reach the parser, the methods, the pool and the doorkeeper; none is a fault of ours.
  expect([...answers.keys()]).toEqual(
    expect.arrayContaining(['result', '-32700', '-32602', '1002', 'HTTP 403', 'HTTP 415']),
  )
  expect(answers.get('-32603')).toBeUndefined()
  expect(answers.get('HTTP 200')).toBeUndefined()
})

it('has a valid request of each method to begin with', async () => {
  await using devnet = await createDevnet({ preset: 'fast', blockTime: 'manual', seed: 'door' })
  devnet.mine(3)
  const world = await worldOf(devnet)
  const [examples, { extrinsic }] = [examplesOf(world), world]
  const { methods } = await devnet.provider.send<{ methods: string[] }>('rpc_methods', [])
  expect([...new Set(examples.map(({ method }) => method))].sort()).toEqual(methods)
  for (const { method, params } of examples) {
    const before = devnet.snapshot()
    const client = devnet.provider.clone()
    const start = (name: string, ...given: unknown[]) => client.subscribe('', name, given, () => {})
    if (method.startsWith('chainHead_')) await start('chainHead_v1_follow', true)
    if (method === 'transaction_v1_stop') await start('transaction_v1_broadcast', extrinsic)
    const given = params.map((param) => (param === SNAPSHOT ? before : param))
    await expect(start(method, ...given), method).resolves.not.toThrow()
    await client.disconnect()
    if (method !== 'dev_revert') devnet.revert(before)
  }
})

it('followers of the head get the events and answers of the specification, whatever happens to the chain', async () => {
  const events = await walkChainHead({ runs: 6, seed: 1 })
  expect([...events.keys()]).toEqual(
    expect.arrayContaining(['initialized', 'newBlock', 'finalized', 'stop', 'operationWaitingForContinue']),
  )
})
