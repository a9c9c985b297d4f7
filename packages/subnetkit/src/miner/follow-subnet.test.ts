import { expect, it, vi } from 'vitest'
import { startDevnet } from '../devnet/start-devnet.js'
import { add, adder } from '../testing/adder.js'
import { unreadyOf } from './follow-subnet.js'
import { runMiner } from './run-miner.js'

const quiet = { log: false, signals: false } as const

it('defect: a miner that had lost its chain still said that it was ready', async () => {
  const devnet = await startDevnet({ ...quiet, subnet: adder, port: 0 })
  const { network, netuid } = devnet
  await using miner = await runMiner(
    adder,
    { add },
    { ...quiet, network, netuid, hotkey: '//miner-1', axon: false, port: 0 },
  )
  const readiness = async () => {
    const answer = await fetch(`${miner.url}/readyz`)
    return [answer.status, await answer.json()]
  }
  expect(await readiness()).toEqual([200, { ready: true, reasons: [] }])
  await devnet.close()
  await vi.waitFor(
    async () => expect(await readiness()).toEqual([503, { ready: false, reasons: ['chain'] }]),
    { timeout: 20_000, interval: 20 },
  )
})

it('a miner whose chain has stalled, or whose metagraph is not read any more, is not ready', () => {
  const state = { connected: true, stalled: false }
  const chain = { status: () => state, api: { runtimeChain: { toString: () => 'Bittensor' } } } as never
  const current = { stale: true, ageBlocks: 0 }
  const watch = { current: () => current } as never
  expect(unreadyOf(chain, watch)).toBeNull()
  current.ageBlocks = 10
  expect(unreadyOf(chain, watch)).toBe('metagraph')
  state.stalled = true
  expect(unreadyOf(chain, watch)).toBe('chain')
})
