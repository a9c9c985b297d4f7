import {
  chatView,
  criterion,
  defineSubnet,
  ema,
  linear,
  rubric,
  synapse,
  taskSource,
  z,
} from '../../index.js'
import { adder } from '../../testing/adder.js'

const protocol = {
  complete: synapse({
    input: z.object({
      prompt: z.string(),
      maxTokens: z.int(),
      temperature: z.number(),
      seed: z.int().optional(),
      stop: z.array(z.string()).optional(),
    }),
    output: z.object({ text: z.string() }),
  }),
}
const open = { maxTokens: 'any', temperature: 'any', seed: 'any', stop: 'any' } as const

/** Input of a question to a talker. */
export type TalkerInput = z.input<(typeof protocol)['complete']['input']>

/** A protocol of texts, whose tasks say by their first letter that they are some: requests of users begin with `u`. */
export const talkerProtocol = protocol

export const talkerChat = chatView(protocol, {
  synapse: 'complete',
  toInput: ({ messages, maxTokens, temperature = 0, seed, stop }) => ({
    ...{ prompt: messages.at(-1)!.content, maxTokens, temperature },
    ...(seed !== undefined && { seed }),
    ...(stop !== undefined && { stop: [...stop] }),
  }),
  toAnswer: ({ text }) => ({ content: text, finishReason: 'stop' }),
  agree: ({ content }) => content,
})

export const talkerTasks = (tasksPerMiner: number) =>
  taskSource({
    protocol,
    families: [
      {
        ...{ name: 'ask', synapse: 'complete', open },
        draw: (random) => ({
          input: { prompt: 't'.repeat(random.int(10, 250)), maxTokens: 200, temperature: 0, seed: 1 },
          truth: 'x',
        }),
      },
    ],
    tasksPerMiner,
  })

/** A subnet of such tasks. */
export function talkerSubnet(tasksPerMiner: number) {
  const tasks = talkerTasks(tasksPerMiner)
  return defineSubnet({
    ...{ name: 'talker', version: 1, protocol, tasks },
    rubric: rubric(tasks, {
      criteria: [criterion('right', 1, ({ output }) => (output.text === 'x' ? 1 : 0))],
    }),
    incentive: { scoreboard: ema({ alpha: 0.5 }), weights: linear() },
    hyperparameters: adder.hyperparameters,
    views: { chat: talkerChat },
  })
}

/** A request of a user: long tails of sizes, settings of many clients. */
export function userRequest(random: () => number) {
  const size = Math.floor(Math.exp(4 + 1.2 * (random() + random() + random() - 1.5)))
  return {
    model: 'talker',
    messages: [{ role: 'user', content: 'u'.repeat(Math.max(1, size)) }],
    max_tokens: [64, 128, 256, 512][Math.floor(random() * 4)]!,
    temperature: [0, 0.7, 1][Math.floor(random() * 3)]!,
    ...(random() < 0.3 && { seed: Math.floor(random() * 1_000) }),
    ...(random() < 0.1 && { stop: ['\n'] }),
  }
}

/** Finds the input in the body of a request, whatever is around it. */
export function inputOf(body: string): TalkerInput {
  const found = JSON.parse(body) as Record<string, unknown>
  const inner = 'prompt' in found ? found : Object.values(found).find((one) => 'prompt' in Object(one))
  return inner as TalkerInput
}
