import type { SubnetError } from '@subnetkit/base'
import { coreError } from '../../errors.js'
import type { TaskOutcome } from '../../store/receipts.js'
import type { CoordinatorContext } from '../context.js'
import type { SkipCode } from '../events.js'

/**
 * Skips a queried round that says nothing about any miner, and reports it as the validator's own trouble. Returns true
 * if it did.
 */
export async function voidRound(context: CoordinatorContext, number: number): Promise<boolean> {
  const { store, emit } = context
  const trouble = troubleOf(number, await store.outcomes(number))
  if (trouble === null) return false
  const { error, cause } = trouble
  if (!(await store.voidRound(number, error.message))) return false
  emit({ kind: 'trouble', code: error.code, reason: error.message, fix: error.fix })
  emit({ kind: 'round-skipped', round: number, code: error.code, cause, reason: error.message })
  return true
}

/** Codes of receipts that a validator without a line causes with every miner. */
const unreachable: ReadonlySet<string> = new Set(['MINER_UNREACHABLE', 'AXON_NOT_PUBLIC'])
/** Codes of receipts that a validator without a permit, or with a wrong clock, causes with every miner. */
const unwelcome: ReadonlySet<string> = new Set([
  ...['AUTH_STALE', 'AUTH_REPLAYED', 'AUTH_BAD_SIGNATURE', 'CALLER_UNKNOWN', 'CALLER_WITHOUT_PERMIT'],
])

interface Trouble {
  readonly error: SubnetError<SkipCode>
  /** Most frequent code. */
  readonly cause: string
}

/** Returns the trouble on our side that every receipt of a round shows; null if one of them says something of a miner. */
function troubleOf(round: number, receipts: readonly TaskOutcome[]): Trouble | null {
  const causes = receipts.map(({ outcome, reason }) => ({ outcome, reason, code: codeOf(reason) }))
  const asked = causes.filter(({ outcome }) => outcome !== 'ours')
  const blameless = ({ outcome, code }: (typeof causes)[number]) =>
    (outcome === 'absent' && unreachable.has(code)) || (outcome === 'refused' && unwelcome.has(code))
  if (receipts.length === 0 || !asked.every(blameless)) return null

  const [code, count] = mostFrequent((asked.length > 0 ? asked : causes).map((cause) => cause.code))
  const example = causes.find((cause) => cause.code === code)?.reason ?? code
  const miners = new Set(receipts.map(({ hotkey }) => hotkey)).size
  const detail = `${count} of ${receipts.length} tasks: ${example}`
  const details = { round, miners, detail }
  if (asked.length === 0)
    return { error: coreError('NOTHING_ASKED', { ...details, cause: code }), cause: code }
  const isLine = asked.every((cause) => unreachable.has(cause.code))
  return { error: coreError(isLine ? 'NOBODY_REACHED' : 'REFUSED_BY_ALL', details), cause: code }
}

const codeOf = (reason: string | null) => /^([A-Z][A-Z0-9_]*): /.exec(reason ?? '')?.[1] ?? ''

function mostFrequent(codes: readonly string[]): [code: string, count: number] {
  const counts = new Map<string, number>()
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts].sort(([, left], [, right]) => right - left)[0] ?? ['', 0]
}
