import { configError } from '@subnetkit/base'
import {
  carriesBytes,
  isStreamSynapse,
  nameParts,
  type Protocol,
  type StreamSynapse,
  type Synapse,
  type SynapseRequest,
  type SynapseResponse,
  type SynapseYield,
  versionName,
} from '@subnetkit/core'
import {
  initTRPC,
  type TRPC_ERROR_CODE_NUMBER,
  type TRPCBuiltRouter,
  type TRPCDefaultErrorData,
  type TRPCMutationProcedure,
  type TRPCSubscriptionProcedure,
} from '@trpc/server'
import { partsType } from '../body/frame.js'
import { transportError } from '../errors/transport-error.js'
import { type Caller, checkHandlers, type Handlers } from './handlers.js'
import { type AnyHandler, chunksOf, createAnswerer, parseInput } from './run-synapse.js'
import { fromTrpcError, type PublicError } from './trpc-error.js'
import { servedVersions } from './unknown-synapse.js'

/** Context of a call for the router's procedures. */
export interface CallContext {
  readonly caller: Caller
  readonly signal: AbortSignal
}

/** The root types of the router: a stock `@trpc/client` reads errors from them. */
export interface RouterRoot {
  ctx: CallContext
  meta: object
  errorShape: {
    message: string
    code: TRPC_ERROR_CODE_NUMBER
    data: TRPCDefaultErrorData & { subnetkit: PublicError }
  }
  transformer: false
}

/** Procedure of a synapse: a mutation, or a subscription that yields the chunks. */
export type ProtocolProcedure<S extends Synapse> = S extends StreamSynapse
  ? TRPCSubscriptionProcedure<{
      meta: object
      input: SynapseRequest<S>
      output: AsyncIterable<SynapseYield<S>, void, unknown>
    }>
  : TRPCMutationProcedure<{ meta: object; input: SynapseRequest<S>; output: SynapseResponse<S> }>

/**
 * The tRPC router of a protocol: one mutation for each synapse, a subscription for each that streams. tRPC's own adapters
 * serve subscriptions as server-sent events; {@link serveProtocol} sends the records of docs/protocol.md.
 * `createTRPCClient<ProtocolRouter<P>>` is typed; it gets what the handler returned, to which only our own client applies
 * the output schema with its defaults.
 */
export type ProtocolRouter<P extends Protocol> = TRPCBuiltRouter<
  RouterRoot,
  {
    [Name in keyof P & string]: ProtocolProcedure<P[Name]>
  }
>

// isDev is off under any NODE_ENV: it would send stack traces to callers.
const t = initTRPC.context<CallContext>().create({
  isDev: false,
  errorFormatter({ shape, error, path }) {
    const known = fromTrpcError(error, path ?? 'unknown')
    const { code, message, fix, status } = known
    const versions = servedVersions(known)
    const stated: PublicError = { code, message, fix, ...(versions && { versions }) }
    const { stack: _, ...data } = shape.data
    return { ...shape, message, data: { ...data, httpStatus: status, subnetkit: stated } }
  },
})

/**
 * A tRPC router from a protocol and its handlers; inputs and outputs are checked by their schemas. It works with any
 * tRPC adapter, but only {@link serveProtocol} authenticates. Throws CONFIG_INVALID for a handler that is missing or
 * belongs to no synapse, and for a name that cannot be a path.
 */
export function createRouter<P extends Protocol>(protocol: P, handlers: Handlers<P>): ProtocolRouter<P> {
  checkHandlers({ protocol }, handlers, 'createRouter')
  for (const name of Object.keys(protocol)) checkName(name)
  const procedures = Object.entries(protocol).map(([name, synapse]) => {
    const handler = handlers[name] as unknown as AnyHandler
    return [name, procedureOf(name, synapse, handler)] as const
  })
  return t.router(Object.fromEntries(procedures)) as unknown as ProtocolRouter<P>
}

function procedureOf(name: string, synapse: Synapse, handler: AnyHandler) {
  if (isStreamSynapse(synapse)) return subscriptionOf(name, synapse, handler)
  if (carriesBytes(synapse.input) || carriesBytes(synapse.output)) {
    // Before the schema: its answer would lose the bytes without a word.
    return t.procedure.input((value: unknown) => value).mutation(() => refuseBinary(name))
  }
  const answer = createAnswerer(name, synapse, handler)
  return t.procedure.input(inputParser(name, synapse)).mutation(({ input, ctx }) => answer({ input, ...ctx }))
}

function subscriptionOf(name: string, synapse: StreamSynapse, handler: AnyHandler) {
  return t.procedure
    .input(inputParser(name, synapse))
    .subscription(({ input, ctx }) => chunksOf(name, synapse, handler, { input, ...ctx }))
}

function inputParser(name: string, synapse: Synapse) {
  return (value: unknown): Promise<unknown> => parseInput(name, synapse, value)
}

/** Binary values are carried by `serveProtocol` only. */
function refuseBinary(synapse: string): never {
  const detail = `it has binary values and is sent as ${partsType}, which stock tRPC adapters do not speak`
  throw transportError('BODY_MALFORMED', { synapse, detail })
}

function checkName(name: string): void {
  const refuse = (detail: string, fix: string) =>
    configError('CONFIG_INVALID', { place: `protocol ${name}`, detail, fix })
  const { name: plain, version } = nameParts(name)
  const isPath = /^[A-Za-z][A-Za-z0-9_-]*$/.test(plain) && versionName(plain, version) === name
  if (isPath && !['then', 'call', 'apply'].includes(plain)) return
  throw refuse(
    'a synapse cannot have this name',
    'Use letters, digits, - and _, starting with a letter, and versions() for versions; then, call and apply are reserved.',
  )
}
