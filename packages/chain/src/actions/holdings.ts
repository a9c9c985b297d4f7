import { optionsOf, parseOptions } from '@subnetkit/base'
import { z } from 'zod'
import type { ChainClient } from '../connection/connect-chain.js'
import { toText } from '../metagraph/columns.js'
import { parameter } from '../plan/parameters.js'
import type { BlockRef } from '../read/block.js'
import { type BlockReader, openBlock } from '../read/block-reader.js'
import { apis } from '../read/runtime-apis.js'
import { actionReads } from './reads.js'

/** A subnet in a list. Amounts and prices in rao. */
export interface SubnetSummary {
  readonly netuid: number
  /** Name in its identity, else in the runtime; null without either. */
  readonly name: string | null
  /** Symbol of its alpha. */
  readonly symbol: string
  readonly ownerHotkey: string
  readonly ownerColdkey: string
  readonly tempo: number
  readonly registeredAt: number
  /** TAO for one alpha. */
  readonly price: bigint
  readonly pool: { readonly tao: bigint; readonly alpha: bigint }
  /** TAO that its pool receives per block. */
  readonly emission: bigint
}

/** Stake of a coldkey on one hotkey of one subnet. */
export interface StakeHolding {
  readonly netuid: number
  readonly hotkey: string
  /** Alpha in rao; TAO on root. */
  readonly stake: bigint
}

/** A uid of a hotkey. */
export interface Registration {
  readonly netuid: number
  readonly hotkey: string
  readonly uid: number
}

/** Reads every subnet of the chain with its price, root included, by netuid. Throws CHAIN_FEATURE_MISSING. */
export async function readSubnets(
  client: ChainClient,
): Promise<{ readonly block: BlockRef; readonly subnets: readonly SubnetSummary[] }> {
  const { block } = await openBlock(client)
  const infos = (await block.call(apis.subnets())).flatMap((info) => info ?? [])
  const prices = await readPrices(
    block,
    infos.map(({ netuid }) => netuid),
  )
  const subnets = infos.map(
    (info): SubnetSummary => ({
      netuid: info.netuid,
      name: toText(info.subnet_identity?.subnet_name ?? info.subnet_name) || null,
      symbol: toText(info.token_symbol),
      ownerHotkey: info.owner_hotkey,
      ownerColdkey: info.owner_coldkey,
      tempo: info.tempo,
      registeredAt: info.network_registered_at,
      price: prices.get(info.netuid) ?? 0n,
      pool: { tao: info.tao_in, alpha: info.alpha_in },
      emission: info.tao_in_emission,
    }),
  )
  return { block: block.block, subnets: subnets.sort((left, right) => left.netuid - right.netuid) }
}

/** Prices by netuid: in one request, or one per subnet on older runtimes. */
async function readPrices(
  block: BlockReader,
  netuids: readonly number[],
): Promise<ReadonlyMap<number, bigint>> {
  const all = apis.alphaPrices()
  const prices =
    block.fieldsOf(all) === null
      ? await Promise.all(
          netuids.map(async (netuid) => ({ netuid, price: await block.call(apis.alphaPrice(netuid)) })),
        )
      : await block.call(all)
  return new Map(prices.map(({ netuid, price }) => [netuid, price]))
}

const stakesSchema = optionsOf({ coldkey: parameter.address })

/** Reads a coldkey's stake on all subnets. Throws ADDRESS_INVALID, CHAIN_FEATURE_MISSING. */
export async function readStakes(
  client: ChainClient,
  parameters: { readonly coldkey: string },
): Promise<{ readonly block: BlockRef; readonly stakes: readonly StakeHolding[] }> {
  const { coldkey } = parseOptions(stakesSchema, parameters, 'stakes')
  const { block } = await openBlock(client)
  const stakes = await block.call(apis.stakesOf(coldkey))
  return { block: block.block, stakes: stakes.filter(({ stake }) => stake > 0n) }
}

const registrationsSchema = optionsOf({
  netuids: z.array(parameter.netuid, { error: 'a list of netuids' }),
  hotkeys: z.array(parameter.address, { error: 'a list of SS58 addresses' }),
})

/** Reads the uids of hotkeys on the given subnets. Throws ADDRESS_INVALID. */
export async function readRegistrations(
  client: ChainClient,
  parameters: { readonly netuids: readonly number[]; readonly hotkeys: readonly string[] },
): Promise<readonly Registration[]> {
  const { netuids, hotkeys } = parseOptions(registrationsSchema, parameters, 'registrations')
  if (netuids.length * hotkeys.length === 0) return []
  const { values } = await openBlock(client, { reads: actionReads.uids({ netuids, hotkeys }) })
  return values.uids.flatMap((uid, at) => {
    if (uid === null) return []
    const netuid = netuids[Math.floor(at / hotkeys.length)] as number
    return [{ netuid, hotkey: hotkeys[at % hotkeys.length] as string, uid }]
  })
}
