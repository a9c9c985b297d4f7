import type { ChatTool, ToolCall, ToolChoice } from '@subnetkit/core'
import { z } from 'zod'
import { ApiError } from './api-error.js'
import { withoutNulls } from './parse-body.js'
import { compileSchema } from './response-format.js'

/** Tools that a client offers, and how an answer may use them. */
export interface OfferedTools {
  readonly tools: readonly ChatTool[]
  readonly choice: ToolChoice
  /** Calls that an answer may have. */
  readonly mostCalls: number
  /** Checks the arguments of tools that are strict, by the name of the tool. */
  readonly checks: ReadonlyMap<string, (value: unknown) => boolean>
}

const mostCalls = 64

const toolFields = z.looseObject({
  type: z.literal('function', 'must be function'),
  function: z.looseObject(
    {
      name: z.string('must be a text').regex(/^[\w-]{1,64}$/, 'must be 1 to 64 of a-z, A-Z, 0-9, _ and -'),
      description: z.string('must be a text').optional(),
      parameters: z.record(z.string(), z.unknown(), 'must be a JSON schema').optional(),
      strict: z.boolean('must be true or false').optional(),
    },
    'must be an object with a name',
  ),
})

const choiceFields = z.union(
  [
    z.enum(['auto', 'none', 'required']),
    z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) }),
  ],
  { error: 'must be auto, none, required or a function' },
)

/** Fields of a request about tools. */
export interface GivenTools {
  readonly tools?: readonly unknown[] | undefined
  readonly tool_choice?: unknown
  readonly parallel_tool_calls?: boolean | undefined
}

/** Parses the tools of a request; null without any. Throws ApiError. */
export function parseTools(given: GivenTools): OfferedTools | null {
  const listed = given.tools ?? []
  if (listed.length === 0) return null
  const parsed = listed.map((tool, at) => parse(toolFields, withoutNullsDeep(tool), `tools[${at}]`).function)
  const names = new Set(parsed.map(({ name }) => name))
  if (names.size < parsed.length) throw wrong('tools', 'must have names that differ')
  const choice = parse(choiceFields, given.tool_choice ?? 'auto', 'tool_choice')
  const wanted = typeof choice === 'string' ? choice : { name: choice.function.name }
  if (typeof wanted !== 'string' && !names.has(wanted.name))
    throw wrong('tool_choice', 'must name one of the tools')
  const strict = parsed.flatMap(({ name, strict, parameters }, at) =>
    strict === true
      ? [[name, compileSchema(parameters ?? {}, `tools[${at}].function.parameters`)] as const]
      : [],
  )
  return {
    tools: parsed.map(({ name, description, parameters }) => ({
      name,
      ...(description !== undefined && { description }),
      ...(parameters !== undefined && { parameters }),
    })),
    choice: wanted,
    mostCalls: given.parallel_tool_calls === false ? 1 : mostCalls,
    checks: new Map(strict),
  }
}

const callFields = z.looseObject({
  id: z.string('must be a text'),
  function: z.looseObject(
    { name: z.string('must be a text'), arguments: z.string('must be a text') },
    'must be an object',
  ),
})

/** Parses the calls of an assistant's message. Throws ApiError. */
export const parseCalls = (calls: readonly unknown[], param: string): readonly ToolCall[] =>
  calls.map((call, at) => {
    const { id, function: called } = parse(callFields, withoutNullsDeep(call), `${param}[${at}]`)
    return { id, name: called.name, arguments: called.arguments }
  })

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, param: string): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  throw wrong([param, ...path].join('.'), message)
}

const wrong = (param: string, message: string) =>
  new ApiError('invalid_value', `${param} ${message}.`, { param })

/** A tool or a call without nulls, two levels deep: schemas below may have them. */
function withoutNullsDeep(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const plain = withoutNulls(value)
  const inner = plain.function
  return typeof inner === 'object' && inner !== null ? { ...plain, function: withoutNulls(inner) } : plain
}
