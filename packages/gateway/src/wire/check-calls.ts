import { randomUUID } from 'node:crypto'
import type { ChatAnswer, ToolCall } from '@subnetkit/core'
import type { OfferedTools } from './parse-tools.js'

/**
 * The answer with calls as a client can make them: of tools that were offered, with arguments that are a JSON object, each with a name of
 * its own. Null for an answer that calls anything else, or nothing where a call was required.
 */
export function checkCalls(answer: ChatAnswer, offered: OfferedTools | null): ChatAnswer | null {
  const { toolCalls: calls = [], ...rest } = answer
  const isRequired = offered !== null && (offered.choice === 'required' || typeof offered.choice === 'object')
  if (calls.length === 0) {
    const finishReason = rest.finishReason === 'tool_calls' ? 'stop' : rest.finishReason
    return isRequired ? null : { ...rest, finishReason }
  }
  if (offered === null || offered.choice === 'none' || calls.length > offered.mostCalls) return null
  if (!calls.every((call) => isAllowed(call, offered))) return null
  const ids = new Set(calls.map(({ id }) => id))
  const isNamed = ids.size === calls.length && calls.every(({ id }) => /^[\w-]{1,64}$/.test(id))
  return {
    ...rest,
    finishReason: 'tool_calls',
    toolCalls: isNamed
      ? calls
      : calls.map((call) => ({ ...call, id: `call_${randomUUID().replaceAll('-', '')}` })),
  }
}

function isAllowed({ name, arguments: text }: ToolCall, { tools, choice, checks }: OfferedTools): boolean {
  if (typeof choice === 'object' ? choice.name !== name : !tools.some((tool) => tool.name === name))
    return false
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject && (checks.get(name)?.(value) ?? true)
  } catch {
    return false
  }
}
