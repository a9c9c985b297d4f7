import { optionError, setLatest } from '@subnetkit/base'
import {
  type MinerEndpoint,
  type Protocol,
  type QueryOptions,
  type QueryResult,
  versionName,
  versionsOf,
} from '@subnetkit/core'
import { transportError } from '../errors/transport-error.js'
import { nameOf } from './failure.js'

interface VersionQueries {
  readonly protocol: Protocol
  /** Queries one version, within at most `limitMs`. */
  readonly query: (
    endpoint: MinerEndpoint,
    called: string,
    input: unknown,
    options: QueryOptions,
    limitMs: number,
  ) => Promise<QueryResult<unknown>>
  /** Maximum number of remembered versions; beyond it, the least recently used one is forgotten. */
  readonly maxRemembered: number
  /** Monotonic time in ms. */
  readonly now: () => number
}

type Numbered = QueryResult<unknown> & { readonly version: number }

/** Time after which a miner that had only an older version is asked in the newest one again. */
const rememberedMs = 600_000

/** Versions that a message names. */
const maxNamed = 16

/** Creates `queryVersions` of a client. */
export function createVersionQueries({ protocol, query, maxRemembered, now }: VersionQueries) {
  // Least recently used first.
  const agreed = new Map<string, { readonly version: number; readonly until: number }>()

  function remember(key: string, version: number): void {
    setLatest(agreed, key, { version, until: now() + rememberedMs }, maxRemembered)
  }

  function recall(key: string): number | undefined {
    const known = agreed.get(key)
    if (!known) return undefined
    agreed.delete(key)
    if (now() > known.until) return undefined
    agreed.set(key, known)
    return known.version
  }

  return async function queryVersions(
    endpoint: MinerEndpoint,
    name: string,
    inputs: Readonly<Record<number, unknown>>,
    options: QueryOptions = {},
  ): Promise<Numbered> {
    const offered = offeredIn(protocol, name, inputs)
    const key = `${endpoint.hotkey} ${nameOf(endpoint)} ${name}`
    const startedAt = now()
    const ask = async (version: number, limitMs: number): Promise<Numbered> => {
      const called = versionName(name, version)
      return { ...(await query(endpoint, called, inputs[version], options, limitMs)), version }
    }
    const known = recall(key)
    const first = known !== undefined && offered.includes(known) ? known : Math.max(...offered)
    const limitMs = protocol[versionName(name, first)]!.deadlineMs
    const answer = await ask(first, limitMs)
    const served = servedBy(answer)
    if (served === null) return answer
    agreed.delete(key)
    const common = offered.filter((version) => version !== first && served.includes(version))
    if (common.length === 0) {
      // A miner that listed none may lack the synapse altogether: its own words say so.
      if (answer.kind === 'refused' && answer.code === 'SYNAPSE_UNKNOWN') return answer
      return { ...answer, ...noCommonVersion(endpoint, name, served, offered) }
    }
    const second = await ask(Math.max(...common), Math.max(1, limitMs - (now() - startedAt)))
    if (second.kind === 'ok') remember(key, second.version)
    return second
  }
}

function offeredIn(protocol: Protocol, name: string, inputs: Readonly<Record<number, unknown>>) {
  const known = versionsOf(protocol, name)
  const offered = Object.entries(Object(inputs) as object)
    .filter(([, input]) => input !== undefined)
    .map(([version]) => Number(version))
  const unknown = offered.find((version) => !known.includes(version))
  if (known.length === 0 || unknown !== undefined) {
    const synapse = versionName(name, unknown ?? 1)
    throw transportError('SYNAPSE_UNKNOWN', { synapse, known: Object.keys(protocol).join(', ') })
  }
  if (offered.length > 0) return offered
  throw optionError('queryVersions inputs', inputs, `an input for one of the versions ${known.join(', ')}`)
}

/** Versions that a miner serves which refused the version; null for any other outcome. */
function servedBy(answer: Numbered): readonly number[] | null {
  if (answer.kind !== 'refused') return null
  if (answer.code === 'SYNAPSE_VERSION_UNKNOWN') return answer.versions ?? []
  // A miner from before there were versions has only the plain name, and takes another for a synapse of its own.
  return answer.code === 'SYNAPSE_UNKNOWN' && answer.version !== 1 ? [1] : null
}

function noCommonVersion(
  endpoint: MinerEndpoint,
  synapse: string,
  served: readonly number[],
  offered: readonly number[],
) {
  const list = (versions: readonly number[]) => {
    const more = versions.length > maxNamed ? ` and ${versions.length - maxNamed} more` : ''
    return `${versions.slice(0, maxNamed).join(', ') || 'none'}${more}`
  }
  const error = transportError('NO_COMMON_VERSION', {
    ...{ endpoint: nameOf(endpoint), synapse },
    served: list(served),
    offered: list(offered),
  })
  return { code: error.code, reason: error.message }
}
