import { decodeAll, fromHex } from '../codec/bytes.js'
import { devnetError } from '../dev/error.js'
import { devAccounts } from '../dev-accounts.js'
import { subnetAccount } from '../rules/accounts.js'
import { mechanismIndices, root } from '../rules/subnets.js'
import { findPallet } from '../schema/schema.js'
import { u64 } from '../schema/type.js'
import type { ForkClient } from './client.js'
import { type Collector, createCollector } from './collector.js'
import { readExtras } from './extras.js'
import type { ForkedSubnet, ForkProgress } from './forked.js'
import { type Readable, readableItems } from './layout.js'
import { lie } from './lies.js'
import { networksOf } from './networks.js'
import { pagesAt } from './pages.js'
import type { PinnedBlock } from './pinned.js'
import type { PlannedItem, Scope } from './plan.js'
import { proofsAt } from './proof/read-proof.js'
import { readShapes, type Shapes } from './shapes.js'
import { mergeShares, translate } from './translate.js'
import { verify } from './verify.js'

interface Work {
  readonly collector: Collector
  readonly readable: Readable
  readonly netuid: number
}

/** Part of a subnet that is read in one go, after the parts before it. */
type Step = readonly [name: string, read: (work: Work) => Promise<void>]

const steps: readonly Step[] = [
  ['networks', readNetworks],
  ['neurons', readNeurons],
  ['hotkeys', readHotkeys],
  ['stakes', readStakes],
  ['accounts', readAccounts],
  [
    'limits and leases',
    (work) => readExtras(work.collector, itemsOf(work, 'extra'), work.netuid, hotkeysOf(work)),
  ],
]

/** Reads a subnet at a block, and checks that what was read agrees. */
export async function readSubnet(
  client: ForkClient,
  pinned: PinnedBlock,
  netuid: number,
  onStep: (step: Omit<ForkProgress, 'requests' | 'isDone'>) => void,
): Promise<ForkedSubnet> {
  const { genesis, hash, header } = pinned
  const shapes = await shapesAt(client, hash)
  const specVersion = await specVersionAt(client, hash)
  const readable = readableItems(client.host, shapes)
  const proofs = await proofsAt(client, pinned)
  const collector = createCollector(client.host, pagesAt(client, hash, proofs), readable)
  const work = { collector, readable, netuid }
  for (const [index, [step, read]] of steps.entries()) {
    onStep({ step, position: index + 1, steps: steps.length })
    await read(work)
  }
  mergeShares(collector)
  verify(collector, netuid)
  const notes = translate({ ...work, specVersion })
  return {
    netuid,
    genesis,
    hash,
    header,
    specVersion,
    slotMs: slotMsOf(shapes),
    isFastBuild: isFastBuildOf(shapes),
    entries: [...collector.store.entries('')],
    notes: proofs ? notes : [...notes, UNPROVEN],
  }
}

const UNPROVEN =
  'The endpoint offers no proofs of storage (state_getReadProof), so its values were not checked against the state root of the block.'

async function shapesAt({ host, call }: ForkClient, hash: string): Promise<Shapes> {
  const given = await call('state_getMetadata', [hash])
  try {
    return readShapes(fromHex(given as string))
  } catch (cause) {
    throw lie(host, 'the metadata cannot be read', cause)
  }
}

async function specVersionAt({ host, call }: ForkClient, hash: string): Promise<number> {
  const { specVersion } = ((await call('state_getRuntimeVersion', [hash])) ?? {}) as { specVersion?: unknown }
  if (Number.isInteger(specVersion) && (specVersion as number) > 0) return specVersion as number
  throw lie(host, 'the version of the runtime is not a number')
}

/** Tempo of new subnets in fast builds, by which they are recognized. */
const FAST_TEMPO = 10

function isFastBuildOf({ constants }: Shapes): boolean {
  const tempo = constants.get('SubtensorModule.InitialTempo')
  return tempo?.length === 2 && tempo[0] === FAST_TEMPO && tempo[1] === 0
}

function slotMsOf({ constants }: Shapes): number {
  const slot = constants.get('Aura.SlotDuration')
  const ms = slot?.length === 8 ? Number(decodeAll(u64.codec, slot)) : 0
  return ms >= 1 && ms <= 86_400_000 ? ms : 12_000
}

const itemsOf = ({ readable }: Work, ...scopes: readonly Scope[]): PlannedItem[] =>
  readable.items.filter(({ scope }) => scopes.includes(scope))

const together = async (works: readonly Promise<void>[]): Promise<void> => void (await Promise.all(works))

const keyCount = ({ pallet, item }: PlannedItem): number => findPallet(pallet)!.storage[item]!.keys.length

