import { createDevnet } from '@subnetkit/devnet'
import { expect, test, vi } from 'vitest'
import { connectChain } from './client.js'
import type { MetagraphEvent } from './metagraph-diff.js'
import { createBusySubnet, hotkeyOf } from './testing/busy-subnet.js'
import { createFaultProxy } from './testing/fault-proxy/proxy.js'
import { watchMetagraph } from './watch-metagraph.js'

/** Nobody's speed is asserted: long enough for any machine. */
const patience = 20_000

test('tells registration, replacement, serving, stake and permits of a real subnet', async () => {
  await using subnet = await createBusySubnet()
  const { devnet, netuid, coldkey } = subnet
  await using client = await connectChain({ endpoint: devnet.url as string })
  const events: MetagraphEvent[] = []
  using watch = watchMetagraph(client, netuid, { onUpdate: (update) => events.push(...update.events) })
  await watch.refresh()
  const found = async (kind: MetagraphEvent['kind']) => {
    await vi.waitFor(() => expect(events.map((event) => event.kind)).toContain(kind), patience)
    return events.find((event) => event.kind === kind)
  }
  const as = devnet.impersonate(coldkey)
  const newcomer = hotkeyOf('newcomer')

  as.execute('SubtensorModule', 'burned_register', { netuid, hotkey: newcomer })
  const replaced = await found('replaced')
  expect(replaced).toMatchObject({ hotkey: newcomer, to: { hotkey: newcomer, coldkey } })
  const { uid } = replaced as Extract<MetagraphEvent, { kind: 'replaced' }>

  devnet.setStorage('SubtensorModule', 'MaxAllowedUids', [netuid], 64)
  as.execute('SubtensorModule', 'burned_register', { netuid, hotkey: hotkeyOf('another') })
  expect(await found('registered')).toMatchObject({ uid: 10, hotkey: hotkeyOf('another') })

  as.execute('SubtensorModule', 'add_stake', { hotkey: newcomer, netuid, amount_staked: 90_000_000_000n })
  const stake = await found('stakeChanged')
  expect(stake).toMatchObject({ uid, hotkey: newcomer, from: 0n })

  const axon = { netuid, version: 1, ip_type: 4, protocol: 4, placeholder1: 0, placeholder2: 0 }
  devnet
    .impersonate(newcomer)
    .execute('SubtensorModule', 'serve_axon', { ...axon, ip: 0xcb_00_71_07n, port: 7 })
  expect(await found('axonMoved')).toMatchObject({ uid, from: null, to: { host: '203.0.113.7', port: 7 } })

  devnet.mineUntilEpoch(netuid)
  expect(await found('permitGained')).toMatchObject({ hotkey: expect.any(String) })
  const permitted = events
    .filter(({ kind }) => kind === 'permitGained')
    .flatMap((event) => ('hotkey' in event ? event.hotkey : []))
  expect(permitted).toContain(newcomer)
})

test('while the chain is away the last metagraph stays, stale with its age, and then it goes on', async () => {
  await using devnet = await createDevnet({ port: 0, blockTime: 'manual' })
  await using proxy = await createFaultProxy({ upstream: devnet.url as string })
  await using client = await connectChain({
    endpoint: proxy.url,
    deadlineMs: 300,
    reconnect: { firstMs: 10, longestMs: 50 },
  })
  using watch = watchMetagraph(client, 1, { staleAfterMs: 50, retryMs: 20 })
  await watch.refresh()
  expect(watch.current()).toMatchObject({ ageBlocks: 0, metagraph: { block: 0 } })

  await proxy.down()
  devnet.mine(3)
  await expect(watch.refresh()).rejects.toMatchObject({ code: expect.stringMatching(/^CHAIN_/) })
  await vi.waitFor(
    () => expect(watch.current()).toMatchObject({ stale: true, metagraph: { block: 0 } }),
    patience,
  )

  await proxy.up()
  await vi.waitFor(
    () => expect(watch.current()).toMatchObject({ ageBlocks: 0, metagraph: { block: 3 } }),
    patience,
  )
})

test('a chain that is silent while its socket is open is noticed, and read again when it speaks', async () => {
  await using devnet = await createDevnet({ port: 0, blockTime: 'manual' })
  await using proxy = await createFaultProxy({ upstream: devnet.url as string })
  await using client = await connectChain({
    endpoint: proxy.url,
    deadlineMs: 200,
    reconnect: { firstMs: 10, longestMs: 50 },
  })
  using watch = watchMetagraph(client, 1, { retryMs: 20 })
  await watch.refresh()
  proxy.inject({ kind: 'answer', method: 'state_call', times: 2, fault: { kind: 'swallow' } })
  devnet.mine()
  await vi.waitFor(() => expect(watch.current()?.metagraph.block).toBe(1), patience)
})
