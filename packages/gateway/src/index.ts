export {
  blendScore,
  type CappedEvidence,
  capEvidence,
  type OrganicCaps,
  type OrganicEvidence,
  organicCaps,
} from '@subnetkit/core'
export { connectAdmin } from './admin/call-admin.js'
export {
  type BudgetLimits,
  type DepositStatus,
  type KeyAdmin,
  type KeyStatus,
  keyAdmin,
  openKeyAdmin,
} from './admin/key-admin.js'
export { serveAdmin } from './admin/serve-admin.js'
export { createGateway, type Gateway, type ModelRoutes } from './create-gateway.js'
export { type DepositChain, depositChain } from './deposits/deposit-chain.js'
export { type DepositRule, depositAddress, depositPath } from './deposits/deposit-rule.js'
export type { Deposit } from './deposits/deposit-store.js'
export type { Deposits } from './deposits/deposits.js'
export type { DepositOptions } from './deposits/options.js'
export { type OpenDepositChain, withArchive } from './deposits/with-archive.js'
export { type GatewayErrorCode, gatewayError } from './errors.js'
export type { GatewayOptions, GatewayReceiptOptions } from './gateway-options.js'
export type { GatewayServer } from './http/listen.js'
export { issueKey, type NewKeyRequest } from './keys/issue-key.js'
export type { KeyRequest, KeyStore } from './keys/key-store.js'
export type { KeyLimits, KeyRecord, OrganicConsent } from './keys/records.js'
export type {
  CountedTokens,
  GatewayGauges,
  GatewayMeter,
  LimitKind,
  MeteredEndpoint,
  MeteredRequest,
} from './metrics/meter.js'
export type { RequestScope, ScopedRequest } from './metrics/request-scope.js'
export type { Candidate, Candidates, GatewayModel } from './model.js'
export type { Budget, Earner, Ledger } from './money/ledger.js'
export type { Price } from './money/price.js'
export type { GatewayEvidence, GatewayRequest } from './organic/organic.js'
export { type JudgedAnswer, verdictsByAgreement } from './organic/verdict.js'
export {
  creditsWorth,
  type DraftParameters,
  draftPayout,
  draftRefund,
  payoutRao,
} from './payouts/draft-plan.js'
export type { Earning, PaymentClaim } from './payouts/payment-store.js'
export {
  createPlan,
  encodePlan,
  type PaymentPart,
  type PaymentPlan,
  type PaymentPlanContents,
  parsePlan,
  planName,
} from './payouts/plan.js'
export { type PartFate, type PlanState, readPlanParts, readPlanState } from './payouts/plan-state.js'
export { renewPlan } from './payouts/renew-plan.js'
export { type PaidPart, type SendParameters, sendPlan } from './payouts/send-plan.js'
export { type ViewSource, verifyAnswerViews } from './receipts/check-views.js'
export type { CommittedModel, Proof, Receipt, ReceiptFile, Seal } from './receipts/receipt.js'
export type { ReceiptSigner } from './receipts/seal.js'
export {
  type AnswerCheck,
  type VerifiedAnswer,
  type VerifyAnswerOptions,
  verifyAnswer,
} from './receipts/verify-answer.js'
export { verifyAnswerOnChain } from './receipts/verify-on-chain.js'
export type { Probe } from './routing/probe.js'
export type { MinerRoute } from './routing/routes.js'
export {
  createSkillFeed,
  type SkillFeed,
  type SkillLabel,
  type SkillSource,
} from './routing/skill/skill-source.js'
export type { KnownSkill } from './routing/skill/skills.js'
export {
  type AskOptions,
  createMinerAsker,
  type MinerAsker,
  type MinersAnswer,
  type MinersStream,
} from './subnets/ask-miners.js'
export { type ApiCode, ApiError, type ApiErrorParts } from './wire/api-error.js'
