import { ApiPromise, Keyring, WsProvider } from '@polkadot/api'
import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import { cryptoWaitReady } from '@polkadot/util-crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Devnet, startDevnet } from './devnet.js'

const noRules = { calls: {} }
const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 })

beforeAll(async () => {
  await cryptoWaitReady()
})

async function connect(devnet: Devnet, door: 'ws' | 'in process') {
  const provider = door === 'ws' ? new WsProvider(devnet.url) : devnet.provider.clone()
  const api = await ApiPromise.create({ provider: provider as ProviderInterface, noInitWarn: true })
  return Object.assign(api, { [Symbol.asyncDispose]: () => api.disconnect() })
}

describe.each(['ws', 'in process'] as const)('@polkadot/api %s', (door) => {
  test('reads, signs a transfer and sees its events', async () => {
    await using devnet = await startDevnet(noRules, { port: 0 })
    await using api = await connect(devnet, door)
    const alice = keyring.addFromUri('//Alice')
    const before = await api.query.system!.account!(alice.address)
    expect((before as unknown as { data: { free: { toBigInt(): bigint } } }).data.free.toBigInt()).toBe(
      10n ** 15n,
    )
    const bob = keyring.addFromUri('//Bob')
    const events = await new Promise<string[]>((resolve, reject) => {
      api.tx.balances!.transferKeepAlive!(bob.address, 1_000_000_000n)
        .signAndSend(alice, ({ status, events }) => {
          if (status.isFinalized) resolve(events.map(({ event }) => `${event.section}.${event.method}`))
        })
        .catch(reject)
    })
    expect(events).toEqual(['balances.Transfer', 'system.ExtrinsicSuccess'])
  })
})
