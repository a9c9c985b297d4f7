import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import { hexToU8a, u8aToHex } from '@polkadot/util'
import { createDevnet } from '@subnetkit/devnet'
import { decodeAddress, encodeAddress } from '@subnetkit/wallet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ChainClient, connectChain } from '../connection/connect-chain.js'
import type { BlockRef } from '../read/block.js'
import { type BusySubnet, createBusySubnet, hotkeyOf } from '../testing/busy-subnet.js'
import { formatIp } from './ip.js'
import { metagraphSources } from './metagraph.js'
import { readMetagraph } from './read.js'

let subnet: BusySubnet
let client: ChainClient

beforeAll(async () => {
  subnet = await createBusySubnet()
  client = await connectChain({ endpoint: subnet.devnet.url as string })
})
afterAll(async () => {
  await client.close()
  await subnet[Symbol.asyncDispose]()
})

describe('a metagraph', () => {
  test.each([0, 1])('of mechanism %i is what storage holds, neuron by neuron', async (mechanism) => {
    const { devnet, netuid } = subnet
    const held = devnet.state.SubtensorModule
    const metagraph = await readMetagraph(client, { netuid, mechanism })
    const index = mechanism * 4096 + netuid
    expect(metagraph.neurons).toHaveLength(held.SubnetworkN.get(netuid))
    for (const [uid, neuron] of metagraph.neurons.entries()) {
      const hotkey = held.Keys.get(netuid, uid)
      const axon = held.Axons.get(netuid, hotkey)
      expect(neuron).toMatchObject({
        uid,
        hotkey: addressOf(hotkey),
        coldkey: addressOf(held.Owner.get(hotkey)),
        registeredAt: Number(held.BlockAtRegistration.get(netuid, uid)),
        validatorPermit: held.ValidatorPermit.get(netuid)[uid],
        active: held.Active.get(netuid)[uid],
        incentive: held.Incentive.get(index)[uid],
        dividends: held.Dividends.get(netuid)[uid],
        validatorTrust: held.ValidatorTrust.get(netuid)[uid],
        consensus: held.Consensus.get(netuid)[uid],
        emission: held.Emission.get(netuid)[uid],
        lastUpdate: Number(held.LastUpdate.get(index)[uid]),
        axon:
          axon && axon.ip !== 0n
            ? {
                host: formatIp(axon.ip, axon.ip_type),
                port: axon.port,
                protocol: 4,
                version: 1,
                servedAt: Number(axon.block),
              }
            : null,
      })
    }
  })

  test('has everything that the test is about', async () => {
    const { neurons, ...head } = await readMetagraph(client, { netuid: subnet.netuid })
    expect(neurons.filter(({ validatorPermit }) => validatorPermit).length).toBeGreaterThan(3)
    expect(neurons.filter(({ dividends }) => dividends > 0).length).toBeGreaterThan(0)
    expect(neurons.filter(({ incentive }) => incentive > 0).length).toBeGreaterThan(1)
    expect(neurons.flatMap(({ axon }) => axon?.host ?? [])).toEqual(['192.0.2.1', '2001:db8::1'])
    expect(neurons.map(({ hotkey }) => hotkey)).toEqual(
      expect.arrayContaining([hotkeyOf('ten'), hotkeyOf('eleven')]),
    )
    expect(new Set(neurons.map(({ identity }) => identity))).toEqual(new Set([null, 'Bob & söhne']))
    expect(head).toMatchObject({
      source: 'get_selective_mechagraph',
      name: 'busy',
      ownerHotkey: hotkeyOf('owner'),
      ownerColdkey: subnet.owner,
      block: subnet.devnet.head.number,
      blockHash: subnet.devnet.head.hash,
      pool: {
        tao: subnet.devnet.state.SubtensorModule.SubnetTAO.get(subnet.netuid),
        alpha: subnet.devnet.state.SubtensorModule.SubnetAlphaIn.get(subnet.netuid),
      },
      parameters: { tempo: 10, maxUids: 10, commitReveal: false, immunityPeriod: 50 },
    })
    const { LastEpochBlock } = subnet.devnet.state.SubtensorModule
    expect(head.nextEpochBlock).toBe(Number(LastEpochBlock.get(subnet.netuid)) + 10)
  })

  test('weighs stake as the chain does: what parents give and children take, and TAO with its weight', async () => {
    const { neurons } = await readMetagraph(client, { netuid: subnet.netuid })
    const { TotalHotkeyAlpha, TaoWeight } = subnet.devnet.state.SubtensorModule
    const of = (name: string) => neurons.find(({ hotkey }) => hotkey === hotkeyOf(name))
    const alone = of('four')
    expect(alone?.alphaStake).toBe(TotalHotkeyAlpha.get(accountOf('four'), subnet.netuid))
    expect(alone?.taoStake).toBe(3n * 123_456_789_013n)
    const fraction = (TaoWeight.get() << 32n) / ((1n << 64n) - 1n)
    expect(alone?.stake).toBe((alone?.alphaStake ?? 0n) + ((3n * 123_456_789_013n * fraction) >> 32n))
    const [parent, child] = [of('two'), of('three')]
    expect((parent?.taoStake ?? 0n) + (child?.taoStake ?? 0n)).toBeGreaterThan(3n * 123_456_789_013n - 3n)
    expect(parent?.taoStake).toBeLessThan(123_456_789_013n)
  })

  test.each([0, 1])('of mechanism %i is the same whichever way it is read', async (mechanism) => {
    const ways = metagraphSources.filter((source) => mechanism === 0 || source !== 'get_metagraph')
    const [first, ...others] = await Promise.all(
      ways
        .filter((source) => mechanism === 0 || source !== 'get_selective_metagraph')
        .map((source) => readMetagraph(client, { netuid: subnet.netuid, mechanism, sources: [source] })),
    )
    expect(others).toHaveLength(mechanism === 0 ? 4 : 2)
    for (const other of others) expect({ ...other, source: first?.source }).toEqual(first)
  })

  test('of the root network can be read as well', async () => {
    const [first, other] = await Promise.all(
      (['get_selective_mechagraph', 'storage'] as const).map((source) =>
        readMetagraph(client, { netuid: 0, sources: [source] }),
      ),
    )
    expect(first?.nextEpochBlock).toBeNull()
    // Its name is one that the runtime knows by heart.
    expect({ ...other, source: first?.source, name: 'root' }).toEqual(first)
  })

  test('is read at any block, with what was true then', async () => {
    const { devnet, netuid } = subnet
    const at = { number: devnet.head.number, hash: devnet.head.hash }
    const before = await readMetagraph(client, { netuid, at })
    const snapshot = devnet.snapshot()
    devnet
      .impersonate(subnet.coldkey)
      .execute('SubtensorModule', 'burned_register', { netuid, hotkey: hotkeyOf('twelve') })
    const after = await readMetagraph(client, { netuid })
    expect(after.neurons.some(({ hotkey }) => hotkey === hotkeyOf('twelve'))).toBe(true)
    expect(await readMetagraph(client, { netuid, at })).toEqual(before)
    devnet.revert(snapshot)
  })

  test('comes through the in-process provider just the same', async () => {
    await using inside = await connectChain({ provider: subnet.devnet.provider })
    expect(await readMetagraph(inside, { netuid: subnet.netuid })).toEqual(
      await readMetagraph(client, { netuid: subnet.netuid }),
    )
  })
})

