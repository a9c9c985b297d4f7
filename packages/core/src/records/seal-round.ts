import type { FoldedTask } from '../scoreboard/policy.js'
import type { RoundRecord } from '../store/records.js'
import type { FoldedRound, RoundSeal } from '../store/score-records.js'
import { byPlace, type RoundStatement, recordTree } from './round-root.js'
import { type BareReceipt, type RoundFields, recordHash, recordOf, type ScoreRecord } from './score-record.js'

/** Validator that seals a round. */
export type Sealer = Pick<RoundStatement, 'genesis' | 'netuid' | 'mechanism' | 'validator'> &
  Pick<RoundFields, 'checker'>

/** Records of a round in their order, each with its name. */
export interface RoundRecords {
  readonly records: readonly ScoreRecord[]
  readonly hashes: readonly string[]
}

/** Returns the records of a round: the same at any time, since neither its receipts nor its seal change. */
export function recordsOf(
  { round, uncounted }: Pick<FoldedRound, 'round' | 'uncounted'>,
  sealer: Sealer,
  receipts: readonly BareReceipt[],
): RoundRecords {
  const fields = fieldsOf(round, sealer)
  const records = receipts
    .map((receipt) => recordOf(fields, receipt, counts(receipt, uncounted)))
    .sort(byPlace)
  return { records, hashes: records.map(recordHash) }
}

/** Returns what a validator signs of a round; null for a round without records, which states nothing. */
export function sealOf(
  { records, hashes }: RoundRecords,
  { checker, ...sealer }: Sealer,
): Omit<RoundSeal, 'signature'> | null {
  const [first] = records
  if (first === undefined) return null
  const root = Buffer.from(recordTree(hashes).root).toString('hex')
  return { ...sealer, round: first.round, count: records.length, root, checker }
}

function fieldsOf(round: RoundRecord, sealer: Sealer): RoundFields {
  const { genesis, netuid, mechanism, validator, checker } = sealer
  const { number, drawnAs, roundBlocks, commitBlock } = round
  return {
    ...{ genesis, netuid, mechanism, validator, checker, round: number, drawnAs, roundBlocks, commitBlock },
    commitment: Buffer.from(round.secretHash).toString('hex'),
    ...(round.observedHash && { observed: round.observedHash }),
  }
}

/** Returns false for a receipt that does not count in its round: trouble of the validator, or one of the failures given. */
export function counts(
  { outcome, reason }: Pick<BareReceipt, 'outcome' | 'reason'>,
  uncounted: readonly string[],
) {
  const [code] = (reason ?? '').split(': ')
  return outcome !== 'ours' && !uncounted.includes(`${outcome} ${code}`)
}

/** A receipt that counts, as scoreboards see it. */
export const foldedTask = ({ family, outcome, score }: Pick<BareReceipt, 'family' | 'outcome' | 'score'>) =>
  ({ family, outcome, score }) as FoldedTask