/** Networks, which share the emission, and the values of the chain. */
async function readNetworks(work: Work): Promise<void> {
  const { collector, netuid } = work
  const perNetwork = itemsOf(work, 'networks')
  await together([
    ...perNetwork.map((item) => collector.under(item, [])),
    ...itemsOf(work, 'all').map((item) => collector.under(item, [])),
    ...itemsOf(work, 'value').map((item) => collector.entries(item, [[]])),
  ])
  if (netuid === root || !collector.state.SubtensorModule.NetworksAdded.get(netuid)) {
    throw devnetError('FORK_NO_SUBNET', { host: collector.host, netuid })
  }
  const networks = networksOf(collector).map((network) => [network])
  await together(perNetwork.map((item) => collector.entries(item, networks)))
}

/** The subnet itself, and its mechanisms. */
async function readNeurons(work: Work): Promise<void> {
  const { collector, netuid } = work
  const under = (item: PlannedItem, first: number) =>
    keyCount(item) === 1 ? collector.entries(item, [[first]]) : collector.under(item, [first])
  const indices = mechanismIndices({ state: collector.state, block: 0 }, netuid)
  await together([
    ...itemsOf(work, 'subnet').map((item) => under(item, netuid)),
    ...itemsOf(work, 'mechanisms').flatMap((item) => indices.map((index) => under(item, index))),
  ])
}

/** Hotkeys of the subnet, their owners, and hotkeys that share their stake or get their earnings. */
async function readHotkeys(work: Work): Promise<void> {
  const { state } = work.collector
  const { SubtensorModule: subtensor } = state
  const known = new Set<string>()
  const read = async (hotkeys: Iterable<string>) => {
    const fresh = [...new Set(hotkeys)].filter((hotkey) => !known.has(hotkey))
    for (const hotkey of fresh) known.add(hotkey)
    await together([...relationsOf(work, fresh), ...accountItems(work, 'Owner', fresh)])
    return fresh
  }
  const own = await read([
    ...[...subtensor.Keys.entries(work.netuid)].map(([, hotkey]) => hotkey),
    subtensor.SubnetOwnerHotkey.get(work.netuid),
  ])
  const owners = own.map((hotkey) => subtensor.Owner.get(hotkey))
  await together(accountItems(work, 'AutoStakeDestination', owners))
  await read([
    ...own.flatMap((hotkey) => subtensor.ParentKeys.get(hotkey, work.netuid).map(([, parent]) => parent)),
    ...own.flatMap((hotkey) => subtensor.ChildKeys.get(hotkey, work.netuid).map(([, child]) => child)),
    ...owners.flatMap((owner) => subtensor.AutoStakeDestination.get(owner, work.netuid) ?? []),
  ])
}

function relationsOf(work: Work, hotkeys: readonly string[]): Promise<void>[] {
  const { collector, netuid } = work
  return itemsOf(work, 'hotkeys', 'hotkeysAndRoot').map((item) => {
    const networks = item.scope === 'hotkeys' ? [netuid] : [netuid, root]
    return collector.entries(
      item,
      hotkeys.flatMap((hotkey) => networks.map((network) => [hotkey, network])),
    )
  })
}

/** One item, or all, of these accounts. */
function accountItems(work: Work, only: string | null, accounts: readonly string[]): Promise<void>[] {
  return itemsOf(work, 'accounts')
    .filter(({ item }) => only === null || item === only)
    .map((item) =>
      work.collector.entries(
        item,
        accounts.map((account) => (keyCount(item) === 2 ? [account, work.netuid] : [account])),
      ),
    )
}

/** All hotkeys about which something was read. */
const hotkeysOf = ({ collector }: Work): string[] =>
  [...collector.state.SubtensorModule.Owner.keys()].map(([hotkey]) => hotkey)

/** Shares of all who stake on the hotkeys, on the subnet and on root. */
async function readStakes(work: Work): Promise<void> {
  const { collector, netuid } = work
  const isHere = ([, , network]: readonly unknown[]) => network === netuid || network === root
  await together(
    itemsOf(work, 'stakes').flatMap((item) =>
      hotkeysOf(work).map((hotkey) => collector.under(item, [hotkey], isHere)),
    ),
  )
}

/** Accounts of everyone who was met so far, those of the networks and those of development. */
async function readAccounts(work: Work): Promise<void> {
  const { state } = work.collector
  const { Owner, Alpha, AlphaV2, SubnetOwner } = state.SubtensorModule
  const accounts = new Set([
    ...[...Owner.entries()].flatMap(([[hotkey], owner]) => [hotkey, owner]),
    ...[...Alpha.keys(), ...AlphaV2.keys()].map(([, coldkey]) => coldkey),
    ...networksOf(work.collector).map(subnetAccount),
    ...devAccounts.map(({ account }) => account),
    SubnetOwner.get(work.netuid),
  ])
  await together(accountItems(work, null, [...accounts]))
}
