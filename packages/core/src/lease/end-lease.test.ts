import { systemClock } from '@subnetkit/base'
import { type ChainClient, connectChain } from '@subnetkit/chain'
import { createWeightsDevnet, type WeightsDevnet } from '@subnetkit/chain/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLeasePort, keepLease } from './chain-lease.js'
import { endLease } from './end-lease.js'
import { createLeaseHolder } from './holder.js'

let subnet: WeightsDevnet
let client: ChainClient
/** Called at each pause between two looks, which takes no time. */
let pause = () => {}
const [own, other] = ['ab', 'cd'].map((byte) => byte.repeat(16)) as [string, string]

beforeAll(async () => {
  subnet = await createWeightsDevnet({ finalityDelay: 4 })
  client = await connectChain({ provider: subnet.devnet.provider })
})
afterAll(async () => {
  await client.close()
  await subnet[Symbol.asyncDispose]()
})

const place = () => ({ netuid: subnet.netuid, mechanism: 0, hotkey: subnet.hotkey.address })
const final = () => createLeasePort(client, place()).final()

function claim(holder: string) {
  const identity = { read: async () => ({ holder, active: true }) } as never
  const held = createLeaseHolder(createLeasePort(client, place()), identity, place())
  return keepLease(client, subnet.hotkey, place(), held)
}
function end(holder: string) {
  let skipped = 0
  const clock = {
    ...systemClock,
    now: () => systemClock.now() + skipped,
    async sleep(ms: number) {
      skipped += ms
      pause()
    },
  }
  const skipping: ChainClient = Object.assign(Object.create(client), { clock })
  return endLease(skipping, subnet.hotkey, place(), holder)
}

test('defect: a release while the own claim is not final yet waits for it, and shortens it', async () => {
  await claim(own)
  expect((await final()).lease).toBeNull()
  const sent = subnet.included()
  let pauses = 0
  pause = () => {
    pauses += 1
    subnet.devnet.mine()
  }
  const through = await end(own)
  expect(pauses).toBeGreaterThan(1)
  expect(subnet.included() - sent).toBe(1)
  expect(through! - subnet.devnet.head.number).toBeLessThanOrEqual(72)
  subnet.devnet.mine(4)
  expect((await final()).lease).toEqual({ holder: own, through })
})

test('where nothing becomes final, the release says so and sends nothing; a repeat ends the lease', async () => {
  subnet.devnet.mine((await final()).lease!.through + 8 - subnet.devnet.head.number)
  await claim(own)
  const sent = subnet.included()
  pause = () => {}
  await expect(end(own)).rejects.toMatchObject({ code: 'LEASE_UNSETTLED' })
  expect(subnet.included()).toBe(sent)
  pause = () => subnet.devnet.mine()
  expect(await end(own)).toBeGreaterThan(subnet.devnet.head.number)
})

test('a store without a lease waits for nothing while another store holds it', async () => {
  subnet.devnet.mine((await final()).lease!.through + 8 - subnet.devnet.head.number)
  await claim(other)
  subnet.devnet.mine(4)
  const sent = subnet.included()
  pause = () => {
    throw new Error('it waits')
  }
  expect(await end(own)).toBeNull()
  expect(subnet.included()).toBe(sent)
})
