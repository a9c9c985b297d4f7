import { isSubnetError } from '@subnetkit/base'
import type { Protocol, Synapse } from '@subnetkit/core'
import { isStreamSynapse, toWire } from '@subnetkit/core'
import type { z } from 'zod'
import { transportError } from '../errors/transport-error.js'
import type { LiveWork } from '../http/live-signals.js'
import type { Call, Caller, Handlers } from './handlers.js'
import { schemaIssues } from './trpc-error.js'

/** A handler whose types are those of its schemas. */
export type AnyHandler = (call: Call<unknown>) => unknown

/** Runs one call of a synapse: its input schema, its handler, its output schema. */
export type SynapseRunner = (input: unknown, caller: Caller, work: LiveWork) => Promise<unknown>

/**
 * Runs the unary synapses of a protocol as the procedures of `createRouter` do, without tRPC around each call: that takes
 * longer than all of this. They reject with BODY_MALFORMED or HANDLER_FAILED.
 */
export function createSynapseRunners<P extends Protocol>(
  protocol: P,
  handlers: Handlers<P>,
): ReadonlyMap<string, SynapseRunner> {
  const unary = Object.entries(protocol).filter(([, synapse]) => !isStreamSynapse(synapse))
  return new Map(
    unary.map(([name, synapse]) => [name, runnerOf(name, synapse, handlers[name] as unknown as AnyHandler)]),
  )
}

function runnerOf(name: string, synapse: Synapse, handler: AnyHandler): SynapseRunner {
  const answer = createAnswerer(name, synapse, handler)
  return async (given, caller, work) => {
    const input = await parseInput(name, synapse, given)
    return await answer({
      input,
      caller,
      get signal() {
        return work.signal
      },
    })
  }
}

async function parseInput(synapse: string, { input }: Synapse, given: unknown): Promise<unknown> {
  try {
    return await input.parseAsync(given)
  } catch (cause) {
    if (isSubnetError(cause)) throw cause
    throw transportError('BODY_MALFORMED', { synapse, detail: schemaIssues(cause) }, { cause })
  }
}

/** Runs a handler and checks its answer. Rejects with HANDLER_FAILED. */
export function createAnswerer(name: string, { output }: Synapse, handler: AnyHandler) {
  return async (call: Call<unknown>): Promise<unknown> => {
    const answer = await attempt(name, 'threw', () => handler(call))
    return await wireOf(name, 'an answer', output, answer)
  }
}

/**
 * Returns an answer as the wire carries it, without defaults and transforms: the caller runs the schema, and a transform
 * must not run twice. Rejects with HANDLER_FAILED.
 */
export async function wireOf(
  name: string,
  what: string,
  schema: z.ZodType,
  answer: unknown,
): Promise<unknown> {
  const wire = await attempt(name, `gave ${what} that the wire cannot carry`, () => toWire(schema, answer))
  await attempt(name, `gave ${what} that does not match the output schema`, () => schema.parseAsync(wire))
  return wire
}

/** Deliberately vague message to the caller; the cause goes to the miner's `onError`. */
export async function attempt<T>(synapse: string, detail: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (cause) {
    throw transportError('HANDLER_FAILED', { synapse, detail }, { cause })
  }
}
