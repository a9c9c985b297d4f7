export { requireFit as requireBackupFits, type WantedValidator } from './backup/backup-fit.js'
export { type StoredValidator, storedValidators } from './backup/dump-store.js'
export type { BackupHeader, BackupManifest, BackupPart } from './backup/manifest.js'
export { type BackupReader, readBackup, readBackupConfig } from './backup/read-backup.js'
export { type RestoreOptions, restoreBackup } from './backup/restore-backup.js'
export { type BackupOptions, writeBackup } from './backup/write-backup.js'
export {
  type ActivatedVersion,
  type ActivationRead,
  followActivation,
  type PublishedActivation,
  publishActivation,
  readActivation,
  type VersionActivation,
  versionAt,
} from './commitment/activation.js'
export {
  type EntriesRead,
  type EntryUpdate,
  readCommitmentEntries,
  writeCommitmentEntry,
} from './commitment/entries.js'
export { entryKinds, type SlotEntry } from './commitment/layout.js'
export {
  type ModelCard,
  type ModelCardUpdate,
  publishModelCard,
  readModelCard,
  readModelCards,
  withdrawModelCard,
} from './commitment/model-card.js'
export type { NewNotice, ReceiptsRoot, RevealedSecret, SecretHash, SlotNotice } from './commitment/notice.js'
export {
  type PackageHashRead,
  type PackageHashUpdate,
  type PublishedPackage,
  publishPackageHash,
  readPackageHash,
} from './commitment/package-hash.js'
export {
  type Ballot,
  type Choice,
  choices as voteChoices,
  mostHeld as mostVotesHeld,
  type Vote,
  type VoteChoice,
} from './governance/ballot.js'
export { type CarriedOut, readCarriedOut } from './governance/carried-out.js'
export {
  longestVote,
  type NamedProposal,
  type Proposal,
  type ProposalKind,
  parseProposal,
  proposalFormat,
  proposalHash,
  proposalText,
  proposedValue,
  readProposal,
} from './governance/proposal.js'
export {
  castNominatorVote,
  castVote,
  nominatorVoteCall,
  type ProposalUpdate,
  publishProposal,
  withdrawProposal,
} from './governance/publish.js'
export { type Ballots, type NeuronBallot, readBallots } from './governance/read-ballots.js'
export {
  type ProposalResult,
  type ProposalsRead,
  readProposals,
  requirePlace as requireProposalPlace,
} from './governance/read-proposals.js'
export {
  countVotes,
  judge as judgeVotes,
  type NominatorVote,
  type Tally,
  type ValidatorVote,
  type Verdict,
} from './governance/tally.js'
export { createLeasePort, keepLease, type LeasePlace } from './lease/chain-lease.js'
export { endLease } from './lease/end-lease.js'
export type { Lease } from './lease/entry.js'
export { guardWeights, refuseLeased } from './lease/guard-weights.js'
export { createLeaseHolder, type LeaseHolder, type WritePermit } from './lease/holder.js'
export {
  type LeaseIdentity,
  type LeaseState,
  type LeaseSubject,
  openLeaseIdentity,
  readLeaseIdentity,
} from './lease/identity.js'
export { type LeaseStanding, leaseStanding } from './lease/judge.js'
export type { FinalLease, LeasePort } from './lease/lease-port.js'
export {
  createOrganicTraffic,
  type OrganicRequest,
  type OrganicTraffic,
  type OrganicTrafficOptions,
} from './organic/traffic.js'
export type { TroubleListener } from './queue/condition.js'
export { NoRetry } from './queue/no-retry.js'
export { createQueues } from './queue/queues.js'
export { loadQueueTelemetry, type QueueTelemetry } from './queue/telemetry.js'
export type {
  FailedJob,
  Job,
  JobState,
  JobWorker,
  KeptJob,
  NewJob,
  QueueCounts,
  QueueId,
  QueueServers,
  Queues,
  QueuesOptions,
  WorkOptions,
} from './queue/types.js'
export { canonicalJson, wellFormed } from './records/canonical-json.js'
export { exportRecords, type RecordSelection } from './records/export-records.js'
export { fileLines } from './records/file-lines.js'
export {
  createMinerRecords,
  type MinerRecords,
  type MinerRecordsParts,
  type PageRequest,
  type RecordPage,
} from './records/miner-records.js'
export type { FileLine, RecordLine, RoundLine } from './records/receipts-file.js'
export type { RoundStatement } from './records/round-root.js'
export { type BareReceipt, type RoundFields, recordHash, type ScoreRecord } from './records/score-record.js'
export { counts as countsInRound } from './records/seal-round.js'
export { type VerifiedRound, verifyRecords } from './records/verify-records.js'
export type { ScoreboardReplaced, Scoring, ScoringRule } from './scoreboard/states.js'
export { weightsFrom } from './scoreboard/weights.js'
export type { FlagCounts } from './similarity/flag-answers.js'
export type { FlaggableAnswer } from './similarity/flagged-answer.js'
export type { FormerStore } from './store/adopt-scope.js'
export type { AnswerForm, WrittenOutput } from './store/answer-form.js'
export type { AnswerReceiptStore, StoredProof } from './store/answer-receipts.js'
export type { AnswerStore, NewAnswer, StoredAnswer } from './store/answers.js'
export type { BudgetStore, Grant } from './store/budgets.js'
export type { ComparedReceipt } from './store/comparison-rows.js'
export type { ComparisonStore, VerdictRecord } from './store/comparisons.js'
export type {
  Database,
  DatabasePlace,
  DatabasePorts,
  Queryable,
  ServerPlace,
  TransactionOptions,
} from './store/database.js'
export { openDatabaseCopy } from './store/embedded-copy.js'
export type { FlaggableReceipt, FlaggableStore } from './store/flaggable.js'
export type { FormerHotkey } from './store/follow-neurons.js'
export { applyMigrations, newestStoreVersion, type SchemaMigrations } from './store/migrations.js'
export type { ObservationStore } from './store/observations.js'
export { openDatabase } from './store/open-database.js'
export type { OrganicStore, StoredEvidence } from './store/organic-evidence.js'
export type { PastFeatures } from './store/past-features.js'
export type { ClosedQueries, EndedAsking, QueryStore } from './store/queries.js'
export type { ReceiptStore, TaskOutcome } from './store/receipts.js'
export type {
  ComparableReceipt,
  CutJson,
  PlannedMiner,
  QueryRecord,
  QueryState,
  Receipt,
  RoundBudget,
  RoundRecord,
  RoundState,
  ShadowScore,
  Spending,
} from './store/records.js'
export type { NewRound, RoundPlan, RoundStore } from './store/rounds.js'
export type { OrganicShare, ScoreChange, ScoreChangeStore } from './store/score-changes.js'
export type { FoldedRound, RootPlace, RoundSeal, ScoreRecordStore } from './store/score-records.js'
export type { SecretStore } from './store/secrets.js'
export type { ComparedShadow } from './store/shadow-parts.js'
export type { Activation, ShadowFailures, ShadowStore } from './store/shadow-scores.js'
export { type FoldOptions, openStore, type Store, type StoreOptions } from './store/store.js'
export {
  type AnnouncedValidator,
  announcedValidators,
  type StoreScope,
  type ValidatorRecord,
  type ValidatorStore,
} from './store/validators.js'
export type {
  PublishedRound,
  RoundNotice,
  RoundPublication,
  SubnetMechanism,
  ValidatorChain,
} from './validator/chain-port.js'
export type { OutcomeCounts, SkipCode, StepName, ValidatorEvent } from './validator/events.js'
export { exhibitReceipt, type ReceiptExhibits } from './validator/exhibit/exhibit-receipt.js'
export type { FindBytes } from './validator/exhibit/kept-bytes.js'
export {
  compareShadow,
  type ShadowChange,
  type ShadowComparison,
  type VersionScores,
} from './validator/explain/compare-shadow.js'
export {
  type ExplainContext,
  type Explanation,
  explainMiner,
  type FailureCount,
  type Improvement,
} from './validator/explain/explain-miner.js'
export type { OrganicPart } from './validator/explain/organic-part.js'
export type { PartMeans, PartName } from './validator/explain/part-means.js'
export { type SamplingNoise, samplingNoise } from './validator/explain/sampling-noise.js'
export type { SimilarAnswers } from './validator/explain/similar-answers.js'
export { type Contender, type Field, rankField, type Standing } from './validator/explain/standing.js'
export { type MinerTasks, tasksOfMiner } from './validator/explain/tasks-of-miner.js'
export type { Role } from './validator/lifetime.js'
export {
  type CoordinatorOptions,
  type EventSource,
  isMiner,
  type MinerChoice,
  type MinerContext,
  type RoleOptions,
  type ValidatorListener,
  type ValidatorOptions,
  type WorkerOptions,
  type WorkerQueue,
} from './validator/options.js'
export { type QueueNames, type QueueScope, queueNames } from './validator/queue-names.js'
export type { Disagreement, Replay, ReplayContext, Unreplayable } from './validator/replay/replay.js'
export { replayRound } from './validator/replay/replay-round.js'
export { createCoordinator } from './validator/roles/create-coordinator.js'
export { createValidator, type Validator } from './validator/roles/create-validator.js'
export { createWorker } from './validator/roles/create-worker.js'
export { publishRound, type RoundNoticeRead, readRoundNotice } from './validator/round-notice.js'
export type { Budgets } from './validator/sampling/budgets.js'
export { rankMiners, type SampledRound } from './validator/sampling/rank-miners.js'
export type { Candidate, SamplingPolicy } from './validator/sampling/sampling-policy.js'
export { createValidatorChain, type ValidatorChainOptions } from './validator/validator-chain.js'
export {
  createOnChainVerifier,
  type RoundOnChain,
  type VerifyOnChainOptions,
  verifyOnChain,
} from './validator/verify-on-chain.js'
