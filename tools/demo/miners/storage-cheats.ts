import { bytesInMemory } from '@subnetkit/core'
import { blockBytes, hashObject, tagBytes } from '@subnetkit/possession'
import { createStorageMiner } from '@subnetkit/subnet-storage/miner'
import type { StorageProtocol } from '@subnetkit/subnet-storage/protocol'
import type { Shelf, ShelvedObject } from '@subnetkit/subnet-storage/shelf'
import type { Handlers } from 'subnetkit'

type StorageHandlers = ReturnType<typeof createStorageMiner>

/** Objects that a miner was given, by their owner and in their order. */
export interface Arrivals {
  readonly handlers: StorageHandlers
  /** Place of an object among those of its owner; -1 for one that never came. */
  indexOf(owner: string, object: string): number
  /** The object at a place. */
  at(owner: string, index: number): string | undefined
}

/** Notes what a miner is given. */
export function noteArrivals(handlers: StorageHandlers): Arrivals {
  const objects = new Map<string, string[]>()
  const of = (owner: string) => objects.get(owner) ?? []
  return {
    indexOf: (owner, object) => of(owner).indexOf(object),
    at: (owner, index) => of(owner)[index],
    handlers: {
      ...handlers,
      store(request) {
        const { caller, input } = request
        if (!of(caller.hotkey).includes(input.object)) {
          objects.set(caller.hotkey, [...of(caller.hotkey), input.object])
        }
        return handlers.store(request)
      },
    },
  }
}

/** Proves what it is asked once, remembers the proofs, and throws the object away. Later it repeats a proof that it has. */
export function hoarding(shelf: Shelf): Handlers<StorageProtocol> {
  const honest = createStorageMiner(shelf)
  const proofs = new Map<string, Uint8Array>()
  return {
    ...honest,
    async audit(request) {
      const { input, caller } = request
      const answer = await honest.audit(request)
      for (const [at, { object }] of input.objects.entries()) {
        if (answer.proofs[at]!.length > 0) proofs.set(object, answer.proofs[at]!)
        await shelf.drop(caller.hotkey, object)
      }
      return { proofs: input.objects.map(({ object }) => proofs.get(object) ?? new Uint8Array()) }
    },
  }
}

/** Says that it stores, and answers from the disk of another hotkey, whose objects came in the same order. */
export function sharing(disk: Shelf, other: Arrivals): Handlers<StorageProtocol> {
  const own = noteArrivals(
    createStorageMiner({
      put: async () => true,
      get: async (owner, object) => {
        const place = own.indexOf(owner, object)
        const shared = other.at(owner, place)
        return shared === undefined ? undefined : disk.get(owner, shared)
      },
      drop: async () => true,
      free: async () => 0,
    }),
  )
  return own.handlers
}

/** Says that it stores, and answers with zeros, from a tree of its own. */
export function forging(): Handlers<StorageProtocol> {
  const sizes = new Map<string, number>()
  return createStorageMiner({
    async put(_owner, object, size) {
      sizes.set(object, size)
      return true
    },
    async get(_owner, object) {
      const size = sizes.get(object)
      return size === undefined ? undefined : zeros(size)
    },
    drop: async () => true,
    free: async () => 0,
  })
}

async function zeros(size: number): Promise<ShelvedObject> {
  const content = new Uint8Array(size)
  const { blocks } = await hashObject([content])
  return {
    size,
    blocks,
    readBlock: async (block) => content.subarray(block * blockBytes, (block + 1) * blockBytes),
    readTag: async () => new Uint8Array(tagBytes),
    range: ({ first, count }) =>
      bytesInMemory([content.subarray(first * blockBytes, (first + count) * blockBytes)]),
  }
}

/** Passes audits, and returns other bytes than it was given. */
export function lying(shelf: Shelf): Handlers<StorageProtocol> {
  const honest = createStorageMiner(shelf)
  return {
    ...honest,
    async retrieve(request) {
      const { bytes, path } = await honest.retrieve(request)
      return { bytes: new Uint8Array('size' in bytes ? bytes.size : bytes.length), path }
    },
  }
}
