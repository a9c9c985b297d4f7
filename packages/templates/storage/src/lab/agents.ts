import { type AgentCall, type AgentOf, defineAgent } from 'subnetkit/lab'
import type { StorageHandlers } from '../miner.js'
import type { createStorageSubnet } from '../subnet.js'
import { forge } from './forge.js'
import { createMemoryShelf } from './memory-shelf.js'
import { beheading, claiming, honest, type PlayedMiner, recomputing, sparing, untagged } from './miners.js'
import { asReceived } from './received.js'
import { labSettings, withTags } from './settings.js'

type StorageSubnet = ReturnType<typeof createStorageSubnet>
type StorageAgent = AgentOf<StorageSubnet>
type Call = Parameters<StorageAgent['answer']>[0]

/** Miner of one hotkey, and the bytes that it said it would keep. */
interface Kept {
  readonly miner: PlayedMiner
  given: number
}

/** Kind of cheat, with the miner that each of its hotkeys runs. */
interface Cheat {
  readonly name: string
  readonly about: string
  readonly hotkeys?: number
  readonly miner: (call: Pick<Call, 'hotkey' | 'memory' | 'random'>) => PlayedMiner
}

/** Defines an agent whose work is the share of its bytes that it keeps. */
function cheat({ miner, ...kind }: Cheat): StorageAgent {
  return defineAgent<StorageSubnet>({
    ...kind,
    async answer(call) {
      const { question, hotkey, memory } = call
      const key = `kept/${hotkey}`
      const kept = (memory.get(key) as Kept | undefined) ?? { miner: miner(call), given: 0 }
      memory.set(key, kept)
      const output = await ask(kept.miner, call)
      if (output === null) return null
      const { size = 0 } = question.input as { readonly size?: number }
      if ('stored' in output && output.stored)
        kept.given = Math.min(labSettings.quotaBytes, kept.given + size)
      const work = kept.given === 0 ? 0 : Math.min(1, kept.miner.held() / withTags(kept.given))
      return { output: output as never, work }
    },
  })
}

/** Asks the handlers of a miner, as the server does. */
const ask = async (
  { answers }: PlayedMiner,
  { question: { synapse, input }, validator }: Pick<AgentCall, 'question' | 'validator'>,
): Promise<object | null> => {
  const handler = answers[synapse as keyof StorageHandlers] as (call: object) => Promise<object | null>
  return handler({ input: asReceived(input as object), caller: { hotkey: validator } })
}

/** Says that it keeps everything, keeps every other object, and admits the losses when it is asked. */
const sizeLiar = cheat({
  ...{ name: 'size-liar', about: 'takes every object, keeps every other one, and admits a loss when asked' },
  miner: () => claiming(2),
})

/** Keeps every other object, and is silent instead of admitting a loss: an object that is not admitted counts as held. */
const evader = cheat({
  ...{
    name: 'evader',
    about: 'keeps every other object, and gives no answer where it would have to admit it',
  },
  miner() {
    const miner = claiming(2)
    const { audit, deepAudit, retrieve } = miner.answers as StorageHandlers
    const isEmpty = (bytes: { readonly size?: number; readonly length?: number }) =>
      (bytes.size ?? bytes.length) === 0
    return {
      ...miner,
      answers: {
        ...miner.answers,
        async audit(call: Parameters<typeof audit>[0]) {
          const { proofs } = await audit(call)
          return proofs.some(isEmpty) ? null : { proofs }
        },
        async deepAudit(call: Parameters<typeof deepAudit>[0]) {
          const { proof } = await deepAudit(call)
          return isEmpty(proof) ? null : { proof }
        },
        async retrieve(call: Parameters<typeof retrieve>[0]) {
          const answer = await retrieve(call)
          return isEmpty(answer.bytes) ? null : answer
        },
      } as PlayedMiner['answers'],
    }
  },
})

/** Keeps the first of two blocks of each object. */
const headKeeper = cheat({
  ...{ name: 'head-keeper', about: 'keeps the first half of each object, and admits a loss of the rest' },
  miner: () => beheading(2),
})

/** Keeps no tags. */
const tagless = cheat({
  ...{ name: 'tagless', about: 'keeps no tags, a 65th of the bytes, and admits a loss at deep audits' },
  miner: untagged,
})

/** Leaves out what costs it bandwidth. */
const sparer = cheat({
  ...{ name: 'sparer', about: 'keeps everything, and gives no answer to whole objects and deep audits' },
  miner: sparing,
})

/** Makes its bytes again, if it can guess what they follow from. */
const recomputer = cheat({
  ...{ name: 'recomputer', about: 'keeps nothing, and makes fillers again from a guessed secret' },
  miner: ({ hotkey }) => recomputing(hotkey),
})

/** One disk behind several hotkeys: what one of them keeps is shown for all. */
const deduplicator = cheat({
  ...{ name: 'deduplicator', about: 'one disk for three hotkeys: what one of them keeps is shown for all' },
  hotkeys: 3,
  miner({ memory }) {
    const disk = memory.get('disk') as PlayedMiner | undefined
    if (disk) return { answers: { ...disk.answers, store: async () => ({ stored: true }) }, held: () => 0 }
    const first = honest()
    memory.set('disk', first)
    return first
  },
})

/** Keeps nothing, and sends proofs that are none. */
const forger = defineAgent<StorageSubnet>({
  ...{ name: 'forger', about: 'keeps nothing, says that it does, and makes up proofs' },
  answer: ({ question: { synapse, input }, random }) => ({ output: forge(synapse, input, random), work: 0 }),
})

/** Keeps everything for a while, and then sells the disk. */
const quitter = ({ after = 12 } = {}) =>
  defineAgent<StorageSubnet>({
    ...{
      name: 'quitter',
      about: `keeps everything for ${after} epochs, then nothing, and admits the losses`,
    },
    async answer(call) {
      const { age, hotkey, memory } = call
      const miner = (memory.get(hotkey) as PlayedMiner | undefined) ?? honest()
      // An empty shelf admits what it is asked about.
      memory.set(hotkey, age < after ? miner : honest(0))
      return {
        output: (await ask(age < after ? miner : honest(0), call)) as never,
        work: age < after ? 1 : 0,
      }
    },
  })

/** Cheats of storage; `src/lab.ts` plays them beside the usual ones. */
export const storageCheats: readonly StorageAgent[] = [
  ...[sizeLiar, evader, headKeeper, tagless, sparer],
  ...[recomputer, deduplicator, forger, quitter()],
]

/** Shelf of an honest miner of the lab. */
export function shelfOf(memory: Map<string, unknown>, hotkey: string) {
  const key = `shelf/${hotkey}`
  const shelf = (memory.get(key) as ReturnType<typeof createMemoryShelf> | undefined) ?? createMemoryShelf()
  memory.set(key, shelf)
  return shelf
}
