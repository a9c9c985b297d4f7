import { setImmediate } from 'node:timers/promises'
import { callback, integer, optionsOf, parseOptions, type SubnetError, toSubnetError } from '@subnetkit/base'
import type {
  AnsweredRequest,
  CollectedReceipts,
  ExchangedBody,
  MinerEndpoint,
  ProvenAnswer,
} from '@subnetkit/core'
import { createVerifiedBatches, receiptsVersion } from '@subnetkit/core'
import { sha256Hex, sha256OfBody } from '../body/body-hash.js'
import { decodeReceipts } from '../receipts/encoding.js'
import { maxAsked, receiptsAnswerSchema } from '../receipts/receipts-request.js'
import { receiptsHeader } from '../receipts/statements.js'
import { checkAnswer, checkReceipt, invalidReceipt, verifyStatement } from '../receipts/verify-receipt.js'
import { malformed } from './failure.js'

/** Options of a client that collects receipts (receipts/1). */
export interface ClientReceiptOptions {
  /**
   * Receives each answer that is proven. An error that it throws becomes a warning of the process, and the answer is
   * kept until `collectReceipts` returns it.
   * @default none: they are kept until `collectReceipts` returns them
   */
  readonly onReceipt?: ((proven: ProvenAnswer) => void) | undefined
  /**
   * Receives each receipt that does not prove the answer, with RECEIPT_INVALID. If its signature is valid, the miner
   * signed another answer than the one that came; in btauth/1 it may also mean that the answer was altered on its way.
   * Null if no receipt could be read. An error that it throws becomes a warning of the process.
   */
  readonly onInvalid?: ((error: SubnetError, evidence: ProvenAnswer | null) => void) | undefined
  /** Answers without a receipt that are kept; beyond it, the oldest are given up. @default 16384 */
  readonly maxAwaiting?: number | undefined
  /** Size of the requests and answers that are kept, in bytes; beyond it, the oldest are given up. @default 67108864 */
  readonly maxBytes?: number | undefined
}

/** Collects the receipts for the answers of one client. */
export interface ReceiptCollector {
  /** Header that asks a miner to send receipts along. */
  readonly headers: Readonly<Record<string, string>>
  /** Notes an answer that came, and the receipts for earlier ones that came with it. */
  note(endpoint: MinerEndpoint, answered: AnsweredRequest, carried: string | string[] | undefined): void
  /** Asks for the receipts that are outstanding; `ask` sends one request and does not reject. */
  collect(endpoint: MinerEndpoint, ask: (body: Buffer) => Promise<AskResult>): Promise<CollectedReceipts>
}

/** Data of the answer to a request for receipts, or the reason why there is none. */
interface AskResult {
  readonly data: unknown
  readonly failure: CollectedReceipts['failure']
}

interface Awaiting {
  readonly miner: string
  readonly answered: AnsweredRequest
  readonly since: number
}

/** Time after which no receipt is expected any more, in ms; miners keep them for 10 minutes by default. */
const giveUpMs = 900_000
/** Longest header that is read, in characters. */
const maxHeaderLength = 4_096
/** Receipts that are checked before other work has its turn. */
const checksInARow = 4

export const clientReceiptOptions = optionsOf({
  onReceipt: callback<(proven: ProvenAnswer) => void>().optional(),
  onInvalid: callback<NonNullable<ClientReceiptOptions['onInvalid']>>().default(() => () => {}),
  maxAwaiting: integer(1).default(16_384),
  maxBytes: integer(1).default(67_108_864),
})

