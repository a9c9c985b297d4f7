import { z } from 'zod'
import { ApiError } from './api-error.js'
import { parseBody, refuseAbove, refuseFields } from './parse-body.js'
import { mostChoices } from './parse-chat.js'
import {
  countField,
  flagField,
  modelField,
  type Sampling,
  samplingFields,
  samplingOf,
  streamFields,
} from './sampling-fields.js'

/** A request for completions, as the rest of the gateway takes it. */
export interface CompletionCall {
  readonly model: string
  /** At least one. */
  readonly prompts: readonly string[]
  readonly maxTokens: number | undefined
  readonly sampling: Sampling
  /** Answers to each prompt. */
  readonly n: number
  readonly stream: boolean
  readonly includeUsage: boolean
  readonly ignored: readonly string[]
}

/** Prompts of one request. */
const mostPrompts = 20

const fields = z.looseObject({
  model: modelField,
  prompt: z.unknown().optional(),
  max_tokens: countField(),
  max_completion_tokens: countField(),
  ...samplingFields,
  ...streamFields,
  n: countField(),
  best_of: countField(),
  echo: flagField(),
  logprobs: z.unknown().optional(),
  suffix: z.string('must be a text').optional(),
})

/** Parses the body of a request. Throws ApiError with the field. */
export function parseCompletion(body: unknown): CompletionCall {
  const { fields: given, ignored } = parseBody(body, fields, new Set(), new Set(['prompt']))
  const { n = 1 } = given
  refuseFields({
    echo: given.echo === true,
    logprobs: given.logprobs !== undefined && given.logprobs !== false,
    suffix: (given.suffix ?? '') !== '',
    best_of: (given.best_of ?? n) > n,
  })
  refuseAbove('n', n, mostChoices)
  return {
    model: given.model,
    prompts: promptsOf(given.prompt),
    maxTokens: given.max_completion_tokens ?? given.max_tokens,
    sampling: samplingOf(given),
    n,
    stream: given.stream ?? false,
    includeUsage: given.stream_options?.include_usage ?? false,
    ignored,
  }
}

function promptsOf(prompt: unknown): readonly string[] {
  const param = 'prompt'
  const listed = Array.isArray(prompt) ? prompt : [prompt]
  if (listed.length === 0) throw new ApiError('invalid_value', 'prompt must have a text.', { param })
  refuseAbove(param, listed.length, mostPrompts)
  if (listed.every((one) => typeof one === 'string')) return listed
  const message =
    'prompt must be a text or an array of texts. Tokens mean something else to each miner: send the text.'
  throw new ApiError('invalid_value', message, { param })
}
