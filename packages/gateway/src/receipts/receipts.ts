import { randomBytes } from 'node:crypto'
import type { Clock, Timer } from '@subnetkit/base'
import type { Database } from '@subnetkit/core/validator'
import type { GatewayModel } from '../model.js'
import { type AskedMiners, createProofCollector } from './collect-proofs.js'
import type { Receipt, ReceiptFile } from './receipt.js'
import { createReceiptStore } from './receipt-store.js'
import { type ReceiptSigner, sealReceipts } from './seal.js'
import { type AnswerFacts, keepsAnswers, writeReceipt } from './write-receipt.js'

/** Receipts of a gateway: written in the background, and never waited for by an answer. */
export interface Receipts extends AsyncDisposable {
  /** Opens a receipt for a request; null while more of them wait to be stored than memory has room for. */
  open(): OpenReceipt | null
  /** The receipt of an id, with the proofs that miners have given by now; null for one of another key. */
  find(id: string, keyId: string): Promise<ReceiptFile | null>
}

/** A receipt whose id is known, and whose answer is not there yet. Disposed without an answer, there is none. */
export interface OpenReceipt extends Disposable {
  readonly id: string
  /** States the answer. The first statement counts. */
  state(facts: AnswerFacts): void
}

/** Options of {@link createReceipts}. */
export interface ReceiptsParameters {
  readonly database: Database
  readonly clock: Clock
  readonly signer?: ReceiptSigner | undefined
  readonly genesis?: string | undefined
  readonly keepMs: number
  readonly keep: number
  readonly onError: (error: unknown, place: string) => void
}

/** A receipt that waits to be stored. */
interface Waiting {
  readonly keyId: string
  readonly receipt: Receipt
  readonly model: GatewayModel
  readonly asked: AskedMiners
}

/** Receipts in memory, open or not yet stored, at most. */
const mostWaiting = 4_096
/** Receipts that are signed and stored at once, at most. */
const batchSize = 512
/** Time from the first receipt of a batch to its signature, in ms; after a failure, to the next attempt. */
const batchMs = 200
const retryMs = 2_000
const sweepMs = 60_000

export function createReceipts(parameters: ReceiptsParameters): Receipts {
  const { database, clock, signer = null, genesis = null, keepMs, keep, onError } = parameters
  const store = createReceiptStore({ database, clock, keepMs, keep })
  const collector = createProofCollector({ store, clock, onError })
  const issuer = { gateway: signer?.address ?? null, genesis }
  const waiting = new Map<string, Waiting>()
  let open = 0
  let timer: Timer | null = null
  let storing: Promise<void> | null = null
  const sweeping = clock.interval(
    () => void store.sweep().catch((error) => onError(error, 'receipts')),
    sweepMs,
    { ref: false },
  )

  async function storeBatch(): Promise<void> {
    const batch = [...waiting.values()].slice(0, batchSize)
    const receipts = batch.map(({ receipt }) => receipt)
    const seals = await sealReceipts(receipts, { signer, genesis }).catch((error: unknown) => {
      // A signer that is away costs the signature, not the receipt.
      onError(error, 'receipts')
      return receipts.map(() => null)
    })
    await store.add(batch.map(({ keyId, receipt }, at) => ({ keyId, receipt, seal: seals[at] ?? null })))
    for (const { receipt, model, asked } of batch) {
      waiting.delete(receipt.id)
      collector.expect(receipt, model, asked)
    }
  }

  /** Stores everything that waits, one batch after the other; false after a failure, with what is left still waiting. */
  async function storeAll(): Promise<boolean> {
    timer?.cancel()
    timer = null
    while (waiting.size > 0) {
      storing ??= storeBatch().finally(() => {
        storing = null
      })
      try {
        await storing
      } catch (error) {
        onError(error, 'receipts')
        plan(retryMs)
        return false
      }
    }
    return true
  }

  function plan(ms: number): void {
    timer ??= clock.timeout(() => void storeAll(), ms, { ref: false })
  }

  return {
    open() {
      if (open + waiting.size >= mostWaiting) return null
      const id = `rcpt_${randomBytes(24).toString('base64url')}`
      let isOpen = true
      open++
      const close = () => {
        if (isOpen) open--
        isOpen = false
      }
      return {
        id,
        state(facts) {
          if (!isOpen) return
          close()
          try {
            const receipt = writeReceipt({ id, time: Math.floor(clock.date()) }, issuer, facts)
            // Neither the question nor the answers, which may be large: the database may be away for long.
            const { keyId, model, answered, sent } = facts
            const asked = { calls: answered.calls, keepsAnswers: keepsAnswers(sent.headers) }
            waiting.set(id, { keyId, receipt, model, asked })
          } catch (error) {
            return onError(error, 'receipts') // the answer goes on
          }
          if (waiting.size >= batchSize) void storeAll()
          else plan(batchMs)
        },
        [Symbol.dispose]: close,
      }
    },
    async find(id, keyId) {
      if (waiting.has(id)) await storeAll()
      const found = await store.find(id, keyId)
      if (found === null || !(await collector.collectNow(id))) return found
      return store.find(id, keyId)
    },
    async [Symbol.asyncDispose]() {
      sweeping.cancel()
      await storeAll()
      timer?.cancel()
      await collector[Symbol.asyncDispose]()
    },
  }
}
