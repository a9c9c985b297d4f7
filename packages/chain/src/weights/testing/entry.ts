import type { SignedExtrinsic } from '../../extrinsic/types.js'
import {
  type EntryAt,
  type FailedEntry,
  type IntendedEntry,
  newEntry,
  type OutboxDecision,
  type OutboxEntry,
  type OutboxFailure,
  type OutboxStage,
  type SaltedSeal,
  type Submission,
  type TimelockedSeal,
} from '../outbox/entry.js'

/** An entry that was just decided, for tests. */
export function entryOf(key: string, more: Partial<OutboxDecision> = {}): IntendedEntry {
  return {
    ...newEntry({
      chain: `0x${'ab'.repeat(32)}`,
      subject: { netuid: 2, mechanism: 0, hotkey: '5Validator' },
      key,
      vector: { uids: [0, 7], values: [65_535, 9], versionKey: 2n ** 64n - 1n },
      block: 30,
      wanted: null,
    }),
    ...more,
  }
}

/** An entry that was closed before anything was signed. */
export function failedEntryOf(key: string, more: Partial<OutboxDecision> = {}): FailedEntry {
  return { ...entryOf(key, more), stage: 'failed', failure: sampleFailure }
}

export const sampleExtrinsic: SignedExtrinsic = {
  call: 'SubtensorModule.set_weights',
  bytes: '0x00ff',
  hash: '0xab',
  signer: '5Validator',
  nonce: 4,
  birthBlock: 31,
  lastBlock: 95,
  specVersion: 425,
}
const sampleFailure: OutboxFailure = {
  ...{ code: 'WEIGHTS_RATE_LIMITED', cause: 'SettingWeightsTooFast', reason: 'a', fix: 'b', retryBlock: 3 },
}
const salted: SaltedSeal = { kind: 'salted', hash: '0xef', salt: [0, 65_535], epoch: 0 }
const timelocked: TimelockedSeal = {
  ...{ kind: 'timelocked', hash: '0xcd', round: 10n ** 18n, epoch: 3, firstRevealBlock: 99 },
}

/** An entry of every stage, in every form that the stage has. */
export function sampleEntries(): readonly OutboxEntry[] {
  const signed = sampleExtrinsic
  const decision = (key: string) => {
    const { stage: _, ...rest } = entryOf(key, { signatures: 1, revision: 2 })
    return rest
  }
  const included = { number: 40, hash: '0x12' }
  const revealed = { number: 90, hash: '0x34' }
  const failure = sampleFailure
  const submissions: readonly Submission[] = [
    { mode: 'plain', signed },
    { mode: 'salted', sealed: salted, signed },
    { mode: 'timelocked', sealed: timelocked, signed },
  ]
  const reveal = { mode: 'salted', sealed: salted, signed, included, reveal: signed } as const
  return [
    entryOf('intended', { wanted: 'timelocked' }),
    ...submissions.flatMap((submission): OutboxEntry[] => {
      const named = (stage: string) => ({ ...decision(`${stage} ${submission.mode}`), ...submission })
      return [
        { ...named('signed'), stage: 'signed' },
        { ...named('submitted'), stage: 'submitted' },
        { ...named('included'), stage: 'included', included },
        { ...named('confirmed'), stage: 'confirmed', included },
        { ...named('superseded'), stage: 'superseded', failure },
        { ...named('failed'), stage: 'failed', failure },
        { ...named('failed included'), stage: 'failed', failure, included },
      ]
    }),
    { ...decision('revealing'), ...reveal, stage: 'revealing' },
    { ...decision('revealed salted'), ...reveal, stage: 'revealed', revealed },
    { ...decision('revealed unseen'), ...reveal, stage: 'revealed', reveal: null, revealed: null },
    {
      ...{ ...decision('revealed timelocked'), mode: 'timelocked', sealed: timelocked, signed, included },
      ...{ stage: 'revealed', revealed },
    },
    { ...decision('superseded'), stage: 'superseded', failure },
    failedEntryOf('failed'),
    { ...decision('failed revealing'), ...reveal, stage: 'failed', failure },
  ]
}

/** The entry, when it is at the stage; throws with the reason of its failure otherwise. */
export function entryAt<S extends OutboxStage>(entry: OutboxEntry | null | undefined, stage: S): EntryAt<S> {
  if (entry?.stage === stage) return entry as EntryAt<S>
  const why = entry && 'failure' in entry ? `: ${entry.failure.code} ${entry.failure.reason}` : ''
  throw new Error(`the entry is ${entry?.stage ?? 'missing'}, not ${stage}${why}`)
}
