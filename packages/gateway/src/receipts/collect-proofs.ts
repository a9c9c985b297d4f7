import { type Clock, limitTime, type Timer } from '@subnetkit/base'
import type { ProvenAnswer } from '@subnetkit/core'
import type { Candidate, GatewayModel } from '../model.js'
import { minerKey } from '../routing/miner-state.js'
import type { MinerCall } from '../routing/question.js'
import { createExpectedProofs, type Debtor, digestOf, type Expected, longestKept } from './expected-proofs.js'
import type { Proof, Receipt } from './receipt.js'
import type { ReceiptStore } from './receipt-store.js'

/** Collects the receipts that miners sign for their answers, a while after them. */
export interface ProofCollector extends AsyncDisposable {
  /** Expects proofs for a receipt that is stored. */
  expect(receipt: Receipt, model: GatewayModel, asked: AskedMiners): void
  /** Asks at once for proofs of a receipt that are not there yet, for a few seconds at most. Returns true if there were any to ask for. */
  collectNow(id: string): Promise<boolean>
}

/** Miners that were asked for the answer of a receipt. */
export interface AskedMiners {
  readonly calls: readonly MinerCall[]
  /** True to keep the bytes of their answers with the proofs. */
  readonly keepsAnswers: boolean
}

interface ProofCollectorParameters {
  readonly store: Pick<ReceiptStore, 'addProofs'>
  readonly clock: Clock
  readonly onError: (error: unknown, place: string) => void
}

/** Time from an answer to the question for its receipt, in ms; by then later answers may have brought it along. */
const firstMs = 4_000
/** Questions to a miner that brings nothing, with pauses that double. */
const mostAttempts = 4
/** Miners that are asked at the same time. */
const mostAsked = 4
const tickMs = 1_000
/** Time for one question, and for all questions about one receipt, in ms. */
const askMs = 10_000
const nowMs = 3_000

export function createProofCollector({ store, clock, onError }: ProofCollectorParameters): ProofCollector {
  const proofs = createExpectedProofs()
  const storing = new Set<string>()
  const closing = new AbortController()
  let asking = 0
  let timer: Timer | null = null

  /** Stores the proofs that came, each once; those that cannot be stored now wait for the next time. */
  async function storeReady(): Promise<void> {
    const ready = proofs.ready().filter(({ answer }) => !storing.has(answer.receipt.request))
    if (ready.length === 0) return
    const requests = ready.map(({ answer }) => answer.receipt.request)
    for (const request of requests) storing.add(request)
    try {
      await store.addProofs(
        ready.map(({ answer, expected }) => ({ id: expected.id, proof: proofOf(answer, expected) })),
      )
      for (const request of requests) proofs.settle(request)
    } finally {
      for (const request of requests) storing.delete(request)
    }
  }

  /** Asks a miner, which counts as an attempt only if it was due: clients may read a receipt as often as they like. */
  async function ask(debtor: Debtor, isDue: boolean): Promise<void> {
    const before = debtor.requests.size
    asking++
    try {
      using limit = limitTime(askMs, { signal: closing.signal })
      const { model, miner } = debtor
      const answers = await model.collectReceipts?.(placeOf(miner, model), { signal: limit.signal })
      for (const answer of answers ?? []) proofs.came(answer)
      await storeReady()
    } catch (error) {
      if (!closing.signal.aborted) onError(error, 'receipts')
    } finally {
      asking--
      debtor.asking = null
    }
    debtor.freeAt = clock.now() + tickMs
    if (!isDue && debtor.requests.size >= before) return
    debtor.attempts = debtor.requests.size < before ? 1 : debtor.attempts + 1
    debtor.dueAt = clock.now() + firstMs * 2 ** debtor.attempts
    if (debtor.attempts >= mostAttempts) for (const request of debtor.requests) proofs.settle(request)
  }

  function askOnce(debtor: Debtor, isDue: boolean): Promise<void> {
    debtor.asking ??= ask(debtor, isDue)
    return debtor.asking
  }

  function plan(): void {
    const [first] = proofs.debtors()
    if (first !== undefined && !closing.signal.aborted) timer ??= clock.timeout(tick, tickMs, { ref: false })
  }
  function tick(): void {
    timer = null
    storeReady().catch((error) => onError(error, 'receipts'))
    for (const debtor of proofs.debtors()) {
      if (asking >= mostAsked) break
      if (debtor.asking === null && debtor.dueAt <= clock.now()) void askOnce(debtor, true)
    }
    plan()
  }

  return {
    expect({ id, miners }, model, { calls, keepsAnswers: keepsAnswer }) {
      if (model.collectReceipts === undefined) return
      for (const [place, { request, outcome }] of miners.entries()) {
        // Of answers only: what a miner did not answer, it does not sign.
        if (request === null || outcome !== 'good') continue
        const owed = { model, miner: calls[place]!.miner }
        proofs.add(request, { id, place, keepsAnswer }, owed, clock.now() + firstMs)
      }
      plan()
    },
    async collectNow(id) {
      const owing = proofs.owing(id)
      if (owing.length === 0) return false
      const free = owing.filter(({ asking, freeAt }) => asking !== null || freeAt <= clock.now())
      await Promise.race([
        Promise.all(free.map((one) => askOnce(one, false))),
        clock.sleep(nowMs, { ref: false }),
      ])
      return true
    },
    async [Symbol.asyncDispose]() {
      timer?.cancel()
      closing.abort(new Error('the gateway closes'))
      await Promise.all([...proofs.debtors()].map(({ asking: running }) => running))
    },
  }
}

/** A miner where it serves now: it may have moved since it answered. */
const placeOf = (miner: Candidate, model: GatewayModel): Candidate =>
  model.candidates().miners.find((one) => minerKey(one) === minerKey(miner)) ?? miner

/** A proof as it is stored: with hashes of the bodies, or with the answer itself for a client that wants it kept. */
function proofOf({ receipt, request, answer }: ProvenAnswer, { place, keepsAnswer }: Expected): Proof {
  const { body } = answer
  const isKept = keepsAnswer && body instanceof Uint8Array && body.length <= longestKept
  return {
    miner: place,
    receipt: Object.assign({}, receipt, { path: [...receipt.path] }),
    request: { text: request.text, body: digestOf(request.body) },
    answer: {
      status: answer.status,
      body: isKept ? Buffer.from(body).toString('base64') : digestOf(body),
    },
  }
}
