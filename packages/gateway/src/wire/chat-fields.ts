import { z } from 'zod'

/** Longest list of messages. */
const mostMessages = 1_000

const textPart = z.looseObject({ type: z.string(), text: z.string().optional() })
const content = z.union([z.string(), z.array(textPart)], { error: 'must be a text or an array of parts' })

const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function'], {
    error: 'must be system, developer, user, assistant or tool',
  }),
  content: content.optional(),
})

const tokens = z.int('must be a whole number').min(1, 'must be at least 1')

/** Fields of a request that mean something here, nulls left out before. */
export const chatFields = z.looseObject({
  model: z.string('must be the id of a model, of GET /v1/models').min(1, 'must not be empty'),
  messages: z
    .array(message, 'must be an array of messages')
    .min(1, 'must have a message')
    .max(mostMessages, `must have at most ${mostMessages} messages`),
  max_tokens: tokens.optional(),
  max_completion_tokens: tokens.optional(),
  temperature: z
    .number('must be a number')
    .min(0, 'must be from 0 to 2')
    .max(2, 'must be from 0 to 2')
    .optional(),
  top_p: z.number('must be a number').min(0, 'must be from 0 to 1').max(1, 'must be from 0 to 1').optional(),
  seed: z.int('must be a whole number').optional(),
  stop: z
    .union([z.string(), z.array(z.string()).max(4)], { error: 'must be a text or at most 4 texts' })
    .optional(),
  n: z.int('must be a whole number').min(1, 'must be at least 1').optional(),
  stream: z.boolean('must be true or false').optional(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }, 'must be an object').optional(),
  response_format: z.looseObject({ type: z.string() }, 'must be an object with a type').optional(),
  logprobs: z.boolean('must be true or false').optional(),
  top_logprobs: z.int('must be a whole number').optional(),
})

export type ChatFields = z.output<typeof chatFields>

/** Fields that are accepted without an effect on the answer that a miner gives, and need no mention. */
export const harmless: ReadonlySet<string> = new Set([
  ...[
    'user',
    'metadata',
    'store',
    'service_tier',
    'parallel_tool_calls',
    'tool_choice',
    'tools',
    'functions',
  ],
  ...['modalities', 'safety_identifier', 'prompt_cache_key'],
])
