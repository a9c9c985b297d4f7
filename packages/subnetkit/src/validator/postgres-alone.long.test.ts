import { postgresMissing, startTestPostgres } from '@subnetkit/core/testing'
import { describe, expect, it } from 'vitest'
import { startDevnet } from '../devnet/start-devnet.js'
import { runMiner } from '../miner/run-miner.js'
import { add, adder } from '../testing/adder.js'
import { runValidator } from './run-validator.js'

const quiet = { log: false, signals: false } as const
const missing = postgresMissing()

describe.skipIf(missing !== null)(`PostgreSQL alone${missing ? ` (skipped: ${missing})` : ''}`, () => {
  it('defect: a validator with a PostgreSQL and no Redis was refused; it resumes from the store', async () => {
    await using postgres = await startTestPostgres()
    await using devnet = await startDevnet({ ...quiet, subnet: adder, port: 0 })
    const { network, netuid } = devnet
    await using miner = await runMiner(
      adder,
      { add },
      { ...quiet, network, netuid, hotkey: '//miner-1', port: 0 },
    )
    let fold = () => {}
    const folded = new Promise<void>((resolve) => {
      fold = resolve
    })
    const start = () =>
      runValidator(adder, {
        ...{ ...quiet, network, netuid, hotkey: '//validator-1', databaseUrl: postgres.url },
        onEvent: (event) => void (event.kind === 'round-folded' && fold()),
      })
    {
      await using _first = await start()
      await folded
    }
    await using again = await start()
    expect(await again.store.scores()).toMatchObject([{ hotkey: miner.hotkey }])
  })
})
