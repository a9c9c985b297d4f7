import { setTimeout as sleep } from 'node:timers/promises'
import { createDevnet } from '@subnetkit/devnet'
import { expect, test, vi } from 'vitest'
import { connectChain } from '../connection/connect-chain.js'
import { createBusySubnet, hotkeyOf } from '../testing/busy-subnet.js'
import { createDrivenClock } from '../testing/driven-clock.js'
import { createFaultProxy } from '../testing/fault-proxy/proxy.js'
import { createStorm } from '../testing/fault-proxy/storm.js'
import type { MetagraphEvent } from './diff.js'
import { watchMetagraph } from './watch.js'

/** Long enough for any machine: nothing asserts speed. */
const patience = 20_000

test('tells registration, replacement, serving, stake and permits of a real subnet', async () => {
  await using subnet = await createBusySubnet()
  const { devnet, netuid, coldkey } = subnet
  await using client = await connectChain({ endpoint: devnet.url as string })
  const events: MetagraphEvent[] = []
  using watch = watchMetagraph(client, { netuid, onUpdate: (update) => events.push(...update.events) })
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

  const successor = hotkeyOf('successor')
  as.execute('SubtensorModule', 'swap_hotkey', { hotkey: newcomer, new_hotkey: successor, netuid: undefined })
  expect(await found('swapped')).toEqual({
    ...{ kind: 'swapped', uid, hotkey: successor },
    ...{ from: newcomer, to: successor },
  })
})

test('while the chain is away the last metagraph stays, stale with its age, and then it goes on', async () => {
  await using devnet = await createDevnet({ port: 0, blockTime: 'manual' })
  await using proxy = await createFaultProxy({ upstream: devnet.url as string })
  using clock = createDrivenClock({ stepMs: 20 })
  await using client = await connectChain({
    endpoint: proxy.url,
    deadlineMs: 2_000,
    reconnect: { firstMs: 10, longestMs: 50 },
    clock,
  })
  using watch = watchMetagraph(client, { netuid: 1, staleAfterMs: 50, retryMs: 20 })
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
  using clock = createDrivenClock({ stepMs: 20 })
  await using client = await connectChain({
    endpoint: proxy.url,
    deadlineMs: 2_000,
    reconnect: { firstMs: 10, longestMs: 50 },
    clock,
  })
  using watch = watchMetagraph(client, { netuid: 1, retryMs: 20 })
  await watch.refresh()
  proxy.inject({ kind: 'answer', method: 'state_call', times: 2, fault: { kind: 'swallow' } })
  devnet.mine()
  await vi.waitFor(() => expect(watch.current()?.metagraph.block).toBe(1), patience)
})

test('another runtime does not end it', async () => {
  await using devnet = await createDevnet({ port: 0, blockTime: 'manual' })
  await using client = await connectChain({ endpoint: devnet.url as string })
  using watch = watchMetagraph(client, { netuid: 1, retryMs: 20 })
  for (const spec of [381, 430]) {
    devnet.mine()
    devnet.upgradeRuntime(spec)
    const hash = devnet.mine()
    await vi.waitFor(() => expect(watch.current()?.metagraph.blockHash).toBe(hash), patience)
  }
})

test('comes through a storm: blocks only rise, and the events lead to what is there', async () => {
  await using subnet = await createBusySubnet()
  const { devnet, netuid } = subnet
  await using proxy = await createFaultProxy({ upstream: devnet.url as string })
  using clock = createDrivenClock({ stepMs: 20 })
  await using client = await connectChain({
    endpoint: proxy.url,
    deadlineMs: 5_000,
    reconnect: { firstMs: 5, longestMs: 20 },
    clock,
  })
  const blocks: number[] = []
  const stakes = new Map<string, bigint>()
  using watch = watchMetagraph(client, {
    netuid,
    retryMs: 10,
    onUpdate({ metagraph, previous, events }) {
      blocks.push(metagraph.block)
      if (previous === null) for (const { hotkey, stake } of metagraph.neurons) stakes.set(hotkey, stake)
      for (const event of events) if (event.kind === 'stakeChanged') stakes.set(event.hotkey, event.to)
    },
  })
  await watch.refresh()
  const storm = createStorm({ seed: 7, faults: 40, rate: 0.2 })
  proxy.follow(storm)
  const stake = (hotkey: string, rao: bigint) =>
    devnet.setStorage('SubtensorModule', 'TotalHotkeyAlpha', [hotkey, netuid], rao)
  for (let turn = 0; storm.left() > 0 && turn < 400; turn++) {
    stake(hotkeyOf(turn % 2 === 0 ? 'ten' : 'eleven'), BigInt(turn) * 1_000_000n)
    devnet.mine()
    await sleep(10)
  }
  expect(storm.left()).toBe(0)
  const hash = devnet.mine()
  await vi.waitFor(() => expect(watch.current()?.metagraph.blockHash).toBe(hash), patience)
  expect(blocks).toEqual([...new Set(blocks)].toSorted((left, right) => left - right))
  const neurons = watch.current()?.metagraph.neurons ?? []
  expect(stakes).toEqual(new Map(neurons.map(({ hotkey, stake }) => [hotkey, stake])))
})
