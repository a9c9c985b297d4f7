import { leavesOf } from '@subnetkit/possession'
import { createStorageMiner, type StorageHandlers } from '../miner.js'
import type { Shelf, ShelvedObject } from '../shelf.js'
import { fillerOf } from '../vault.js'
import { createMemoryShelf } from './memory-shelf.js'
import { bytesOf } from './received.js'

/** Miner of a play or of the lab. Null instead of an answer is none. */
export interface PlayedMiner {
  readonly answers: { readonly [Name in keyof StorageHandlers]: (call: never) => Promise<object | null> }
  /** Bytes that it keeps at the moment. */
  held(): number
  /** Line that whole objects come over, in a round. @default fast enough */
  bytesPerSecond?(round: number): number
}

/** Miner that keeps what it is given as long as there is room, and says no otherwise. */
export function honest(room?: number, bytesPerSecond?: number): PlayedMiner {
  const shelf = createMemoryShelf(room)
  return {
    answers: createStorageMiner(shelf),
    held: shelf.held,
    ...(bytesPerSecond && { bytesPerSecond: () => bytesPerSecond }),
  }
}

/** Takes everything, and keeps one object in `every`; the rest it admits to have lost. */
export function claiming(every: number): PlayedMiner {
  const shelf = createMemoryShelf()
  let given = 0
  return wrapped(shelf, {
    async put(owner, object, size, bytes, tags) {
      given += 1
      return given % every === 0 ? shelf.put(owner, object, size, bytes, tags) : true
    },
  })
}

/** Keeps all blocks of an object but the last one of `blocks`, and admits a loss where that is needed. */
export function beheading(blocks: number): PlayedMiner {
  const shelf = createMemoryShelf()
  const headOnly = (held: ShelvedObject): ShelvedObject => {
    const last = held.blocks.length - 1
    return {
      ...held,
      readBlock: (block) => (block === last ? Promise.reject(new Error('not kept')) : held.readBlock(block)),
      range: (range) => (range.first + range.count > last ? bytesOf(new Uint8Array()) : held.range(range)),
    }
  }
  const miner = wrapped(shelf, {
    async get(owner, object) {
      const held = await shelf.get(owner, object)
      return held && headOnly(held)
    },
  })
  const { audit, deepAudit, retrieve } = miner.answers as StorageHandlers
  const all = <T>(one: T) => [one]
  return {
    ...miner,
    held: () => Math.round((shelf.held() * (blocks - 1)) / blocks),
    answers: {
      ...miner.answers,
      async audit(call: Parameters<typeof audit>[0]) {
        const proofs: Uint8Array[] = []
        for (const object of call.input.objects) {
          const one = await audit({ ...call, input: { objects: all(object) } } as never).catch(() => null)
          // It is not asked about it again.
          if (!one?.proofs[0]?.length) await shelf.drop(call.caller.hotkey, object.object)
          proofs.push(one?.proofs[0] ?? new Uint8Array())
        }
        return { proofs }
      },
      deepAudit: (call: Parameters<typeof deepAudit>[0]) =>
        deepAudit(call).catch(() => ({ proof: new Uint8Array() })),
      retrieve: async (call: Parameters<typeof retrieve>[0]) => {
        const answer = await retrieve(call)
        return 'size' in answer.bytes && answer.bytes.size === 0 ? { bytes: answer.bytes, path: [] } : answer
      },
    } as PlayedMiner['answers'],
  }
}

/** Keeps no tags, a 64th of everything, and admits a loss at deep audits. */
export function untagged(): PlayedMiner {
  const shelf = createMemoryShelf()
  const miner = wrapped(shelf, {})
  return {
    ...miner,
    held: () => Math.round((shelf.held() * 64) / 65),
    answers: { ...miner.answers, deepAudit: async () => ({ proof: new Uint8Array() }) },
  }
}

/** Does not answer what costs it most: whole objects and deep audits. */
export function sparing(): PlayedMiner {
  const miner = honest()
  const { retrieve } = miner.answers as StorageHandlers
  return {
    ...miner,
    answers: {
      ...miner.answers,
      deepAudit: async () => null,
      retrieve: async (call: Parameters<typeof retrieve>[0]) =>
        call.input.blocks > 1 ? null : retrieve(call),
    } as PlayedMiner['answers'],
  }
}

/** Keeps everything until a round, and nothing from then on. */
export function quitting(after: number): PlayedMiner {
  const shelf = createMemoryShelf()
  let rounds = 0
  const isGone = () => rounds > after
  const miner = wrapped(shelf, {
    get: async (owner, object) => (isGone() ? undefined : shelf.get(owner, object)),
  })
  return {
    ...miner,
    // Asked once after each round.
    held: () => {
      rounds += 1
      return isGone() ? 0 : shelf.held()
    },
  }
}

/** Keeps nothing, and asks another miner for what it is asked, in its own name. */
export function relaying(other: PlayedMiner): PlayedMiner {
  const own = { hotkey: '5Relay' }
  const pass = (name: 'audit' | 'deepAudit' | 'retrieve') => (call: object) =>
    other.answers[name]({ ...call, caller: own } as never)
  return {
    held: () => 0,
    answers: {
      store: async () => ({ stored: true }),
      audit: pass('audit'),
      deepAudit: pass('deepAudit'),
      retrieve: pass('retrieve'),
      drop: async () => ({ dropped: 0 }),
    } as PlayedMiner['answers'],
  }
}

/** Keeps nothing, and makes the object again as the validator does, from a secret that it guesses. */
export function recomputing(hotkey: string): PlayedMiner {
  const vault = { secret: new Uint8Array(32), name: '' }
  const known = new Map<string, { readonly size: number; readonly index: number }>()
  const shelf: Shelf = {
    async put(_owner, object, size) {
      known.set(object, { size, index: known.size })
      return true
    },
    async get(owner, object) {
      const made = known.get(object)
      if (!made) return undefined
      const again = createMemoryShelf()
      const chunks: Uint8Array[] = []
      for await (const chunk of fillerOf(vault, hotkey, made.index, made.size)) chunks.push(chunk)
      const tags = bytesOf(new Uint8Array(leavesOf(made.size) * 16))
      await again.put(owner, object, made.size, bytesOf(Buffer.concat(chunks)), tags)
      return again.get(owner, object)
    },
    drop: async () => true,
    free: async () => 0,
  }
  return { answers: createStorageMiner(shelf), held: () => 0 }
}

function wrapped(shelf: ReturnType<typeof createMemoryShelf>, change: Partial<Shelf>): PlayedMiner {
  return { answers: createStorageMiner({ ...shelf, ...change }), held: shelf.held }
}
