import type { Codec } from '@polkadot/types/types'
import type { ChainClient } from './client.js'
import { readHead } from './client.js'
import { formatIp } from './internal/ip.js'
import { optional, readEntries, readStorage, toBigInt, toNumber } from './internal/runtime.js'
import type { Metagraph, Neuron } from './metagraph.js'
import type { BlockRef } from './port.js'

const subtensor = 'SubtensorModule'

/** Reads a subnet at one block (the best one by default), neurons in uid order. */
export async function readMetagraph(client: ChainClient, netuid: number, at?: BlockRef): Promise<Metagraph> {
  const block = at ?? (await readHead(client))
  const value = (item: string, ...keys: unknown[]) => readStorage(client, subtensor, item, keys, block.hash)
  const perUid = async (item: string) => [...((await value(item, netuid)) as unknown as Iterable<Codec>)]
  const byUid = (item: string) => readEntries(client, subtensor, item, [netuid], block.hash)

  const [
    keys,
    registrations,
    axons,
    permits,
    active,
    incentive,
    dividends,
    trust,
    consensus,
    emission,
    updates,
    owner,
  ] = await Promise.all([
    byUid('Keys'),
    byUid('BlockAtRegistration'),
    byUid('Axons'),
    perUid('ValidatorPermit'),
    perUid('Active'),
    perUid('Incentive'),
    perUid('Dividends'),
    perUid('ValidatorTrust'),
    perUid('Consensus'),
    perUid('Emission'),
    perUid('LastUpdate'),
    value('SubnetOwnerHotkey', netuid),
  ])
  const taoWeight = toBigInt(await value('TaoWeight'))
  const axonOf = new Map(axons.map(([[, hotkey], axon]) => [String(hotkey), toAxon(axon)]))
  const registeredAt = new Map(registrations.map(([[, uid], at]) => [String(uid), toNumber(at)]))
  const share = (list: readonly Codec[], uid: number) => (list[uid] ? toNumber(list[uid]) : 0)
  const flag = (list: readonly Codec[], uid: number) => list[uid]?.toString() === 'true'

  const neurons = await Promise.all(
    keys.map(async ([[, uidCodec], hotkeyCodec]): Promise<Neuron> => {
      const uid = Number(uidCodec)
      const hotkey = hotkeyCodec.toString()
      const [coldkey, alpha, root] = await Promise.all([
        value('Owner', hotkey),
        value('TotalHotkeyAlpha', hotkey, netuid),
        value('TotalHotkeyAlpha', hotkey, 0),
      ])
      return {
        uid,
        hotkey,
        coldkey: coldkey.toString(),
        axon: axonOf.get(hotkey) ?? null,
        registeredAt: registeredAt.get(String(uid)) ?? 0,
        validatorPermit: flag(permits, uid),
        active: flag(active, uid),
        stake: toBigInt(alpha) + ((toBigInt(root) * taoWeight) >> 64n),
        incentive: share(incentive, uid),
        dividends: share(dividends, uid),
        validatorTrust: share(trust, uid),
        consensus: share(consensus, uid),
        emission: emission[uid] ? toBigInt(emission[uid]) : 0n,
        lastUpdate: share(updates, uid),
      }
    }),
  )
  neurons.sort((left, right) => left.uid - right.uid)
  return { netuid, block: block.number, ownerHotkey: owner.toString(), neurons }
}

/** A never-served or reset axon has address 0. */
function toAxon(stored: Codec): Neuron['axon'] {
  const axon = optional(stored)
  if (axon === null) return null
  const { ip, port, ipType } = axon as unknown as { ip: Codec; port: Codec; ipType: Codec }
  const address = toBigInt(ip)
  if (address === 0n || toNumber(port) === 0) return null
  return { host: formatIp(address, toNumber(ipType)), port: toNumber(port) }
}
