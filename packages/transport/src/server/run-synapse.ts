import { isSubnetError } from '@subnetkit/base'
import type { Protocol, StreamSynapse, Synapse } from '@subnetkit/core'
import { isStreamSynapse, toWire } from '@subnetkit/core'
import type { z } from 'zod'
import { transportError } from '../errors/transport-error.js'
import type { LiveWork } from '../http/live-signals.js'
import { describeIssues } from '../validation/describe-issues.js'
import { validate } from '../validation/validate.js'
import { callOf } from './call-of.js'
import type { Call, Caller, Handlers } from './handlers.js'

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
    return await answer(callOf(input, caller, work))
  }
}

/** Rejects with BODY_MALFORMED for an input that the schema does not take. */
export async function parseInput(
  synapse: string,
  { input, maxBytes }: Pick<Synapse, 'input' | 'maxBytes'>,
  given: unknown,
): Promise<unknown> {
  const refuse = (detail: string, cause: unknown) =>
    transportError('BODY_MALFORMED', { synapse, detail }, { cause })
  const parsed = await validate(input, given, maxBytes).catch((cause: unknown) => {
    throw isSubnetError(cause) ? cause : refuse('it does not match the schema', cause)
  })
  if (parsed.success) return parsed.data
  throw refuse(describeIssues(parsed), parsed.error)
}

/** Checks a handler's own answer. Rejects with a ZodError. */
async function checkAnswer(schema: z.ZodType, answer: unknown): Promise<void> {
  const parsed = await validate(schema, answer, Number.POSITIVE_INFINITY)
  if (!parsed.success) throw parsed.error
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
  await attempt(name, `gave ${what} that does not match the output schema`, () => checkAnswer(schema, wire))
  return wire
}

/**
 * Runs a handler that streams, and yields its chunks as the wire carries them. Rejects with HANDLER_FAILED; ending it ends the
 * handler's generator.
 */
export async function* chunksOf(
  name: string,
  { chunk }: StreamSynapse,
  handler: AnyHandler,
  call: Call<unknown>,
): AsyncGenerator<unknown, void, undefined> {
  const iterator = await attempt(name, 'gave no async generator', () =>
    (handler(call) as AsyncIterable<unknown>)[Symbol.asyncIterator](),
  )
  try {
    for (;;) {
      const { done, value } = await attempt(name, 'threw', () => iterator.next())
      if (done) return
      yield await wireOf(name, 'a chunk', chunk, value)
    }
  } finally {
    await iterator.return?.()
  }
}

/** Deliberately vague message to the caller; the cause goes to the miner's `onError`. */
export async function attempt<T>(synapse: string, detail: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (cause) {
    throw transportError('HANDLER_FAILED', { synapse, detail }, { cause })
  }
}
