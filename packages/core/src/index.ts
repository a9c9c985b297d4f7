export {
  type CalleeReceipt,
  calleesOf,
  checkReceipts,
  noteCallee,
} from './calls/callee-receipts.js'
export {
  type CallRefusal,
  type CarriedCall,
  type CarriedFlaw,
  type CarriedHeaders,
  callHeaders,
  callRefusalOf,
  hopDeadline,
  maxCallDepth,
  readCarried,
  writeCarried,
} from './calls/carried-call.js'
export { bytesFromJson, bytesToJson, type InJson } from './calls/json-bytes.js'
export { childTrace, isTraceParent, newTrace } from './calls/trace-parent.js'
export { coreError } from './errors.js'
export type { OpenFields } from './organic/dress.js'
export {
  type DressedRound,
  dressedObservation,
  type OpenFamilies,
  openFieldsOf,
} from './organic/dressed-round.js'
export {
  blendScore,
  type CappedEvidence,
  capEvidence,
  type OrganicCaps,
  type OrganicEvidence,
  type OrganicSource,
  organicCaps,
} from './organic/evidence.js'
export type { RequestProfile } from './organic/profile.js'
export type { ScoreOptions } from './rubric/apply-rubric.js'
export { type RubricOptions, rubric } from './rubric/define-rubric.js'
export { type FrozenCopy, failureOf, frozenCopy, mutation } from './rubric/frozen-copy.js'
export { latency, type Timed } from './rubric/latency.js'
export { minimum } from './rubric/minimum.js'
export {
  type Checked,
  isNotChecked,
  isNotYet,
  type NotChecked,
  type NotYet,
  notChecked,
  notYet,
} from './rubric/not-checked.js'
export { criterion, factor, gate, type PartOptions, type Scoped, type ScopeOf } from './rubric/parts.js'
export {
  type AgreementOptions,
  agreement,
  type LabelAgreementOptions,
  type NumberAgreementOptions,
} from './rubric/round/agreement.js'
export type { GroupOptions } from './rubric/round/group-options.js'
export type { Duelist, Judge, Winner } from './rubric/round/judge.js'
export {
  type DistanceNoveltyOptions,
  type NoveltyBasics,
  type NoveltyOptions,
  novelty,
  type TextNoveltyOptions,
} from './rubric/round/novelty.js'
export {
  type FunctionDuelOptions,
  type JudgedDuelOptions,
  type PairwiseBasics,
  type PairwiseOptions,
  pairwise,
} from './rubric/round/pairwise.js'
export { type RankOptions, rank } from './rubric/round/rank.js'
export { type RoundCriterionOptions, roundCriterion } from './rubric/round/round-criterion.js'
export type {
  Answer,
  AnswerTo,
  Combine,
  ComparedPart,
  Criterion,
  CriterionScore,
  Factor,
  Feature,
  Gate,
  LeftOutPart,
  Likeness,
  RoundContext,
  RoundCriterion,
  RoundEntry,
  RoundScore,
  Rubric,
  Scope,
  Score,
  SimilarityFlag,
} from './rubric/rubric.js'
export { type Reply, scoreAnswer } from './rubric/score-answer.js'
export {
  type AbsentReply,
  type RoundReply,
  type ScoredReply,
  type ScoredRound,
  type ScoreRoundOptions,
  scoreRound,
} from './rubric/score-round.js'
export { type FlooredMeanOptions, geometricMean, harmonicMean } from './rubric/strict-means.js'
export { weightedMean } from './rubric/weighted-mean.js'
export { type CredibilityOptions, credibility } from './scoreboard/credibility.js'
export { type EmaOptions, ema } from './scoreboard/ema.js'
export { linear } from './scoreboard/linear.js'
export type {
  FoldedTask,
  FormerScore,
  Incentive,
  MinerRound,
  RoundPeer,
  ScoreboardChange,
  ScoreboardPolicy,
  WeightPolicy,
} from './scoreboard/policy.js'
export { power } from './scoreboard/power.js'
export { type RatingOptions, rating } from './scoreboard/rating.js'
export type { MinerIdentity, ScoreEntry } from './scoreboard/scoreboard.js'
export { softmax } from './scoreboard/softmax.js'
export {
  type ChainVectorLimits,
  type UidShare,
  type VectorParameters,
  vectorFromShares,
} from './scoreboard/vector/vector-from-shares.js'
export type { VectorPolicy } from './scoreboard/vector/vector-policy.js'
export { type WilsonOptions, wilson } from './scoreboard/wilson.js'
export { type WindowedMeanOptions, windowedMean } from './scoreboard/windowed-mean.js'
export {
  type AnswerParts,
  answerReceiptSchema,
  answerStatement,
  type BatchParts,
  batchStatement,
  flawOfReceipt,
  receiptsVersion,
  type StatementVerifier,
} from './subnet/answer-proof.js'
export type {
  AnsweredRequest,
  AnswerReceipt,
  CollectedReceipts,
  ExchangedBody,
  ProvenAnswer,
} from './subnet/answer-receipt.js'
export { defineSubnet, type Subnet, type SubnetDefinition } from './subnet/define-subnet.js'
export type {
  Called as SynapsesCalled,
  FamiliesFor,
  ProtocolFor,
  RubricFor,
} from './subnet/definition-types.js'
export { type BigintOptions, bigint } from './subnet/encoding/bigint.js'
export {
  type ByteStore,
  Bytes,
  type BytesSource,
  bytesInMemory,
  bytesOf,
  fileBytes,
  isBytes,
  releaseBytes,
} from './subnet/encoding/byte-value.js'
export { type BytesOptions, bytes } from './subnet/encoding/bytes.js'
export { type DateOptions, date } from './subnet/encoding/date.js'
export { encoded } from './subnet/encoding/encoded.js'
export { mapBytes } from './subnet/encoding/through-wire.js'
export { toWire } from './subnet/encoding/to-wire.js'
export { carriesBytes } from './subnet/encoding/wire-walk.js'
export { defineExhibits, type ExhibitFunctions, type Exhibits } from './subnet/exhibits/define-exhibits.js'
export type {
  CheckedRow,
  ChecksExhibit,
  Exhibit,
  ExhibitedAnswer,
  FanExhibit,
  FanPoint,
  PictureExhibit,
  TextExhibit,
} from './subnet/exhibits/exhibit.js'
export type { Hyperparameters } from './subnet/hyperparameters.js'
export { mechanismOf, mechanismsOf, type SubnetOf } from './subnet/mechanism-of.js'
export type {
  Mechanism,
  MechanismDefinition,
  MechanismDefinitions,
  Mechanisms,
  MechanismsFor,
  MechanismsOf,
} from './subnet/mechanisms.js'
export type {
  CollectingClient,
  ExchangeHashes,
  MinerClient,
  MinerEndpoint,
  MinerStream,
  QueryClient,
  QueryFailure,
  QueryOptions,
  QueryResult,
  StreamResult,
  StreamTimings,
  VersionedInputs,
  VersionedResult,
} from './subnet/miner-client.js'
export type {
  ActivationRule,
  NextDefinition,
  NextMechanismDefinition,
  NextScoring,
} from './subnet/next-version.js'
export {
  isStreamSynapse,
  type StreamName,
  type StreamSynapse,
  type StreamSynapseOptions,
  type SynapseChunk,
  type SynapseYield,
  streamSynapse,
} from './subnet/stream-synapse.js'
export {
  type NamedVersions,
  scoringVersions,
  shadowOf,
  subnetAt,
  type VersionedScoring,
} from './subnet/subnet-at.js'
export {
  type Protocol,
  type Synapse,
  type SynapseCost,
  type SynapseInput,
  type SynapseOptions,
  type SynapseOutput,
  type SynapseRequest,
  type SynapseResponse,
  synapse,
} from './subnet/synapse.js'
export { createVerifiedBatches } from './subnet/verified-batches.js'
export {
  type BaseName,
  type ByVersion,
  type NameParts,
  nameParts,
  type VersionIn,
  type VersionName,
  type Versions,
  versionName,
  versions,
  versionsOf,
} from './subnet/versions.js'
export {
  type ChatAnswer,
  type ChatMessage,
  type ChatRequest,
  type ChatTool,
  type ChatView,
  type ChatViewOptions,
  chatView,
  type ToolCall,
  type ToolChoice,
} from './subnet/views/chat-view.js'
export {
  type CompletionAnswer,
  type CompletionRequest,
  type CompletionView,
  type CompletionViewOptions,
  completionView,
} from './subnet/views/completion-view.js'
export {
  type EmbeddingAnswer,
  type EmbeddingRequest,
  type EmbeddingView,
  type EmbeddingViewOptions,
  embeddingView,
} from './subnet/views/embedding-view.js'
export {
  type FileId,
  type FileInfo,
  type FilePut,
  type FileRange,
  type FilesNetwork,
  type FilesView,
  type FilesViewOptions,
  filesView,
} from './subnet/views/files-view.js'
export {
  type ImageAnswer,
  type ImageFile,
  type ImageRequest,
  type ImageView,
  type ImageViewOptions,
  imageView,
} from './subnet/views/image-view.js'
export { type JsonView, type JsonViewOptions, jsonView } from './subnet/views/json-view.js'
export type {
  Synthesis,
  TextPart,
  TextStream,
  TextStreamOptions,
  View,
  ViewOptions,
  WeightedAnswer,
} from './subnet/views/view.js'
export { type Views, viewNames } from './subnet/views/views.js'
export { type AuditOptions, auditTasks, commitRound } from './tasks/audit.js'
export {
  type ObserveContext,
  type ObservedMiner,
  type ObserveOptions,
  type ObservingSource,
  observeRound,
} from './tasks/observe.js'
export { createRandom, type Random } from './tasks/random.js'
export type { Families, Round, Task, TaskSource } from './tasks/task.js'
export {
  type DrawContext,
  type FamiliesOf,
  type TaskFamily,
  type TaskSourceOptions,
  taskSource,
} from './tasks/task-source.js'
export { type SimilarAnswers, similarAnswers } from './validator/explain/similar-answers.js'
export { type WatchCalibration, watchCalibration } from './watch/calibration.js'
export {
  type ClippedWeight,
  explainValidatorTrust,
  type TrustCause,
  trustCauses,
  type ValidatorTrustReport,
} from './watch/explain-validator-trust.js'
export {
  type ColludingPairFinding,
  type LazyValidatorFinding,
  type SelfDealingFinding,
  type WatchFinding,
  type WatchFindingBasics,
  type WatchKind,
  type WatchSubject,
  type WeightCopierFinding,
  watchKinds,
} from './watch/finding.js'
export type { SilentStake } from './watch/silent-stake.js'
export type { WatchNeuron, WatchSnapshot } from './watch/snapshot.js'
export { watchSnapshotOf } from './watch/snapshot-of.js'
export { watchValidators } from './watch/watch-validators.js'