describe('what cannot be read', () => {
  test('a subnet or mechanism that is not there is named, whichever way is taken', async () => {
    for (const source of ['get_selective_mechagraph', 'storage'] as const) {
      const read = (netuid: number, mechanism = 0) =>
        readMetagraph(client, { netuid, mechanism, sources: [source] })
      await expect(read(77)).rejects.toMatchObject({ code: 'SUBNET_UNKNOWN' })
      await expect(read(subnet.netuid, 2)).rejects.toMatchObject({ code: 'MECHANISM_UNKNOWN' })
    }
    await expect(readMetagraph(client, { netuid: -1 })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })

  test('methods without a mechanism answer for the first one only', async () => {
    const read = readMetagraph(client, { netuid: subnet.netuid, mechanism: 1, sources: ['get_metagraph'] })
    await expect(read).rejects.toMatchObject({ code: 'CHAIN_FEATURE_MISSING' })
  })

  test('an answer that its metadata does not describe is no metagraph', async () => {
    const damage = (answer: string) => answer.slice(0, -2)
    const provider = answering('state_call', ([method], answer) =>
      String(method).includes('mechagraph') ? damage(String(answer)) : answer,
    )
    await using broken = await connectChain({ provider })
    await expect(readMetagraph(broken, { netuid: subnet.netuid })).rejects.toMatchObject({
      code: 'CHAIN_ANSWER_UNREADABLE',
    })
  })
})

test('a runtime that describes no runtime APIs is read from storage, and the result says so', async () => {
  // Metadata before version 15 has none of them.
  const provider = answering('state_call', ([method], answer) => {
    if (String(method) === 'Metadata_metadata_versions') return '0x040e000000'
    return answer
  })
  await using older = await connectChain({ provider })
  const metagraph = await readMetagraph(older, { netuid: subnet.netuid })
  expect(metagraph.source).toBe('storage')
  expect({ ...metagraph, source: 'get_selective_mechagraph' }).toEqual(
    await readMetagraph(client, { netuid: subnet.netuid }),
  )
})

test('blocks of all runtimes can be read, also the one that brought another', async () => {
  await using devnet = await createDevnet({ port: 0, blockTime: 'manual' })
  await using client = await connectChain({ endpoint: devnet.url as string })
  const blocks: BlockRef[] = []
  for (const spec of [425, 381, 430]) {
    devnet.upgradeRuntime(spec)
    blocks.push({ number: devnet.head.number, hash: devnet.head.hash })
    devnet.mine(2)
  }
  const epochs = async () => {
    const read = blocks.map((at) => readMetagraph(client, { netuid: 1, at }))
    return (await Promise.all(read)).map(({ block, nextEpochBlock }) => [block, nextEpochBlock])
  }
  // Runtimes before 425 do not store when the last epoch was: it follows from block, netuid and tempo.
  const expected = [
    [0, 100],
    [2, 99],
    [4, 100],
  ]
  expect(await epochs()).toEqual(expected)
  expect((await readMetagraph(client, { netuid: 1 })).block).toBe(6)
})

/** The devnet's own state has accounts as 0x-hex. */
const accountOf = (name: string) => u8aToHex(decodeAddress(hotkeyOf(name)))
const addressOf = (account: string) => encodeAddress(hexToU8a(account))

/** The devnet's provider with other answers to one method. */
function answering(
  method: string,
  change: (params: readonly unknown[], answer: unknown) => unknown,
): ProviderInterface {
  const provider = subnet.devnet.provider as ProviderInterface
  return new Proxy(provider, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown
      if (name === 'send') {
        return async (asked: string, params: unknown[], ...rest: boolean[]) => {
          const answer: unknown = await target.send(asked, params, ...rest)
          return asked === method ? change(params, answer) : answer
        }
      }
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
