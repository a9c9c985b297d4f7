import type { IncomingHttpHeaders } from 'node:http'
import { type CalleeReceipt, callHeaders, checkReceipts } from '@subnetkit/core'
import type { Candidate, GatewayModel } from '../model.js'
import type { ModeChoice } from '../modes/mode.js'
import { minerKey } from '../routing/miner-state.js'
import type { MinerCall } from '../routing/question.js'
import { answerHash, requestHash, sha256 } from './hashes.js'
import { answersVersion, type BrokenOff, type Receipt, receiptId } from './receipt.js'

/** A request as its client sent it. */
export interface SentRequest {
  readonly body: unknown
  readonly headers: IncomingHttpHeaders
}

/** Content that was hashed as it passed. */
export interface ContentHash {
  readonly bytes: number
  readonly sha256: string
}

/** Everything that a receipt states about one answer. */
export interface AnswerFacts {
  readonly requestId: string
  /** Key that paid for it, to which the receipt belongs. */
  readonly keyId: string
  readonly model: GatewayModel
  readonly mode: string
  readonly synapse: string
  readonly sent: SentRequest
  /** One for each answer that the client gets, and all calls of miners. */
  readonly answered: {
    readonly choices: readonly Pick<ModeChoice<unknown>, 'answer' | 'by'>[]
    readonly calls: readonly MinerCall[]
  }
  /** The answer that the client got the beginning of. @default all are whole */
  readonly brokenOff?:
    | {
        readonly outcome: string
        /** Content that was sent: its text, or the hash of its bytes. */
        readonly text: string | ContentHash
        readonly by: Candidate | null
      }
    | undefined
  /** Returns the part of an answer that its hash covers. @default its text, or else its canonical JSON */
  readonly textOf?: ((answer: unknown) => string | Uint8Array | ContentHash) | undefined
  readonly charged: bigint
  /** Receipts of the answers that the request was made of. */
  readonly made: readonly CalleeReceipt[]
}

/** Name of the gateway and its chain in all of its receipts. */
export interface ReceiptIssuer {
  readonly gateway: string | null
  readonly genesis: string | null
}

export function writeReceipt(
  { id, time }: { readonly id: string; readonly time: number },
  { gateway, genesis }: ReceiptIssuer,
  facts: AnswerFacts,
): Receipt {
  const { requestId, model, mode, synapse, sent, answered, textOf, brokenOff } = facts
  const { stale, block: latest } = model.candidates()
  const used = new Set(answered.choices.flatMap(({ by }) => by.map(minerKey)))
  const blocks = answered.calls.flatMap(({ miner, block }) =>
    block !== undefined && used.has(minerKey(miner)) ? [block] : [],
  )
  const block = blocks.length > 0 ? Math.max(...blocks) : (latest ?? null)
  const miners = answered.calls.map((call) => askedMiner(call, model))
  const placeOf = (key: string) =>
    answered.calls.findIndex(({ miner, outcome }) => outcome === 'good' && minerKey(miner) === key)
  return {
    version: answersVersion,
    id,
    requestId: requestId.slice(0, 200),
    time,
    gateway,
    genesis,
    netuid: model.netuid ?? null,
    block,
    stale,
    model: model.id,
    mode,
    synapse,
    request: requestHash(sent.body),
    miners,
    answers: answered.choices.map(({ answer, by }) => ({
      sha256: textOf === undefined ? answerHash(answer) : contentHash(textOf(answer)).sha256,
      by: by.map((miner) => placeOf(minerKey(miner))).filter((place) => place >= 0),
    })),
    ...(brokenOff && { brokenOff: statedOf(brokenOff, answered.calls) }),
    charged: Number(facts.charged),
    parent: parentOf(sent.headers),
    calls: [...facts.made],
  }
}

/** A text as frames carry it: the first half of a surrogate pair waits for the other one. */
const sentOf = (text: string): string => text.replace(/[\ud800-\udbff]$/, '')

function statedOf(
  { outcome, text, by }: NonNullable<AnswerFacts['brokenOff']>,
  calls: readonly MinerCall[],
): BrokenOff {
  const sent = typeof text === 'string' ? contentHash(sentOf(text)) : text
  const place = by === null ? -1 : calls.findLastIndex(({ miner }) => minerKey(miner) === minerKey(by))
  return { outcome, bytes: sent.bytes, sha256: sent.sha256, by: place < 0 ? null : place }
}

function contentHash(content: string | Uint8Array | ContentHash): ContentHash {
  if (typeof content !== 'string' && !(content instanceof Uint8Array)) return content
  return { bytes: Buffer.byteLength(content), sha256: sha256(content) }
}

function askedMiner(
  { miner, reason, outcome, latencyMs, exchange, calls = [] }: MinerCall,
  model: GatewayModel,
) {
  return {
    hotkey: miner.hotkey,
    uid: miner.uid ?? null,
    registeredAt: miner.registeredAt,
    reason,
    outcome,
    latencyMs: Math.max(0, Math.round(latencyMs)),
    request: exchange?.request ?? null,
    answer: exchange?.body ?? null,
    card: model.cardOf?.(miner.hotkey) ?? null,
    calls: [...calls],
  }
}

/** The receipt that a client names as the one of its own request, in `x-subnet-parent`; null for none, or a text that cannot be one. */
export function parentOf(headers: IncomingHttpHeaders): string | null {
  const parsed = receiptId.safeParse(headers['x-subnet-parent'])
  return parsed.success ? parsed.data : null
}

/** Receipts that a client names as those of the answers that its request was made of; none in another form. */
export function madeOf(headers: IncomingHttpHeaders): readonly CalleeReceipt[] {
  const given = headers[callHeaders.calls]
  return checkReceipts(typeof given === 'string' ? given : null) ?? []
}

/** Returns true for a client that wants the bytes of the miners' answers kept in the receipt. */
export const keepsAnswers = (headers: IncomingHttpHeaders): boolean =>
  headers['x-subnet-keep-answer'] === 'true'
