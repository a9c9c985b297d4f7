import { codedReasonOf, isSubnetError } from '@subnetkit/base'
import { coreError } from '../errors.js'
import type { ScoreboardChange, ScoreboardPolicy } from './policy.js'
import type { ScoreEntry } from './scoreboard.js'

/** Rule for scores that another scoreboard left, and version of the subnet. */
export interface ScoringRule {
  /** @default 'continue' */
  readonly onScoreboardChange?: ScoreboardChange | undefined
  /** Version of the subnet, which is kept with each state. @default none */
  readonly version?: string | undefined
  /** Newest version whose scores are taken over. @default the version of the subnet */
  readonly newest?: string | undefined
}

/** Scoreboard that counts now. */
export interface Scoring extends ScoringRule {
  readonly scoreboard: ScoreboardPolicy
}

/** Replacement of a store's scoreboard. */
export interface ScoreboardReplaced {
  /** Name of the former scoreboard; null in a store of an older version, which kept no states. */
  readonly from: string | null
  readonly to: string
  readonly rule: 'continue' | 'restart' | 'migrate'
  /** Miners whose states were converted. */
  readonly miners: number
}

/** Largest state, in bytes of JSON. */
const mostBytes = 4_096

/** A state and its score as they are stored. Throws SCOREBOARD_BROKEN for what cannot be. */
export function settle(
  { scoreboard, version }: Scoring,
  make: () => unknown,
): Pick<ScoreEntry, 'score' | 'state' | 'scoreboard' | 'version'> {
  const broken = (detail: string, cause?: unknown) =>
    coreError('SCOREBOARD_BROKEN', { policy: scoreboard.name, detail }, { cause })
  try {
    const json = JSON.stringify(make())
    if (json === undefined) throw broken('its state is not JSON')
    const bytes = Buffer.byteLength(json)
    if (bytes > mostBytes) throw broken(`its state has ${bytes} bytes of JSON`)
    // As it will be read again: JSON has no NaN, and makes null of it.
    const state: unknown = JSON.parse(json)
    const score: unknown = scoreboard.score(state)
    if (typeof score !== 'number' || !(score >= 0 && score <= 1)) {
      throw broken(`score returned ${String(score)}, which is not a number from 0 to 1`)
    }
    return { score: score + 0, state, scoreboard: scoreboard.name, version: version ?? null }
  } catch (error) {
    throw isSubnetError(error, 'SCOREBOARD_BROKEN') ? error : broken(codedReasonOf(error), error)
  }
}

/** State of a miner before a round, for the scoreboard that counts now. */
export function stateOf(entry: ScoreEntry | undefined, scoring: Scoring): unknown {
  const { scoreboard } = scoring
  if (entry === undefined) return scoreboard.start()
  return entry.scoreboard === scoreboard.name ? entry.state : convert(entry, scoring)
}

/** State for the present scoreboard of what another one left. Throws SCOREBOARD_CHANGED where the rule is to refuse. */
function convert(entry: ScoreEntry, { scoreboard, onScoreboardChange = 'continue' }: Scoring): unknown {
  const { scoreboard: policy, score, rounds, hotkey } = entry
  const resumed = () => (scoreboard.resume ? scoreboard.resume(score) : scoreboard.start())
  // An older store kept scores alone, under whatever scoreboard: its rule was to go on.
  if (policy === null || onScoreboardChange === 'continue') return resumed()
  if (onScoreboardChange === 'restart') return scoreboard.start()
  if (onScoreboardChange === 'refuse') {
    throw coreError('SCOREBOARD_CHANGED', { from: policy, to: scoreboard.name })
  }
  return onScoreboardChange({ hotkey, policy, version: entry.version, state: entry.state, score, rounds })
}

/**
 * Entries of other scoreboards, with states and scores of the present one. Throws SCORES_NEWER for states of a later
 * version of the subnet, SCOREBOARD_CHANGED where the rule is to refuse, and SCOREBOARD_BROKEN for a rule that fails.
 */
export function convertScores(
  entries: readonly ScoreEntry[],
  scoring: Scoring,
): { readonly changed: readonly ScoreEntry[]; readonly replaced: readonly ScoreboardReplaced[] } {
  const { scoreboard, onScoreboardChange = 'continue', version, newest = version } = scoring
  const newer = entries.find((entry) => isNewer(entry.version, newest))
  if (newer) throw coreError('SCORES_NEWER', { found: `${newer.version}`, own: `${newest}` })
  const others = entries.filter((entry) => entry.scoreboard !== scoreboard.name)
  // A rule that refuses is no failure of the scoreboard.
  if (onScoreboardChange === 'refuse') for (const entry of others) convert(entry, scoring)
  const changed = others.map((entry) => ({ ...entry, ...settle(scoring, () => convert(entry, scoring)) }))
  const counts = new Map<string | null, number>()
  for (const { scoreboard: from } of others) counts.set(from, (counts.get(from) ?? 0) + 1)
  const rule = typeof onScoreboardChange === 'function' ? 'migrate' : onScoreboardChange
  const replaced = [...counts].map(
    ([from, miners]): ScoreboardReplaced => ({
      ...{ from, to: scoreboard.name, miners },
      rule: from === null || rule === 'refuse' ? 'continue' : rule,
    }),
  )
  return { changed, replaced }
}

const isNewer = (found: string | null, own: string | undefined) =>
  found !== null && own !== undefined && BigInt(found) > BigInt(own)
