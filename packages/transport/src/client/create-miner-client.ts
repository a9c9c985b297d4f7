import { performance } from 'node:perf_hooks'
import { checkIntegers, isSubnetError, type SubnetError } from '@subnetkit/base'
import type {
  MinerClient,
  MinerEndpoint,
  Protocol,
  QueryOptions,
  QueryResult,
  Subnet,
  Synapse,
} from '@subnetkit/core'
import type { Keypair } from '@subnetkit/wallet'
import { createTRPCUntypedClient, httpLink } from '@trpc/client'
import { transportError } from '../errors/transport-error.js'
import { bindAbort } from '../http/bind-abort.js'
import { createLiveSignals } from '../http/live-signals.js'
import { createPools } from '../http/pools.js'
import { absent, malformed, originOf, quote, signedFetch } from './exchange.js'

/** Options of {@link createMinerClient}. */
export interface MinerClientOptions {
  /** Signs the requests; the hotkey that miners see. */
  readonly keypair: Keypair
  /**
   * Connections to one miner. A query that has to wait for one does so on its own deadline.
   * @default 8
   */
  readonly maxConnectionsPerMiner?: number
  /**
   * Miners to which connections are kept; beyond it those of the least recently asked are closed.
   * @default 256
   */
  readonly maxMiners?: number
}

type Failure = { readonly kind: 'absent' | 'malformed'; readonly error: SubnetError }

/**
 * A client for the miners of a subnet. Each query is signed for its receiver, ends at the deadline of its synapse
 * counted from the call to the last byte, and reads no more than its `maxBytes`. Whatever a miner does becomes a
 * result; only an input that does not match the synapse throws (BODY_MALFORMED): that is the caller's own mistake.
 */
export function createMinerClient<P extends Protocol>(
  subnet: Pick<Subnet<P>, 'protocol'>,
  options: MinerClientOptions,
): MinerClient<P> {
  const { keypair, maxConnectionsPerMiner = 8, maxMiners = 256 } = options
  checkIntegers('createMinerClient', { maxConnectionsPerMiner, maxMiners })
  const pools = createPools({ maxPools: maxMiners, connectionsPerPool: maxConnectionsPerMiner })
  const live = createLiveSignals()
  let closed = false

  async function exchange(
    endpoint: MinerEndpoint,
    name: string,
    synapse: Synapse,
    input: unknown,
    signal: AbortSignal,
  ): Promise<unknown> {
    const { deadlineMs, maxBytes } = synapse
    const origin = originOf(endpoint)
    if (origin === null) throw absent({ endpoint, deadlineMs }, 'it is no address that can be called')
    if (signal.aborted) throw absent({ endpoint, deadlineMs }, reasonOf(signal))
    const pool = () => pools.get(origin)
    const fetch = signedFetch({ pool, keypair, endpoint, deadlineMs, maxBytes, signal })
    const trpc = createTRPCUntypedClient({ links: [httpLink({ url: origin, fetch })] })
    const data = await trpc.mutation(name, input)
    return parseOutput(endpoint, synapse, data)
  }

  return {
    async query(endpoint, name, input, queryOptions: QueryOptions = {}) {
      const synapse: Synapse | undefined = Object.hasOwn(subnet.protocol, name)
        ? subnet.protocol[name]
        : undefined
      if (!synapse) {
        const known = Object.keys(subnet.protocol).join(', ')
        throw transportError('SYNAPSE_UNKNOWN', { synapse: name, known })
      }
      await checkInput(name, synapse, input)
      const { deadlineMs } = synapse
      const ends = live.open()
      if (closed) ends.abort(new Error(clientClosed))
      const release = bindAbort(ends, deadlineMs, queryOptions.signal)
      const startedAt = performance.now()
      try {
        const output = await exchange(endpoint, name, synapse, input, ends.signal)
        return { kind: 'answered', output, latencyMs: performance.now() - startedAt } as QueryResult<never>
      } catch (thrown) {
        const { kind, error } = classify(thrown, endpoint, deadlineMs, ends.signal)
        return { kind, code: error.code, reason: error.message, latencyMs: performance.now() - startedAt }
      } finally {
        release()
        live.release(ends)
      }
    },
    async [Symbol.asyncDispose]() {
      closed = true
      live.abortAll(new Error(clientClosed))
      await pools[Symbol.asyncDispose]()
    },
  }
}

const clientClosed = 'the client was closed'

function reasonOf(signal: AbortSignal): string {
  return signal.reason instanceof Error ? signal.reason.message : String(signal.reason)
}

/** Names and codes of undici's errors that mean: bytes came, but they were no proper answer. */
const brokenAnswer =
  /^(HTTPParserError|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|UND_ERR_RES_EXCEEDED_MAX_SIZE)$/

function classify(
  thrown: unknown,
  endpoint: MinerEndpoint,
  deadlineMs: number,
  signal: AbortSignal,
): Failure {
  const cause = rootOf(thrown)
  if (isSubnetError(cause, 'RESPONSE_ABSENT')) return { kind: 'absent', error: cause }
  if (isSubnetError(cause, 'RESPONSE_MALFORMED')) return { kind: 'malformed', error: cause }
  if (signal.aborted) return { kind: 'absent', error: absent({ endpoint, deadlineMs }, reasonOf(signal)) }
  const {
    name = '',
    code = '',
    message = '',
  }: { name?: string; code?: string; message?: string } = Object(cause)
  const detail = quote(message || code || String(cause))
  return brokenAnswer.test(name) || brokenAnswer.test(code)
    ? { kind: 'malformed', error: malformed(endpoint, detail, thrown) }
    : { kind: 'absent', error: absent({ endpoint, deadlineMs }, detail) }
}

/** tRPC wraps what its fetch throws; our own errors have causes as well, but say more than those. */
function rootOf(thrown: unknown): unknown {
  if (isSubnetError(thrown) || !(thrown instanceof Error)) return thrown
  return thrown.cause ?? thrown
}

async function parseOutput(endpoint: MinerEndpoint, synapse: Synapse, data: unknown): Promise<unknown> {
  const parsed = await synapse.output.safeParseAsync(data).catch((cause: unknown) => {
    throw malformed(endpoint, 'the output schema threw on it', cause)
  })
  if (!parsed.success) throw malformed(endpoint, quote(issuesOf(parsed.error.issues)), parsed.error)
  return parsed.data
}

async function checkInput(name: string, synapse: Synapse, input: unknown): Promise<void> {
  const parsed = await synapse.input.safeParseAsync(input)
  if (parsed.success) return
  throw transportError('BODY_MALFORMED', { synapse: name, detail: issuesOf(parsed.error.issues) })
}

function issuesOf(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): string {
  return issues.map(({ path, message }) => `${path.map(String).join('.') || 'value'}: ${message}`).join('; ')
}
