import { systemClock } from '@subnetkit/base'
import type { MinerEndpoint, QueryClient, QueryResult } from '@subnetkit/core'
import { mostRoundsAtOnce, type recordsProtocol } from './protocol.js'

/** The answer of a validator that was no page. */
export class FetchFailed extends Error {
  readonly result: Failure

  constructor(result: Failure) {
    super(`${result.code}: ${result.reason}`)
    this.result = result
  }
}

type Failure = Exclude<QueryResult<never>, { readonly kind: 'ok' }>

interface FetchOptions {
  /** Hotkey and address of the validator. */
  readonly endpoint: MinerEndpoint
  readonly mechanism: number
  /** Rounds with records, at most; the newest. */
  readonly rounds: number
  readonly signal: AbortSignal
  /** Called with the number of rounds that there are so far. */
  onPage(rounds: number): void
}

/** Pages without any record in a row, at most: a validator asks each miner at times. */
const mostEmpty = 64
/** Size of all lines, in characters: beyond it, the oldest rounds are left. */
const mostChars = 64_000_000
/** Longest pause that a validator may ask for, in ms, and how often in a row. */
const longestPauseMs = 30_000
const mostPauses = 5

/** Collects the lines of the caller's own records, by ascending round. Throws {@link FetchFailed} and the reason of the signal. */
export async function fetchRecords(
  client: Pick<QueryClient<typeof recordsProtocol>, 'query'>,
  { endpoint, mechanism, rounds, signal, onPage }: FetchOptions,
): Promise<readonly string[]> {
  const pages: (readonly string[])[] = []
  let [found, chars, empty] = [0, 0, 0]
  let to: number | undefined
  while (found < rounds && empty < mostEmpty && chars < mostChars) {
    const wanted = { mechanism, to, rounds: Math.min(mostRoundsAtOnce, rounds - found) }
    const { lines, next } = await ask(client, endpoint, wanted, signal)
    const count = lines.filter(isRound).length
    pages.unshift(lines)
    found += count
    empty = count === 0 ? empty + 1 : 0
    chars += lines.reduce((sum, line) => sum + line.length, 0)
    onPage(found)
    // One that leads nowhere, or back, would never end.
    if (next === null || (to !== undefined && next >= to)) break
    to = next
  }
  return pages.flat()
}

const isRound = (line: string) => line.includes('"kind":"round"')

type Query = Parameters<QueryClient<typeof recordsProtocol>['query']>[2]

async function ask(
  client: Pick<QueryClient<typeof recordsProtocol>, 'query'>,
  endpoint: MinerEndpoint,
  input: Query,
  signal: AbortSignal,
) {
  for (let pauses = 0; ; pauses += 1) {
    const result = await client.query(endpoint, 'records', input, { signal })
    signal.throwIfAborted()
    if (result.kind === 'ok') return result.output
    const pauseMs = result.kind === 'refused' ? result.retryAfterMs : null
    if (pauseMs === null || pauses === mostPauses) throw new FetchFailed(result)
    await systemClock.sleep(Math.min(pauseMs, longestPauseMs), { signal })
  }
}
