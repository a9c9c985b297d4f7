import { setImmediate as nextTurn } from 'node:timers/promises'
import { blake2AsHex } from '@polkadot/util-crypto'
import { createDevnet, type Devnet } from '@subnetkit/devnet'
import fc from 'fast-check'
import { Follower } from './follower.js'

const STEPS = 100
const MOST_FOLLOWS = 4
/** A prefix with more entries than a page holds. */
const LISTED = '0xffee'
const LISTED_ENTRIES = 1_500

export interface ChainHeadRun {
  /** Devnets, each for a hundred steps. */
  readonly runs: number
  readonly seed: number
  readonly onProgress?: (done: number) => void
}

/** Numbers that decide about a step. */
type Draw = (below: number) => number

interface World {
  readonly devnet: Devnet
  /** Connections, with what each follows. */
  readonly clients: { readonly provider: Devnet['provider']; readonly followers: Follower[] }[]
  readonly snapshots: string[]
  readonly draw: Draw
}

type Step = (world: World) => unknown

/** Steps with their weights. */
const steps: readonly (readonly [number, Step])[] = [
  [12, ({ devnet, draw }) => devnet.mine(1 + draw(3))],
  [1, ({ devnet, draw }) => draw(40) === 0 && devnet.mine(600)],
  [4, ({ devnet, snapshots }) => snapshots.push(devnet.snapshot())],
  [4, revert],
  // Otherwise the same blocks are made once more.
  [3, ({ devnet, draw }) => devnet.setNextTimestamp(devnet.head.timestamp + 1 + draw(5_000))],
  [2, ({ devnet, draw }) => devnet.provider.send('dev_setStorage', [[['0xffed', `0x0${draw(10)}`]]])],
  [1, ({ devnet, draw }) => devnet.upgradeRuntime(draw(2) ? 381 : 425)],
  [6, follow],
  [1, ({ draw, ...world }) => pick(draw, running(world))?.unfollow()],
  [8, ({ draw, ...world }) => pick(draw, running(world))?.unpinSome(draw)],
  [14, ({ draw, ...world }) => pick(draw, running(world))?.ask(draw, LISTED)],
  [2, ({ draw, ...world }) => pick(draw, all(world))?.ask(draw, LISTED)],
  [4, ({ draw, ...world }) => pick(draw, running(world))?.goOn(draw)],
  [1, leave],
]

const all = ({ clients }: Pick<World, 'clients'>): Follower[] => clients.flatMap(({ followers }) => followers)
const running = (world: Pick<World, 'clients'>): Follower[] => all(world).filter(({ model }) => !model.isOver)
const pick = <T>(draw: Draw, from: readonly T[]): T | undefined => from[draw(from.length)]

function revert({ devnet, snapshots, draw }: World): void {
  const at = draw(snapshots.length)
  const [id] = snapshots.splice(at)
  if (id !== undefined) devnet.revert(id)
}

async function follow({ clients, draw }: World): Promise<void> {
  const client = clients[draw(clients.length)]
  if (!client) return
  const open = client.followers.filter(({ model }) => !model.isOver).length
  const opened = await Follower.open(client.provider, draw(3) > 0).catch(
    (error: { code: number }) => error.code,
  )
  if (opened instanceof Follower) client.followers.push(opened)
  const isRight = open < MOST_FOLLOWS ? opened instanceof Follower : opened === -32800
  if (!isRight) throw new Error(`with ${open} followers, another is answered with ${opened}`)
}

/** A client that goes away gets nothing more. */
async function leave({ devnet, clients, draw }: World): Promise<void> {
  const at = draw(clients.length * 4)
  const client = clients[at]
  if (!client) return
  await client.provider.disconnect()
  for (const { model } of client.followers) model.isOver = true
  clients[at] = { provider: devnet.provider.clone(), followers: [] }
}

/** Walks drawn sequences of steps; throws an Error that names the run after which an event or an answer was wrong. */
export async function walkChainHead({
  runs,
  seed,
  onProgress,
}: ChainHeadRun): Promise<ReadonlyMap<string, number>> {
  const events = new Map<string, number>()
  for (let run = 0; run < runs; run++) {
    try {
      for (const follower of await walk(seed + run))
        for (const [event, count] of follower.counts) events.set(event, (events.get(event) ?? 0) + count)
    } catch (error) {
      throw new Error(`seed ${seed + run}: ${String(error)}`, { cause: error })
    }
    onProgress?.(run + 1)
  }
  return events
}

async function walk(seed: number): Promise<readonly Follower[]> {
  const tape = fc.sample(fc.nat(), { seed, numRuns: STEPS * 12 })
  let place = 0
  const draw: Draw = (below) => (below === 0 ? 0 : (tape[place++ % tape.length] as number) % below)
  await using devnet = await createDevnet({
    blockTime: 'manual',
    seed: `walk ${seed}`,
    finalityDelay: draw(4),
  })
  const entries = Array.from({ length: LISTED_ENTRIES }, (_, at) => [
    `${LISTED}${at.toString(16).padStart(4, '0')}`,
    '0x01',
  ])
  await devnet.provider.send('dev_setStorage', [entries])
  devnet.mine(1 + draw(9))
  const clients = [0, 1].map(() => ({ provider: devnet.provider.clone(), followers: [] as Follower[] }))
  const world: World = { devnet, clients, snapshots: [], draw }
  const ever = new Set<Follower>()
  const drawn = steps.flatMap(([weight, step]) => Array<Step>(weight).fill(step))
  for (let count = 0; count < STEPS; count++) {
    await drawn[draw(drawn.length)]?.(world)
    await nextTurn()
    for (const follower of all(world)) ever.add(follower)
    for (const follower of ever) follower.takeEvents()
    for (const follower of running(world)) await checkPinned(follower, draw)
  }
  for (const follower of running(world))
    for (const hash of follower.model.pinned) await checkHeader(follower, hash)
  for (const { provider } of clients) await provider.disconnect()
  return [...ever]
}

async function checkPinned(follower: Follower, draw: Draw): Promise<void> {
  const hash = pick(draw, [...follower.model.pinned])
  if (hash !== undefined) await checkHeader(follower, hash)
}

/** The header of a pinned block can be read, and has its hash; of a follower that was stopped meanwhile there is none. */
async function checkHeader(follower: Follower, hash: string): Promise<void> {
  const header = await follower.send<string | null>('header', hash)
  follower.takeEvents()
  if (follower.model.isOver) return
  if (header === null || blake2AsHex(header, 256) !== hash)
    throw new Error(`pinned ${hash} cannot be read: ${header}`)
}
