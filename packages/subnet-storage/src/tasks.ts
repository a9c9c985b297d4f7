import { createHash } from 'node:crypto'
import { blocksOf, leavesOf, rangeWith, sampleLeaves } from '@subnetkit/possession'
import { Bytes, type ObserveContext, taskSource } from 'subnetkit'
import type { Catalogue, HeldObject } from './catalogue.js'
import { departedOf, type Unlisted, unlistedOf } from './departed.js'
import { protocol } from './protocol.js'
import { objectsPerAudit, type StorageSettings } from './settings.js'
import { fillerOf, tagsOf } from './vault.js'

/** Observation of one miner. */
export interface ObservedMiner {
  /** Bytes that it holds. */
  readonly bytes: number
  /** Objects that this round asks about, drawn from the block hash in proportion to their bytes. */
  readonly sample: readonly HeldObject[]
  /** Filler that it is to store. */
  readonly filler: (HeldObject & { readonly index: number }) | null
}

/** Observation of a round: roots and sizes, never the bytes or a key. */
export interface Observed {
  readonly blockHash: string
  /** Public name of the catalogue. */
  readonly validator: string
  readonly miners: Readonly<Record<string, ObservedMiner>>
  readonly unlisted: Unlisted
}

/** Tasks of a round: store a filler, prove leaves, return a range, and now and then a deep audit and a whole object. */
export function createTasks(catalogue: Catalogue, settings: StorageSettings) {
  /** Share of the quota that a miner holds. */
  const shareOf = ({ bytes }: ObservedMiner) => Math.min(1, bytes / settings.quotaBytes)
  /** Draws the filler that a miner is to store: for miners that hold nothing, or for all others. */
  const fillerFor =
    (isEmpty: boolean) =>
    (
      _random: unknown,
      { hotkey = '', observed }: { readonly hotkey?: string | undefined; readonly observed: Observed },
    ) => {
      const { filler, bytes } = observed.miners[hotkey] ?? {}
      if (!filler || (bytes === 0) !== isEmpty) return null
      const { object, size, index } = filler
      // Made again from the secret of the validator whenever it is read.
      const content = async function* () {
        yield* fillerOf(await catalogue.vault(), hotkey, index, size)
      }
      const tags = new Bytes({
        size: leavesOf(size) * 16,
        async *chunks() {
          yield* tagsOf(await catalogue.vault(), object, size, content).chunks()
        },
      })
      return { input: { object, size, bytes: new Bytes({ size, chunks: content }), tags }, truth: filler }
    }
  return taskSource({
    protocol,
    async observe({ blockHash, miners, previous }: ObserveContext): Promise<Observed> {
      const [vault, holdings] = [await catalogue.vault(), await catalogue.holdings()]
      const seen: Record<string, ObservedMiner> = {}
      for (const { hotkey } of miners) {
        const held = holdings.get(hotkey) ?? []
        const bytes = held.reduce((sum, { size }) => sum + size, 0)
        const isFull = bytes + settings.fillerBytes > settings.quotaBytes
        seen[hotkey] = {
          bytes,
          sample: sampleObjects(held, [blockHash, hotkey, vault.name]),
          filler: isFull ? null : await catalogue.nextFiller(hotkey, settings.fillerBytes),
        }
      }
      const unlisted = unlistedOf(await catalogue.fillerHotkeys(), new Set(Object.keys(seen)), previous)
      return { blockHash, validator: vault.name, miners: seen, unlisted }
    },
    observeDeadlineMs: 120_000,
    families: [
      { name: 'store', synapse: 'store', tasksPerMiner: 1, draw: fillerFor(false) },
      // A family of its own: the scoreboard has to see that a miner holds nothing.
      { name: 'first-store', synapse: 'store', tasksPerMiner: 1, draw: fillerFor(true) },
      {
        name: 'audit',
        synapse: 'audit',
        tasksPerMiner: 1,
        draw(_random, { hotkey = '', observed }) {
          const sample = observed.miners[hotkey]?.sample ?? []
          if (sample.length === 0) return null
          const count = Math.ceil(settings.auditLeaves / sample.length)
          const objects = sample.map(({ object, size }) => {
            const seed = [observed.blockHash, hotkey, object, observed.validator]
            return { object, size, leaves: sampleLeaves({ seed, leaves: leavesOf(size), count }) }
          })
          return { input: { objects }, truth: { departed: departedOf(observed) } }
        },
      },
      {
        name: 'range',
        synapse: 'retrieve',
        tasksPerMiner: 1,
        draw(random, { hotkey = '', observed }) {
          const miner = observed.miners[hotkey]
          if (!miner || miner.sample.length === 0) return null
          const { object, size } = random.pick(miner.sample)
          const first = random.int(0, blocksOf(size) - 1)
          return { input: { object, size, first, blocks: 1 }, truth: { share: shareOf(miner) } }
        },
      },
      {
        name: 'whole',
        synapse: 'retrieve',
        tasksPerMiner: 1,
        draw(random, { hotkey = '', observed }) {
          const sample = observed.miners[hotkey]?.sample ?? []
          if (sample.length === 0 || !random.chance(settings.wholeShare)) return null
          const { object, size } = random.pick(sample)
          const { count } = rangeWith(size, 0, blocksOf(size) - 1)
          return {
            input: { object, size, first: 0, blocks: count },
            truth: { bytesPerSecond: settings.targetBytesPerSecond },
          }
        },
      },
      {
        name: 'deep-audit',
        synapse: 'deepAudit',
        tasksPerMiner: 1,
        draw(random, { hotkey = '', observed }) {
          const sample = observed.miners[hotkey]?.sample ?? []
          if (sample.length === 0 || !random.chance(settings.deepShare)) return null
          const { object, size } = random.pick(sample)
          const nonce = Array.from({ length: 8 }, () =>
            random.int(0, 0xffff_ffff).toString(16).padStart(8, '0'),
          ).join('')
          return { input: { object, size, nonce, leaves: settings.deepLeaves }, truth: null }
        },
      },
    ],
  })
}
export type StorageTasks = ReturnType<typeof createTasks>

/** Draws objects in proportion to their bytes, each at most once: numbers from SHA-256 of the seed. */
function sampleObjects(held: readonly HeldObject[], seed: readonly string[]): HeldObject[] {
  const total = held.reduce((sum, { size }) => sum + size, 0)
  const drawn = new Set<HeldObject>()
  for (let draw = 0; total > 0 && draw < objectsPerAudit; draw += 1) {
    const digest = createHash('sha256')
      .update(JSON.stringify([...seed, draw]))
      .digest()
    let left = digest.readUIntBE(0, 6) % total
    const found = held.find(({ size }) => {
      left -= size
      return left < 0
    })
    if (found) drawn.add(found)
  }
  return [...drawn]
}
