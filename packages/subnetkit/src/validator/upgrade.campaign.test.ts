import type { ValidatorEvent } from '@subnetkit/core/validator'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import { startDevnet } from '../devnet/start-devnet.js'
import type { LogRecord } from '../log/record.js'
import { runMiner } from '../miner/run-miner.js'
import { add, adder } from '../testing/adder.js'
import { runValidator } from './run-validator.js'

const quiet = { signals: false, log: false } as const
const versions = [391, 425, 473] as const

it('a validator runs across two upgrades of the chain: it states each, and sets weights under every version', async () => {
  const chainOptions = { subnet: adder, tempo: 20, port: 0, specVersion: versions[0] }
  await using devnet = await startDevnet({ ...quiet, ...chainOptions })
  const { chain, network, netuid } = devnet
  chain.setStorage('SubtensorModule', 'WeightsSetRateLimit', [netuid], 0n)
  const at = { ...quiet, network, netuid }
  await using _miner = await runMiner(adder, { add }, { ...at, hotkey: '//miner-1', port: 0 })
  const records: LogRecord[] = []
  const set: number[] = []
  let done = () => {}
  const all = new Promise<void>((resolve) => {
    done = resolve
  })
  await using _validator = await runValidator(adder, {
    ...{ ...at, hotkey: '//validator-1', directory: null, health: false },
    log: (record) => records.push(record),
    onEvent(event: ValidatorEvent) {
      if (event.kind !== 'weights-set') return
      set.push(chain.state.System.LastRuntimeUpgrade.get()?.spec_version ?? 0)
      const next = versions[set.length]
      if (next === undefined) done()
      else chain.upgradeRuntime(next)
    },
  })
  await all
  expect(set).toEqual([...versions])
  const changes = records.filter(({ event }) => event.startsWith('runtime')).map(({ message }) => message)
  for (const version of versions.slice(1)) {
    expect(changes).toContainEqual(expect.stringContaining(`spec ${version}`))
  }
  expect(records.filter(({ level }) => level === 'error')).toEqual([])
  const account = `0x${Buffer.from(createKeypair('//validator-1').publicKey).toString('hex')}`
  const { SubtensorModule: state } = chain.state
  expect(state.Weights.get(netuid, state.Uids.get(netuid, account) ?? -1)).toHaveLength(1)
})
