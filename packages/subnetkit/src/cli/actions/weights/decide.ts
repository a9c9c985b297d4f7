import { createHash } from 'node:crypto'
import type { OutboxStatus, Preflight, WeightsVector } from '@subnetkit/chain'

/** Decision that `weights set` is about to send. */
export type Decision =
  | { readonly kind: 'new'; readonly key: string }
  /** The same weights are pending: the command was interrupted, or runs again. */
  | { readonly kind: 'resume'; readonly key: string; readonly sentence: string }
  /** The same weights are on chain, and the chain takes no others yet. */
  | { readonly kind: 'already'; readonly status: OutboxStatus }

/** Stages before the chain holds it. */
const onTheWay = ['intended', 'signed', 'submitted', 'included']
const onChain = ['confirmed', 'revealing', 'revealed']

/**
 * Running a command again must neither send twice nor refuse: weights that are on their way are taken further, and those
 * that landed within the rate limit are done. After it, the same weights are a new decision.
 */
export function decide(
  earlier: readonly OutboxStatus[],
  vector: WeightsVector,
  { block, checks }: Pick<Preflight, 'block' | 'checks'>,
): Decision {
  const same = earlier.filter(({ entry }) => fingerprint(entry.vector) === fingerprint(vector))
  const moving = same.findLast(({ entry }) => onTheWay.includes(entry.stage))
  if (moving) return { kind: 'resume', key: moving.entry.key, sentence: moving.sentence }
  const newest = earlier.at(-1)
  const landed = newest && same.includes(newest) && onChain.includes(newest.entry.stage) ? newest : undefined
  const limited = checks.some(({ code }) => code === 'WEIGHTS_RATE_LIMITED')
  if (landed && limited) return { kind: 'already', status: landed }
  return { kind: 'new', key: `block-${block.number}-${fingerprint(vector).slice(0, 8)}` }
}

function fingerprint({ uids, values, versionKey }: WeightsVector): string {
  return createHash('sha256').update(`${uids}|${values}|${versionKey}`).digest('hex')
}
