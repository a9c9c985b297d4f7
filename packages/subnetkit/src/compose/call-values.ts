import { reasonOf } from '@subnetkit/base'
import { type Protocol, type Synapse, toWire } from '@subnetkit/core'

/** An input as the wire carries it, and its synapse. */
export interface CheckedInput {
  readonly synapse: Synapse
  readonly wire: unknown
}

/** Checks an input. Throws SYNAPSE_UNKNOWN and BODY_MALFORMED, which are mistakes of the caller. */
export async function checkCallInput(
  protocol: Protocol,
  name: string,
  input: unknown,
): Promise<CheckedInput> {
  const synapse: Synapse | undefined = Object.hasOwn(protocol, name) ? protocol[name] : undefined
  if (synapse === undefined) {
    const { transportError } = await import('@subnetkit/transport')
    throw transportError('SYNAPSE_UNKNOWN', { synapse: name, known: Object.keys(protocol).join(', ') })
  }
  const refuse = async (detail: string, cause: unknown) => {
    const { transportError } = await import('@subnetkit/transport')
    return transportError('BODY_MALFORMED', { synapse: name, detail }, { cause })
  }
  let wire: unknown
  try {
    wire = toWire(synapse.input, input)
  } catch (cause) {
    throw await refuse(reasonOf(cause), cause)
  }
  const parsed = await synapse.input.safeParseAsync(wire)
  if (!parsed.success) throw await refuse(flawOf(parsed.error), parsed.error)
  return { synapse, wire }
}

/** The output of an answer, or its flaw. */
export async function parseCallOutput(
  output: Synapse['output'],
  received: unknown,
): Promise<{ readonly output: unknown } | { readonly flaw: string }> {
  const parsed = await output.safeParseAsync(received)
  return parsed.success
    ? { output: parsed.data }
    : { flaw: `the answer does not match: ${flawOf(parsed.error)}` }
}

const flawOf = ({
  issues,
}: {
  readonly issues: readonly { readonly path: PropertyKey[]; readonly message: string }[]
}) =>
  issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.map(String).join('.') || 'value'}: ${message}`)
    .join('; ')
