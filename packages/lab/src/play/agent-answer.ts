import { reasonOf } from '@subnetkit/base'
import { isBytes } from '@subnetkit/core'
import type { AgentAnswer } from '../agents/agent.js'
import { labError } from '../errors.js'

/**
 * Copy of plain data: nobody changes what others hold. `Bytes` can only be read, and are not copied. Throws for what cannot be sent, such
 * as functions.
 */
export function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null || isBytes(value)) return value
  if (!holdsBytes(value)) return structuredClone(value)
  if (Array.isArray(value)) return value.map(copyOf) as T
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, copyOf(field)])) as T
}

function holdsBytes(value: object): boolean {
  // A set that grows while it is walked, so that a value may hold itself.
  const found = new Set<unknown>([value])
  for (const one of found) {
    if (isBytes(one)) return true
    if (typeof one !== 'object' || one === null || ArrayBuffer.isView(one)) continue
    for (const field of Object.values(one)) {
      if (typeof field === 'object' && field !== null) found.add(field)
    }
  }
  return false
}

/** Returns the answer of an agent with an output of its own. Throws ANSWER_INVALID for anything that is no answer, or more than may be sent. */
export function readAnswer(
  given: AgentAnswer | null,
  maxBytes = Number.POSITIVE_INFINITY,
): AgentAnswer | null {
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
  if (isLarger(output, maxBytes)) throw invalid(`an output of more than ${maxBytes} bytes`)
  try {
    return { output: copyOf(output), latencyMs, work }
  } catch (error) {
    throw invalid(`an output that cannot be sent: ${reasonOf(error)}`)
  }
}

/** True for a value that no encoding brings below `maxBytes`. Ends for values that hold themselves, since each part counts. */
function isLarger(value: unknown, maxBytes: number): boolean {
  const open: unknown[] = [value]
  let bytes = 0
  while (open.length > 0 && bytes <= maxBytes) {
    const one = open.pop()
    bytes += 1
    if (typeof one === 'string') bytes += one.length
    if (typeof one !== 'object' || one === null) continue
    if (isBytes(one)) bytes += one.size
    else if (ArrayBuffer.isView(one)) bytes += one.byteLength
    else for (const field of Object.values(one)) open.push(field)
  }
  return bytes > maxBytes
}

const isAmount = (value: unknown): boolean =>
  value === undefined || (typeof value === 'number' && Number.isFinite(value) && value >= 0)

const invalid = (detail: string) => labError('ANSWER_INVALID', { detail })
