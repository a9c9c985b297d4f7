import { performance } from 'node:perf_hooks'
import { integer, isSubnetError, optionsOf, parseOptions, reasonOf, type SubnetError } from '@subnetkit/base'
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
import { transportError } from '../errors/transport-error.js'
import { createLiveSignals } from '../http/live-signals.js'
import { keypairField } from '../http/option-fields.js'
import { createPools } from '../http/pools.js'
import { absent, exchange, malformed, originOf, quote } from './exchange.js'

/** Options of {@link createMinerClient}. */
export interface MinerClientOptions {
  /** Signs the requests; the hotkey that miners see. */
  readonly keypair: Keypair
  /**
   * Maximum number of connections to one miner. Waiting for one counts towards a query's deadline.
   * @default 8
   */
  readonly maxConnectionsPerMiner?: number | undefined
  /**
   * Miners with open connections; beyond this, the connections of the least recently queried miners are closed.
   * @default 256
   */
  readonly maxMiners?: number | undefined
}

const minerClientOptions = optionsOf({
  keypair: keypairField(),
  maxConnectionsPerMiner: integer(1).default(8),
  maxMiners: integer(1).default(256),
})

type Failure = { readonly kind: 'absent' | 'malformed'; readonly error: SubnetError }

/**
 * Creates a client for the miners of a subnet. Each query is signed for its receiver, ends at the deadline of its
 * synapse, counted from the call to the last byte, and reads at most its `maxBytes`. Every behavior of a miner becomes
 * a result; only an input that does not match the synapse throws (BODY_MALFORMED), since that is the caller's mistake.
 */
export function createMinerClient<P extends Protocol>(
  subnet: Pick<Subnet<P>, 'protocol'>,
  options: MinerClientOptions,
): MinerClient<P> {
  const parsed = parseOptions(minerClientOptions, options, 'createMinerClient')
  const { keypair, maxConnectionsPerMiner, maxMiners } = parsed
  const pools = createPools({ maxPools: maxMiners, connectionsPerPool: maxConnectionsPerMiner })
  const live = createLiveSignals()
  let closed = false

  async function ask(
    endpoint: MinerEndpoint,
    name: string,
    synapse: Synapse,
    input: unknown,
    signal: AbortSignal,
  ): Promise<unknown> {
    const { deadlineMs, maxBytes } = synapse
    const origin = originOf(endpoint)
    if (origin === null) throw absent({ endpoint, deadlineMs }, 'it is no address that can be called')
    if (signal.aborted) throw absent({ endpoint, deadlineMs }, reasonOf(signal.reason))
    const pool = () => pools.get(origin)
    const data = await exchange({ pool, keypair, endpoint, deadlineMs, maxBytes, signal }, name, input)
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
      using ends = live.limit(deadlineMs, queryOptions.signal)
      if (closed) ends.abort(new Error(clientClosed))
      const startedAt = performance.now()
      try {
        const output = await ask(endpoint, name, synapse, input, ends.signal)
        return { kind: 'answered', output, latencyMs: performance.now() - startedAt } as QueryResult<never>
      } catch (thrown) {
        const { kind, error } = classify(thrown, endpoint, deadlineMs, ends.signal)
        return { kind, code: error.code, reason: error.message, latencyMs: performance.now() - startedAt }
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

/** Names and codes of undici's errors for bytes that are not a proper answer. */
const brokenAnswer =
  /^(HTTPParserError|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|UND_ERR_RES_EXCEEDED_MAX_SIZE)$/

function classify(
  thrown: unknown,
  endpoint: MinerEndpoint,
  deadlineMs: number,
  signal: AbortSignal,
): Failure {
  if (isSubnetError(thrown, 'RESPONSE_ABSENT')) return { kind: 'absent', error: thrown }
  if (isSubnetError(thrown, 'RESPONSE_MALFORMED')) return { kind: 'malformed', error: thrown }
  if (signal.aborted)
    return { kind: 'absent', error: absent({ endpoint, deadlineMs }, reasonOf(signal.reason)) }
  const {
    name = '',
    code = '',
    message = '',
  }: { name?: string; code?: string; message?: string } = Object(thrown)
  const detail = quote(message || code || String(thrown))
  return brokenAnswer.test(name) || brokenAnswer.test(code)
    ? { kind: 'malformed', error: malformed(endpoint, detail, thrown) }
    : { kind: 'absent', error: absent({ endpoint, deadlineMs }, detail) }
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
