import { z } from 'zod'
import { countField, flagField, modelField, samplingFields, streamFields } from './sampling-fields.js'

/** Longest list of messages. */
export const mostMessages = 1_000
/** Longest list of tools. */
const mostTools = 128

const textPart = z.looseObject({ type: z.string(), text: z.string().optional() })
const content = z.union([z.string(), z.array(textPart)], { error: 'must be a text or an array of parts' })

const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function'], {
    error: 'must be system, developer, user, assistant or tool',
  }),
  content: content.optional(),
  // What a model that takes no tools reads of them is nothing: their form is checked where they are read.
  tool_calls: z.array(z.unknown(), 'must be an array of calls').optional(),
  tool_call_id: z.string('must be a text').optional(),
})

/** Fields of a request that mean something here, nulls left out before. */
export const chatFields = z.looseObject({
  model: modelField,
  messages: z
    .array(message, 'must be an array of messages')
    .min(1, 'must have a message')
    .max(mostMessages, `must have at most ${mostMessages} messages`),
  max_tokens: countField(),
  max_completion_tokens: countField(),
  ...samplingFields,
  ...streamFields,
  n: countField(),
  response_format: z.looseObject({ type: z.string() }, 'must be an object with a type').optional(),
  logprobs: flagField(),
  top_logprobs: z.int('must be a whole number').optional(),
  tools: z
    .array(z.unknown(), 'must be an array of tools')
    .max(mostTools, `must have at most ${mostTools} tools`)
    .optional(),
  tool_choice: z.unknown().optional(),
  parallel_tool_calls: flagField(),
})

export type ChatFields = z.output<typeof chatFields>

/** Fields that are accepted without an effect on the answer that a miner gives, and need no mention. */
export const harmless: ReadonlySet<string> = new Set(['functions', 'function_call', 'modalities'])
