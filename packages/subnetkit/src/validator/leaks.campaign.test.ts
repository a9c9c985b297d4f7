import { setImmediate as nextTurn } from 'node:timers/promises'
import { connectChain } from '@subnetkit/chain'
import { createQueues, openDatabase, type ValidatorEvent } from '@subnetkit/core/validator'
import { expect, it } from 'vitest'
import { startDevnet } from '../devnet/start-devnet.js'
import { runMiner } from '../miner/run-miner.js'
import { add, adder } from '../testing/adder.js'
import { runValidator } from './run-validator.js'

const quiet = { signals: false, log: false } as const

/** Counts that a leak would raise. */
async function held(chain: { status(): { readonly subscriptions: number; readonly requests: number } }) {
  // A closed server holds its handle to the end of the event loop's turn.
  await nextTurn()
  await nextTurn()
  const resources = process.getActiveResourcesInfo()
  const count = (kind: string) => resources.filter((one) => one === kind).length
  const { subscriptions } = chain.status()
  return {
    subscriptions,
    servers: count('TCPServerWrap'),
    listeners: ['SIGINT', 'SIGTERM', 'exit', 'uncaughtException'].map((name) => process.listenerCount(name)),
    streams: [process.stdout, process.stderr].map((stream) => stream.listenerCount('error')),
  }
}

it('defect: each start and each round left a connection, a subscription or a listener behind', async () => {
  await using devnet = await startDevnet({ ...quiet, subnet: adder, port: 0 })
  const { network, netuid } = devnet
  await using chain = await connectChain({ network })
  await using database = await openDatabase({ memory: true })
  await using jobs = await createQueues({ database })
  await using _miner = await runMiner(
    adder,
    { add },
    { ...quiet, network, netuid, hotkey: '//miner-1', port: 0 },
  )

  async function run(rounds: number) {
    let folded = 0
    let end = () => {}
    const over = new Promise<void>((resolve) => {
      end = resolve
    })
    const onEvent = (event: ValidatorEvent) => {
      if (event.kind === 'round-folded' && ++folded === rounds) end()
    }
    const place = { chain, netuid, database, jobs, hotkey: '//validator-1', roundBlocks: 8 }
    await using _validator = await runValidator(adder, { ...quiet, ...place, metrics: { port: 0 }, onEvent })
    await over
    return await held(chain)
  }

  const first = await run(2)
  const between = await held(chain)
  const later = []
  for (const rounds of [2, 6]) later.push(await run(rounds), await held(chain))
  expect(later).toEqual([first, between, first, between])
})
