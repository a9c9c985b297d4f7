import { createHash } from 'node:crypto'
import { connectChain, readMetagraph } from '@subnetkit/chain'
import { createRandom, type Protocol, type RoundReply, scoreRound, type Task } from '@subnetkit/core'
import { foldRound, type RoundResult, type ScoreEntry, weightsFrom } from '@subnetkit/core/engine'
import type { Devnet } from '@subnetkit/devnet'
import { decodeAddress } from '@subnetkit/wallet'
import { defineAgent } from '../agents/agent.js'
import type { Lab } from '../define-lab.js'
import { hot, miners, netuid } from './devnet-twin.js'

type Reply = RoundReply<Protocol, Task> | { hotkey: string; task: Task; absent: true }

/** Chance of each miner to be right; null is silent. The newcomer is the best. */
const skills = new Map<string, number | null>([
  ...miners.map((name, at) => [hot(name), [0.9, 0.7, 0.4, null, 0.1][at]!] as const),
  [hot('//late'), 0.95],
])

/** Answer of a miner to a task: it depends on both alone, so that both sides get the same. */
export function answerOf(hotkey: string, question: Pick<Task, 'input'>, truth: unknown): object | null {
  const skill = skills.get(hotkey) ?? null
  if (skill === null) return null
  const luck = createRandom(
    createHash('sha256')
      .update(JSON.stringify([hotkey, question.input]))
      .digest(),
  )
  return { sum: luck.chance(skill) ? truth : -1 }
}

/** The same miners as an agent of the lab. */
export const twinAgent = defineAgent({
  name: 'twin',
  answer({ hotkey, question, peek }) {
    const output = answerOf(hotkey, question as Pick<Task, 'input'>, peek())
    return output && { output: output as never }
  },
})

/** A validator of the devnet: the engine's own functions over what a chain client reads from its node. */
export async function createEngineTwin({ subnet }: Lab, devnet: Devnet) {
  const client = await connectChain({ provider: devnet.provider })
  const entries = new Map<string, Map<string, ScoreEntry>>()
  return {
    /** Plays a round with the miners that the metagraph lists, folds it, and returns the weights to set. */
    async round(validator: string, number: number, secret: Uint8Array) {
      const metagraph = await readMetagraph(client, { netuid })
      const neurons = metagraph.neurons.map((one) => ({ ...one, hotkey: hexOf(one.hotkey) }))
      const asked = neurons.filter(({ hotkey }) => skills.has(hotkey))
      const round = { netuid: 1, mechanism: 0, number, secret }
      const replies = asked.flatMap(({ hotkey }) =>
        subnet.tasks.tasksFor(round, hotkey).map((task): Reply => {
          const output = answerOf(hotkey, task, task.truth)
          if (output === null) return { hotkey, task, absent: true }
          return { hotkey, task, output: output as never, latencyMs: 100 }
        }),
      )
      const scored = await scoreRound(subnet, replies as never, { round, past: [], deadlineMs: 1_000 })
      const results = scored.miners.map(({ hotkey, mean }): RoundResult => {
        const own = scored.answers.filter((answer) => answer.hotkey === hotkey)
        const { registeredAt } = asked.find((one) => one.hotkey === hotkey)!
        return {
          ...{ hotkey, registeredAt, mean, tasks: own.length },
          answered: own.filter(({ outcome }) => outcome !== 'absent').length,
          results: own.map(({ family, score, outcome }) => ({ family, score, outcome: outcome as 'scored' })),
        }
      })
      const known = entries.get(validator) ?? new Map<string, ScoreEntry>()
      entries.set(validator, known)
      const { scoreboard } = subnet.incentive
      for (const entry of foldRound(
        [...known.values()],
        { number, block: number, results },
        { scoreboard },
      )) {
        known.set(entry.hotkey, entry)
      }
      const limits = { minAllowedWeights: 1, maxWeightsLimit: 65_535 }
      const chain = { ...metagraph, ownerHotkey: hexOf(metagraph.ownerHotkey), neurons }
      return weightsFrom([...known.values()], chain, subnet.incentive, validator, limits)
    },
    close: () => client.close(),
  }
}

const hexOf = (address: string) => `0x${Buffer.from(decodeAddress(address)).toString('hex')}`
