import {
  integer,
  isSubnetError,
  made,
  mechanism as mechanismField,
  netuid as netuidField,
  optionsOf,
  parseOptions,
  reasonOf,
  text,
} from '@subnetkit/base'
import type { HotkeySwap, Metagraph, NeuronIdentity, OutboxStore } from '@subnetkit/chain'
import { coreError } from '../errors.js'
import type { ScoreboardPolicy } from '../scoreboard/policy.js'
import { minerKey, type ScoreEntry } from '../scoreboard/scoreboard.js'
import type { ScoreboardReplaced, ScoringRule } from '../scoreboard/states.js'
import { type FormerStore, formerStore } from './adopt-scope.js'
import { type AnswerReceiptStore, answerReceiptStore } from './answer-receipts.js'
import { type AnswerStore, answerStore } from './answers.js'
import { type BudgetStore, budgetStore } from './budgets.js'
import { type ComparisonStore, comparisonStore } from './comparisons.js'
import type { Database } from './database.js'
import { type FlaggableStore, flaggableStore } from './flaggable.js'
import { convertInto, foldInto, voidInto } from './fold-round.js'
import { type FormerHotkey, followNeurons, formerHotkeys, knownNeurons } from './follow-neurons.js'
import { migrate } from './migrations.js'
import { type ObservationStore, observationStore } from './observations.js'
import { type OrganicStore, organicStore } from './organic-evidence.js'
import { weightStore } from './outbox-rows.js'
import { type QueryStore, queryStore } from './queries.js'
import { dropPartitions, oncePerPartition } from './receipt-partitions.js'
import { type ReceiptStore, receiptStore } from './receipts.js'
import { type RoundStore, roundStore } from './rounds.js'
import { type ScoreRow, toScore } from './rows.js'
import { type ScoreChangeStore, scoreChangeStore } from './score-changes.js'
import { type ScoreRecordStore, scoreRecordStore } from './score-records.js'
import { type SecretStore, secretStore } from './secrets.js'
import { type Activation, type ShadowStore, shadowStore } from './shadow-scores.js'
import { openScope, type ValidatorStore, validatorStore } from './validators.js'

/** Identifies a validator and sets how much of its past is kept. */
export interface StoreOptions {
  readonly database: Database
  /**
   * Genesis hash of the chain. Scores of one chain mean nothing on another. Without it the store belongs to the first
   * chain that a validator runs on with it.
   */
  readonly genesisHash?: string | undefined
  readonly netuid: number
  /** @default 0 */
  readonly mechanism?: number | undefined
  /** Hotkey of the validator. Several validators can share a database; each sees only its own data. */
  readonly validator: string
  /** Rounds whose receipts and secrets are kept, and settled weights. @default 200 */
  readonly keepRounds?: number | undefined
  /** Blocks for which they are kept at most. @default no limit */
  readonly keepBlocks?: number | undefined
  /** Size of the receipts that are kept, in bytes: beyond it the oldest rounds go. @default no limit */
  readonly keepBytes?: number | undefined
  /**
   * Rounds whose questions and answers are kept: of older ones hashes, scores and parts stay, and whole receipts of a sample, of what was not
   * scored, and of miners with flags.
   * @default as many as keepRounds
   */
  readonly keepBodies?: number | undefined
  /** Blocks for which the score of a miner that is no longer registered is kept. @default 7200, about a day */
  readonly graceBlocks?: number | undefined
  /** Characters of JSON kept of each input and output. @default 16_384 */
  readonly maxJsonLength?: number | undefined
}

const storeOptions = optionsOf({
  database: made<Database>('a database made by openDatabase', 'query', 'transaction'),
  genesisHash: text('a genesis hash').optional(),
  netuid: netuidField(),
  mechanism: mechanismField().default(0),
  validator: text('the hotkey of the validator'),
  keepRounds: integer(1).default(200),
  keepBlocks: integer(1).default(Number.MAX_SAFE_INTEGER),
  keepBytes: integer(1).default(Number.MAX_SAFE_INTEGER),
  keepBodies: integer(0).default(Number.MAX_SAFE_INTEGER),
  graceBlocks: integer(0).default(7_200),
  maxJsonLength: integer(16).default(16_384),
})

/** Options of {@link Store.fold}. */
export interface FoldOptions extends ScoringRule {
  /** Failures that count for nothing, each an outcome and a code such as `refused AUTH_STALE`. @default none */
  readonly uncounted?: readonly string[] | undefined
  /**
   * Versions between which the owner may switch, and what becomes of scores then: if the round is the first one of its version,
   * they change in the same transaction.
   * @default none
   */
  readonly activation?: Activation | undefined
  /**
   * Most that the evidence of users' traffic may be of a mean: evidence that waits for miners of the round is counted, once. Needs a
   * scoreboard that `averages`.
   * @default 0: none is counted
   */
  readonly organicShare?: number | undefined
}