/** Creates the collector of one caller. Receipts are checked between other work, never while an answer is awaited. */
export function createReceiptCollector(options: ClientReceiptOptions, caller: string): ReceiptCollector {
  const parsed = parseOptions(clientReceiptOptions, options, 'createMinerClient receipts')
  const { maxAwaiting, maxBytes } = parsed
  /** By the hash of the request, oldest first. */
  const awaiting = new Map<string, Awaiting>()
  const ofMiner = new Map<string, Set<string>>()
  const proven = new Map<string, ProvenAnswer[]>()
  const verifies = createVerifiedBatches(verifyStatement)
  const arrived: ProvenAnswer[] = []
  let bytes = 0
  let checking: Promise<void> | null = null

  function onReceipt(answer: ProvenAnswer): void {
    const { onReceipt: listener } = parsed
    if (!listener) keep(answer)
    else
      emit(
        () => listener(answer),
        () => keep(answer),
      )
  }

  function onInvalid(error: SubnetError, evidence: ProvenAnswer | null): void {
    emit(() => parsed.onInvalid(error, evidence))
  }

  function keep(answer: ProvenAnswer): void {
    const { miner } = answer.receipt
    proven.set(miner, [...takeProven(miner), answer])
    bytes += sizeOf(answer)
  }

  function takeProven(miner: string): ProvenAnswer[] {
    const answers = proven.get(miner) ?? []
    proven.delete(miner)
    for (const answer of answers) bytes -= sizeOf(answer)
    return answers
  }

  function settle(request: string): Awaiting | null {
    const found = awaiting.get(request)
    if (!found) return null
    awaiting.delete(request)
    bytes -= sizeOf(found.answered)
    const own = ofMiner.get(found.miner)
    own?.delete(request)
    if (own?.size === 0) ofMiner.delete(found.miner)
    return found
  }

  function makeRoom(): void {
    for (const [request, { since }] of awaiting) {
      const isOver = awaiting.size > maxAwaiting || bytes > maxBytes || performance.now() - since > giveUpMs
      if (!isOver) break
      settle(request)
    }
    for (const miner of proven.keys()) {
      if (bytes <= maxBytes) break
      takeProven(miner)
    }
  }

  /** Matches receipts with the requests that await them; others are ignored. */
  function take({ hotkey: miner }: MinerEndpoint, text: string): void {
    const receipts = decodeReceipts(Buffer.from(text, 'base64url'), { caller, miner })
    if (receipts === null) onInvalid(invalidReceipt(miner, 'it cannot be read'), null)
    for (const receipt of receipts ?? []) {
      if (awaiting.get(receipt.request)?.miner !== miner) continue
      // One receipt for one request: a miner cannot make us check any number of them.
      const { answered } = settle(receipt.request)!
      arrived.push({ receipt, ...answered })
    }
    if (arrived.length > 0) checking ??= checkArrived()
  }

  function takeAnswer(endpoint: MinerEndpoint, data: unknown): CollectedReceipts['failure'] {
    const answer = receiptsAnswerSchema.safeParse(data)
    if (answer.success) {
      take(endpoint, answer.data.receipts)
      return null
    }
    const { code, message: reason } = malformed(endpoint, 'it is not an answer with receipts')
    return { code, reason }
  }

  async function checkArrived(): Promise<void> {
    while (arrived.length > 0) {
      await setImmediate()
      for (const answer of arrived.splice(0, checksInARow)) check(answer)
    }
    checking = null
  }

  function check(answer: ProvenAnswer): void {
    try {
      checkReceipt(answer.receipt, verifies)
      checkAnswer(answer.receipt, answer.answer.status, sha256OfBody(answer.answer.body))
    } catch (error) {
      onInvalid(toSubnetError(error), answer)
      return
    }
    onReceipt(answer)
    makeRoom()
  }

  return {
    headers: { [receiptsHeader]: receiptsVersion },
    note(endpoint, answered, carried) {
      if (typeof carried === 'string' && carried.length <= maxHeaderLength) take(endpoint, carried)
      const { hotkey: miner } = endpoint
      const request = sha256Hex(answered.request.text)
      awaiting.set(request, { miner, answered, since: performance.now() })
      bytes += sizeOf(answered)
      const own = ofMiner.get(miner) ?? new Set()
      ofMiner.set(miner, own.add(request))
      makeRoom()
    },
    async collect(endpoint, ask) {
      const { hotkey: miner } = endpoint
      const requests = [...(ofMiner.get(miner) ?? [])]
      let failure: CollectedReceipts['failure'] = null
      for (let from = 0; from < requests.length && failure === null; from += maxAsked) {
        const body = { version: receiptsVersion, requests: requests.slice(from, from + maxAsked) }
        const asked = await ask(Buffer.from(JSON.stringify(body), 'utf8'))
        failure = asked.failure ?? takeAnswer(endpoint, asked.data)
      }
      await checking
      return { proven: takeProven(miner), outstanding: ofMiner.get(miner)?.size ?? 0, failure }
    },
  }
}

/** Calls a listener of the user: its failure is our own trouble, never the miner's. */
function emit(listener: () => unknown, onFailed = () => {}): void {
  const failed = (error: unknown) => {
    onFailed()
    process.emitWarning(error instanceof Error ? error : String(error))
  }
  try {
    Promise.resolve(listener()).catch(failed)
  } catch (error) {
    failed(error)
  }
}

/** Bytes that an exchange keeps alive, roughly: the objects around them count as 512. */
function sizeOf({ request, answer }: AnsweredRequest): number {
  return 512 + request.text.length + bytesOf(request.body) + bytesOf(answer.body)
}

function bytesOf(body: ExchangedBody): number {
  return body instanceof Uint8Array ? body.length : 64
}
