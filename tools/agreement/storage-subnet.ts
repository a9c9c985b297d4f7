import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom, type Random, type Subnet } from '@subnetkit/core'
import { createStorageSubnet } from '@subnetkit/subnet-storage'
import { createStorageMiner } from '@subnetkit/subnet-storage/miner'
import { defaultSettings } from '@subnetkit/subnet-storage/settings'
import { openShelf, type Shelf } from '@subnetkit/subnet-storage/shelf'
import type { RealMiner, RealSubnet } from './real-rounds.js'

const [fillerBytes, fillers] = [131_072, 8]
const settings = {
  ...defaultSettings,
  ...{ fillerBytes, quotaBytes: fillers * fillerBytes, targetBytesPerSecond: 4 * fillerBytes, wholeShare: 1 },
}
const never = Number.POSITIVE_INFINITY
const full = settings.targetBytesPerSecond

/** A field of graded miners. */
export interface Field {
  readonly miners: readonly {
    readonly name: string
    /** Objects that its disk takes. */
    readonly room: number
    readonly bytesPerSecond: number
    /** Loses one object in so many. */
    readonly loses: number
  }[]
  /** The miners in a few words, for the table. */
  readonly what: string
}

/** Miners that differ in room and speed. */
export const steady: Field = {
  miners: [
    ...[8, 4, 2, 1].flatMap((room) => [
      { name: `room for ${room}`, room, bytesPerSecond: full, loses: never },
      { name: `room for ${room}, a quarter of the speed`, room, bytesPerSecond: full / 4, loses: never },
    ]),
    // Lost objects fail when they are drawn, which is luck: this one has the last place to itself.
    {
      ...{ name: 'room for 8, an eighth of the speed, loses one object in 3', room: 8 },
      ...{ bytesPerSecond: full / 8, loses: 3 },
    },
  ],
  what: 'disks with room for 1 to 8 objects, lines of a quarter and of the whole of the target, which go up and down by a quarter, and one that loses objects',
}

/** The same rooms, at each of them a miner that keeps all and one that does not. */
export const losing: Field = {
  miners: [8, 6, 4, 3, 2].flatMap((room) => [
    { name: `room for ${room}`, room, bytesPerSecond: full, loses: never },
    { name: `room for ${room}, loses one object in 3`, room, bytesPerSecond: full, loses: 3 },
  ]),
  what: 'disks with room for 2 to 8 objects, lines that go up and down by a quarter, and every other miner loses one object in three',
}

/** Loses one object in `every` that it takes, the first one too: a count, since a share of eight objects is luck. */
function lossy(shelf: Shelf, every: number): Shelf {
  let taken = 0
  const lost = new Set<string>()
  return {
    ...shelf,
    async put(owner, object, ...rest) {
      const isTaken = await shelf.put(owner, object, ...rest)
      if (isTaken && taken++ % every === 0) lost.add(object)
      return isTaken
    },
    async get(owner, object) {
      // The space of what is lost is free again.
      if (lost.delete(object)) await shelf.drop(owner, object)
      return shelf.get(owner, object)
    },
  }
}

/** A line whose speed goes up and down by a quarter: other validators find it at another moment. */
function fluctuating(name: string, bytesPerSecond: number) {
  const lines = new Map<string, Random>()
  return (bytes: number, validator: string) => {
    const random =
      lines.get(validator) ?? createRandom(createHash('sha256').update(`${validator} ${name}`).digest())
    lines.set(validator, random)
    return 20 + (1_000 * bytes) / (bytesPerSecond * (0.75 + random.next() / 2))
  }
}

/** Opens the storage subnet with a field of miners. */
export async function storage(seed: number, { miners, what }: Field): Promise<RealSubnet> {
  const directory = await mkdtemp(join(tmpdir(), 'subnetkit-agreement-'))
  const takenBy = (count: number) => Math.ceil(count * fillerBytes * (1 + 1 / 64 + 1 / 2_048))
  return {
    miners: miners.map(({ name, room, bytesPerSecond, loses }, at) => ({
      name,
      // A shelf for each validator: together they would share the room by chance.
      handlers: perCaller((caller) => {
        const shelf = openShelf({
          directory: join(directory, `miner-${at}`, caller),
          quotaBytes: takenBy(room),
        })
        return createStorageMiner(loses === never ? shelf : lossy(shelf, loses))
      }),
      latencyMs: fluctuating(`${seed} ${name}`, bytesPerSecond),
    })),
    ...{ what, roundBlocks: 360, rounds: 10 },
    subnetOf(validator) {
      const own = join(directory, validator)
      mkdirSync(own, { recursive: true })
      // The secret from which its objects follow: the same each time, so that the figures are.
      const secret = createHash('sha256').update(`${seed} ${validator}`).digest('hex')
      writeFileSync(join(own, 'secret'), secret)
      return createStorageSubnet({ settings, directory: own }) as unknown as Subnet
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}

type Handlers = RealMiner['handlers']

/** Handlers that are made once for each caller. */
function perCaller(make: (caller: string) => object): Handlers {
  const made = new Map<string, Handlers>()
  const of = (caller: string) => {
    const own = made.get(caller) ?? (make(caller) as Handlers)
    made.set(caller, own)
    return own
  }
  return Object.fromEntries(
    ['store', 'audit', 'deepAudit', 'retrieve', 'drop'].map((synapse) => [
      synapse,
      (call: { readonly caller: { readonly hotkey: string } }) =>
        of(call.caller.hotkey)[synapse]!(call as never),
    ]),
  )
}
