import {
  type Clock,
  hashLeaf,
  integer,
  made,
  milliseconds,
  optionError,
  optionsOf,
  parseOptions,
  reasonOf,
  type SubnetError,
  systemClock,
  type Timer,
} from '@subnetkit/base'
import { answerStatement, receiptsVersion } from '@subnetkit/core'
import type { Keypair } from '@subnetkit/wallet'
import { sha256Hex } from '../body/body-hash.js'
import { transportError } from '../errors/transport-error.js'
import { keypairField } from '../http/option-fields.js'
import { createKeptReceipts } from './kept-receipts.js'
import { type ReceiptsAnswer, readReceiptsRequest } from './receipts-request.js'
import { type NotedAnswer, sealBatch } from './seal-batch.js'
import { receiptsHeader } from './statements.js'

/** Options of the receipts that a miner gives for its answers. */
export interface ServerReceiptOptions {
  /** Key of the miner (sr25519), which signs one batch of answers at a time. */
  readonly keypair: Keypair
  /** Answers in a batch, at most. @default 1024 */
  readonly maxAnswers?: number | undefined
  /** Time from the first answer of a batch to its signature, in ms, at most. @default 1000 */
  readonly maxAgeMs?: number | undefined
  /** Time for which receipts are kept for their callers, in ms. @default 600000 */
  readonly keepMs?: number | undefined
  /** Receipts kept; beyond it, the oldest of the callers that hold most are forgotten. @default 65536 */
  readonly maxKept?: number | undefined
  /** Receipts kept for one caller; beyond it, its oldest batch is forgotten. @default 4096 */
  readonly maxKeptPerCaller?: number | undefined
  /** @default the system's */
  readonly clock?: Clock | undefined
}

/** Counts since the start of the miner. */
export interface ReceiptCounts {
  /** Answers that have a receipt, or wait for the signature. */
  readonly answers: number
  /** Batches signed. */
  readonly batches: number
  /** Receipts kept now. */
  readonly kept: number
  /** Receipts forgotten before an answer carried them. */
  readonly dropped: number
  /** Answers without a receipt, since their batch could not be signed. */
  readonly unsigned: number
}

/** An answer to a proven request. */
interface Answered {
  /** SS58 address of the caller. */
  readonly caller: string
  /** The text that authenticated the request. */
  readonly requestText: string
  readonly status: number
  /** SHA-256 of the bytes of the answer, hex. */
  readonly bodyHash: string
}

/** Receipts of one miner, in the memory of this process. */
export interface ServerReceipts {
  /** Counts an answer that was sent, whole, into the current batch. */
  note(answer: Answered): void
  /** Returns the header with receipts that wait for the caller; none if there are none. */
  carry(caller: string): Readonly<Record<string, string>>
  /** Answers a request for receipts, once those of the current batch are signed. Throws BODY_MALFORMED. */
  answer(caller: string, body: Uint8Array): Promise<ReceiptsAnswer>
  /** Signs the current batch now. */
  flush(): void
  readonly counts: ReceiptCounts
}

/** Maximum size of the receipts in a header, in bytes: 2,048 characters of base64url. */
const maxCarriedBytes = 1_536

export const serverReceiptOptions = optionsOf({
  keypair: keypairField(),
  maxAnswers: integer(1, 65_535).default(1_024),
  maxAgeMs: milliseconds().default(1_000),
  keepMs: milliseconds().default(600_000),
  maxKept: integer(1).default(65_536),
  maxKeptPerCaller: integer(1).default(4_096),
  clock: made<Clock>('a clock', 'now', 'date', 'timeout').default(systemClock),
})

interface Batch {
  readonly answers: NotedAnswer[]
  /** Settles when the batch is signed, or cannot be. */
  readonly sealed: Promise<void>
  readonly settle: () => void
  timer: Timer | null
}

/**
 * Creates the receipts of a miner. Unsigned batches and kept receipts end with the process: a restart loses
 * receipts, and reuses nothing. Throws CONFIG_INVALID.
 */
export function createServerReceipts(
  options: ServerReceiptOptions,
  onError: (error: SubnetError) => void = () => {},
): ServerReceipts {
  const parsed = parseOptions(serverReceiptOptions, options, 'receipts')
  const { keypair, maxAnswers, maxAgeMs, clock } = parsed
  checkLimits(parsed)
  const { address: miner } = keypair
  const kept = createKeptReceipts(parsed)
  const counts = { answers: 0, batches: 0, unsigned: 0 }
  let batch = openBatch()

  function flush(): void {
    const full = batch
    if (full.answers.length === 0) return
    full.timer?.cancel()
    batch = openBatch()
    try {
      kept.add(sealBatch(full.answers, keypair), clock.now())
      counts.batches++
    } catch (cause) {
      const count = full.answers.length
      counts.unsigned += count
      onError(transportError('RECEIPTS_UNSIGNED', { count, detail: reasonOf(cause) }, { cause }))
    }
    full.settle()
  }

  return {
    note({ caller, requestText, status, bodyHash: body }) {
      const request = sha256Hex(requestText)
      const parts = { caller, miner, request, status, body, time: clock.date() }
      const size = batch.answers.push({ ...parts, leaf: hashLeaf(answerStatement(parts)) })
      counts.answers++
      if (size >= maxAnswers) flush()
      else batch.timer ??= clock.timeout(flush, maxAgeMs, { ref: false })
    },
    carry(caller) {
      const bytes = kept.carry(caller, maxCarriedBytes)
      return bytes === null ? {} : { [receiptsHeader]: bytes.toString('base64url') }
    },
    async answer(caller, body) {
      const requests = new Set(readReceiptsRequest(body).requests)
      const current = batch
      const isUnsigned = current.answers.some(
        (noted) => noted.caller === caller && requests.has(noted.request),
      )
      if (isUnsigned) await current.sealed
      return { version: receiptsVersion, receipts: kept.find(caller, requests).toString('base64url') }
    },
    flush,
    get counts() {
      return { ...counts, kept: kept.size, dropped: kept.dropped }
    },
  }
}

function openBatch(): Batch {
  let settle = () => {}
  const sealed = new Promise<void>((resolve) => {
    settle = resolve
  })
  return { answers: [], sealed, settle, timer: null }
}

/** A batch of one caller must fit: otherwise its receipts would be forgotten at once. */
function checkLimits(limits: { maxAnswers: number; maxKeptPerCaller: number; maxKept: number }): void {
  const { maxAnswers, maxKeptPerCaller, maxKept } = limits
  if (maxKeptPerCaller < maxAnswers) {
    throw optionError('receipts maxKeptPerCaller', maxKeptPerCaller, `at least maxAnswers, ${maxAnswers}`)
  }
  if (maxKept < maxKeptPerCaller) {
    throw optionError('receipts maxKept', maxKept, `at least maxKeptPerCaller, ${maxKeptPerCaller}`)
  }
}