/** Durable state of a validator: scores, rounds, receipts and weights. Every call is durable when it returns. */
export interface Store
  extends ValidatorStore,
    FormerStore,
    RoundStore,
    ObservationStore,
    OrganicStore,
    SecretStore,
    QueryStore,
    AnswerStore,
    ReceiptStore,
    AnswerReceiptStore,
    ComparisonStore,
    FlaggableStore,
    ScoreChangeStore,
    ScoreRecordStore,
    ShadowStore,
    BudgetStore {
  scores(): Promise<ScoreEntry[]>
  /**
   * Returns the number of the last round in which each registration had its turn, by its key, whatever became of the
   * round. A miner that the budget had no room for did not have it.
   */
  lastAsked(): Promise<ReadonlyMap<string, number>>
  /**
   * Records which registrations still exist, so that the others can be dropped after a while, and returns the hotkeys
   * that were swapped since the last metagraph that was seen: scores go along with them.
   */
  seen(metagraph: Metagraph): Promise<readonly HotkeySwap[]>
  /** Returns the neurons of the metagraph that was seen last, by uid. */
  neurons(): Promise<readonly NeuronIdentity[]>
  /** Returns the former hotkeys of miners that swapped theirs, as long as there are receipts that name them. */
  formerHotkeys(): Promise<readonly FormerHotkey[]>

  /**
   * Folds a planned round into the scores, in one transaction with its receipts and its state. Returns the entries
   * that changed, or null if the round was folded before, is not planned, has open queries or comes after a round that is
   * open: nothing is ever counted twice, or out of order. A miner without a receipt that counts keeps its score.
   */
  fold(number: number, scoreboard: ScoreboardPolicy, options?: FoldOptions): Promise<ScoreEntry[] | null>

  /**
   * Converts scores that another scoreboard left, by the rule of the present one, and returns what it replaced. Throws
   * SCORES_NEWER for scores of a later version of the subnet, SCOREBOARD_CHANGED where the rule is to refuse, and
   * SCOREBOARD_BROKEN for one that fails; then nothing has changed.
   */
  convertScores(scoreboard: ScoreboardPolicy, rule?: ScoringRule): Promise<readonly ScoreboardReplaced[]>

  /** Ends a planned round that counts for no miner: scores stay as they are. Returns false where {@link fold} returns null. */
  voidRound(number: number, reason: string): Promise<boolean>

  /** Decisions about weights, and their state. */
  readonly outbox: OutboxStore
}

/**
 * Opens the store of one validator. It lives as long as the database, which it does not own.
 * Throws STORE_NEWER for tables of a newer version, STORE_CORRUPT for any others that do not match.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const parsed = parseOptions(storeOptions, options, 'openStore')
  const { database, netuid, mechanism, validator, maxJsonLength } = parsed
  const { keepRounds, keepBlocks, keepBytes, keepBodies, graceBlocks } = parsed
  const kept = { keepRounds, keepBlocks, keepBytes, keepBodies, graceBlocks }
  const place = { genesisHash: parsed.genesisHash ?? null, netuid, mechanism, hotkey: validator }
  const isForgotten = oncePerPartition()
  let scope: string
  try {
    await migrate(database)
    scope = await openScope(database, place)
  } catch (error) {
    if (isSubnetError(error)) throw error
    const detail = reasonOf(error)
    throw coreError('STORE_CORRUPT', { place: database.place, detail }, { cause: error })
  }
  return {
    scores: async () => {
      const rows = await database.query<ScoreRow>(
        'select * from subnetkit.scores where scope = $1 order by hotkey, registered_at',
        [scope],
      )
      return rows.map(toScore)
    },
    lastAsked: async () => {
      const rows = await database.query<{ hotkey: string; registered_at: number; round: number }>(
        `select hotkey, registered_at, max(round) as round from (
           select hotkey, registered_at, last_round as round from subnetkit.scores where scope = $1
           union all
           select hotkey, registered_at, round from subnetkit.queries where scope = $1 and not keeps_turn
         ) asked group by hotkey, registered_at`,
        [scope],
      )
      return new Map(
        rows.map(({ hotkey, registered_at: registeredAt, round }) => [
          minerKey({ hotkey, registeredAt }),
          round,
        ]),
      )
    },
    seen: (metagraph) => followNeurons(database, scope, metagraph),
    neurons: () => knownNeurons(database, scope),
    formerHotkeys: () => formerHotkeys(database, scope),
    ...validatorStore(database, scope, place),
    ...formerStore(database, scope, place),
    ...roundStore(database, scope),
    ...observationStore(database, scope),
    ...organicStore(database, scope),
    ...secretStore(database, scope),
    ...queryStore(database, scope, maxJsonLength),
    ...answerStore(database, scope),
    ...receiptStore(database, scope, maxJsonLength),
    ...answerReceiptStore(database, scope),
    ...comparisonStore(database, scope),
    ...flaggableStore(database, scope),
    ...scoreChangeStore(database, scope),
    ...scoreRecordStore(database, scope),
    ...shadowStore(database, scope, graceBlocks),
    ...budgetStore(database, scope),
    convertScores: (scoreboard, rule) => convertInto(database, scope, { scoreboard, ...rule }),
    async fold(number, scoreboard, { uncounted = [], activation, organicShare = 0, ...rule } = {}) {
      const scoring = { scoreboard, ...rule }
      const changed = await foldInto(database, scope, {
        ...{ number, scoring, uncounted, activation, organicShare, ...kept },
      })
      // What was published about the round and its receipts cannot be had again.
      if (changed !== null) await database.flush()
      if (changed !== null && isForgotten(number)) await dropPartitions(database)
      return changed
    },
    voidRound: (number, reason) => voidInto(database, scope, { number, reason, ...kept }),
    outbox: weightStore(database, scope),
  }
}
