import { setTimeout } from 'node:timers/promises'
import {
  blocksOf,
  leafBytes,
  leafLength,
  leavesOf,
  proveLeaves,
  provePossession,
  rangePath,
} from '@subnetkit/possession'
import { Bytes, type Handlers } from 'subnetkit'
import type { StorageProtocol } from './protocol.js'
import { deepChallenge } from './rubric.js'
import { DamagedObject, openShelf, type Shelf } from './shelf.js'

/** The sample miner: keeps what validators give it in the folder `STORAGE_DIRECTORY`, up to `STORAGE_QUOTA_BYTES`. */
export function handlers({ env = process.env } = {}): Handlers<StorageProtocol> {
  const { STORAGE_DIRECTORY: directory = 'storage', STORAGE_QUOTA_BYTES: quota } = env
  if (quota && !/^[1-9]\d{0,14}$/.test(quota))
    throw new Error(`STORAGE_QUOTA_BYTES is ${quota}; set it to a number of bytes, such as 107374182400`)
  return createStorageMiner(openShelf({ directory, ...(quota && { quotaBytes: Number(quota) }) }))
}

const nothing = new Uint8Array()

/** A damaged object is a loss: to prove it wrong would be fraud. */
function nothingIfDamaged(error: unknown): Uint8Array {
  if (error instanceof DamagedObject) return nothing
  throw error
}

/** Options of {@link createStorageMiner}. */
export interface StorageMinerOptions {
  /** Bytes per second that it returns ranges with. @default as fast as disk and line are */
  readonly bytesPerSecond?: number
}

/** Handlers over a shelf. Objects belong to the validator that stored them. A loss is admitted, with empty bytes: a wrong proof costs more. */
export function createStorageMiner(shelf: Shelf, { bytesPerSecond }: StorageMinerOptions = {}) {
  return {
    store: async ({ input, caller }) => ({
      stored: await shelf.put(caller.hotkey, input.object, input.size, input.bytes, input.tags),
    }),
    async audit({ input, caller }) {
      const proofs: Uint8Array[] = []
      for (const { object, size, leaves } of input.objects) {
        const held = await shelf.get(caller.hotkey, object)
        const isThere = held?.size === size && leaves.every((leaf) => leaf < leavesOf(size))
        proofs.push(held && isThere ? await proveLeaves(held, leaves).catch(nothingIfDamaged) : nothing)
      }
      return { proofs }
    },
    async deepAudit({ input, caller }) {
      const held = await shelf.get(caller.hotkey, input.object)
      if (held?.size !== input.size) return { proof: nothing }
      const perBlock = 64
      let read = { block: -1, bytes: nothing as Uint8Array }
      const proof = await provePossession(deepChallenge(input), async (index) => {
        const block = Math.floor(index / perBlock)
        if (read.block !== block) read = { block, bytes: await held.readBlock(block) }
        const at = (index % perBlock) * leafBytes
        return {
          leaf: read.bytes.subarray(at, at + leafLength(index, held.size)),
          tag: await held.readTag(index),
        }
      }).catch(nothingIfDamaged)
      return { proof }
    },
    async retrieve({ input, caller }) {
      const held = await shelf.get(caller.hotkey, input.object)
      const { first, blocks: count } = input
      const isRange = Number.isInteger(Math.log2(count)) && first % count === 0
      if (held?.size !== input.size || !isRange || first >= blocksOf(held.size))
        return { bytes: nothing, path: [] }
      const range = { first, count }
      return {
        bytes: bytesPerSecond ? paced(held.range(range), bytesPerSecond) : held.range(range),
        path: rangePath(held, range).map((hash) => Buffer.from(hash).toString('hex')),
      }
    },
    async drop({ input, caller }) {
      let dropped = 0
      for (const object of input.objects) if (await shelf.drop(caller.hotkey, object)) dropped += 1
      return { dropped }
    },
  } satisfies Handlers<StorageProtocol>
}

/** Handlers of the sample miner. */
export type StorageHandlers = ReturnType<typeof createStorageMiner>

/** Bytes that come no faster. */
function paced(bytes: Bytes, bytesPerSecond: number): Bytes {
  async function* chunks() {
    for await (const chunk of bytes.chunks()) {
      await setTimeout((1_000 * chunk.length) / bytesPerSecond)
      yield chunk
    }
  }
  return new Bytes({ size: bytes.size, chunks })
}
