import { reasonOf } from '@subnetkit/base'
import type { AgentAnswer } from '../agents/agent.js'
import { labError } from '../errors.js'

/** Copy of plain data: nobody changes what others hold. Throws for what cannot be sent, such as functions. */
export function copyOf<T>(value: T): T {
  return typeof value === 'object' && value !== null ? structuredClone(value) : value
}

/** Returns the answer of an agent with an output of its own. Throws ANSWER_INVALID for anything that is no answer. */
export function readAnswer(given: AgentAnswer | null): AgentAnswer | null {
  if (given === null) return null
  if (typeof given !== 'object') throw invalid(`${given === undefined ? 'nothing' : `a ${typeof given}`}`)
  const { output, latencyMs, work } = given
  if (!isAmount(latencyMs)) throw invalid(`latencyMs: ${String(latencyMs)}`)
  if (!isAmount(work)) throw invalid(`work: ${String(work)}`)
  if (output instanceof Promise) {
    // Its failure is that of the agent, which did not wait for it.
    output.catch(() => {})
    throw invalid('a promise as output: await it')
  }
  try {
    return { output: copyOf(output), latencyMs, work }
  } catch (error) {
    throw invalid(`an output that cannot be sent: ${reasonOf(error)}`)
  }
}

const isAmount = (value: unknown): boolean =>
  value === undefined || (typeof value === 'number' && Number.isFinite(value) && value >= 0)

const invalid = (detail: string) => labError('ANSWER_INVALID', { detail })
