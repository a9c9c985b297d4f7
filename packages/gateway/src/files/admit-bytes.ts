import type { Stop } from '@subnetkit/base'
import type { FilesNetwork, MinerEndpoint } from '@subnetkit/core'
import type { Cut } from '../answer/cut.js'
import { outcomeOf } from '../answer/cut.js'
import type { Candidate, GatewayModel } from '../model.js'
import { priceOf } from '../money/price.js'
import { reserve } from '../money/spend.js'
import type { GatewayParts } from '../parts.js'
import { filesPlace } from '../receipts/receipt.js'
import { type ContentHash, madeOf, type SentRequest } from '../receipts/write-receipt.js'
import { failureOf } from '../routing/judge.js'
import type { MinerCall } from '../routing/question.js'
import type { FilesAccess } from './files-access.js'

/** A transfer of bytes that has its money set aside. */
export interface AdmittedBytes {
  readonly headers: Readonly<Record<string, string>>
  readonly network: FilesNetwork
  /** Hotkeys of the miners that have answered so far. */
  miners(): string
  /** Charges for so many bytes, once. Returns the cost. */
  charge(bytes: number): Promise<bigint>
  /** States in the receipt the bytes that have passed, and that there were to be more if it was `cut`. */
  state(content: ContentHash, cut?: Cut): void
  /** Ends the reservation and the rates, whatever happened; without a statement there is no receipt. */
  end(): Promise<void>
}

/** Bytes that cost as much as a token of text. */
const bytesPerToken = 4

interface BytesRequest {
  readonly bytes: number
  readonly requestId: string
  readonly stop: Stop
  /** The request as its receipt has it: method, name and range of the object. */
  readonly sent: SentRequest
}

/** Calls of miners that a receipt lists. */
const mostCalls = 512

/** Checks a transfer of so many bytes against the rates and the budgets of its key. Throws ApiError. */
export async function admitBytes(
  parts: GatewayParts,
  { access, model }: FilesAccess,
  { bytes, requestId, stop, sent }: BytesRequest,
): Promise<AdmittedBytes> {
  const costOf = (count: number) =>
    priceOf(model.price, { promptTokens: Math.ceil(count / bytesPerToken), completionTokens: 0 }, 1)
  const grant = await access.take(Math.ceil(bytes / bytesPerToken))
  const reservation = await reserve(parts.ledger, {
    id: requestId,
    budgets: access.budgets,
    amount: costOf(bytes),
  }).catch((error: unknown) => {
    grant[Symbol.dispose]()
    throw error
  })
  const receipt = parts.receipts?.open() ?? null
  const calls: MinerCall[] = []
  let charged = 0n
  const used = new Map<string, Candidate>()
  const { miners, stale, block } = model.candidates()
  const byHotkey = new Map(miners.map((miner) => [miner.hotkey, miner]))
  return {
    headers: Object.assign(
      {},
      grant.headers,
      receipt && { 'x-subnet-receipt': receipt.id },
      stale && { 'x-subnet-metagraph': 'stale' },
    ),
    network: {
      miners: shuffled(miners, Math.random),
      signal: stop.signal,
      async query(miner: MinerEndpoint, synapse, input, options = {}) {
        const known = byHotkey.get(miner.hotkey)
        if (known === undefined)
          throw new TypeError(`the view asks ${miner.hotkey}, which is no miner of the subnet`)
        const result = await model.query(known, synapse, input, { signal: options.signal ?? stop.signal })
        if (result.kind === 'ok') used.set(known.hotkey, known)
        if (calls.length < mostCalls) calls.push(callOf(known, result, block))
        return result as never
      },
    },
    miners: () => [...used.keys()].slice(0, mostNamed).join(', '),
    async charge(count) {
      charged = await reservation.settle(costOf(count), [...used.values()])
      return charged
    },
    state(content, cut) {
      const by = [...used.values()].filter((one) => calls.some(({ miner }) => miner === one))
      receipt?.state({
        requestId,
        sent,
        model,
        synapse: filesPlace,
        mode: 'plain',
        keyId: access.key.id,
        charged,
        made: madeOf(sent.headers),
        answered: { choices: cut === undefined ? [{ answer: content, by }] : [], calls },
        ...(cut !== undefined && {
          brokenOff: { outcome: outcomeOf(cut, stop), text: content, by: by.at(-1) ?? null },
        }),
        textOf: () => content,
      })
    },
    async end() {
      grant[Symbol.dispose]()
      using _receipt = receipt
      await reservation.settle(0n)
    },
  }
}

const callOf = (
  miner: Candidate,
  result: Awaited<ReturnType<GatewayModel['query']>>,
  block: number | undefined,
): MinerCall => ({
  miner,
  block,
  reason: 'first',
  latencyMs: result.latencyMs,
  outcome: failureOf(result)?.outcome ?? 'good',
  exchange: 'exchange' in result ? result.exchange : undefined,
})

/** Miners that a header names. */
const mostNamed = 64

/** The same miners in a random order. */
function shuffled<T>(values: readonly T[], random: () => number): readonly T[] {
  const mixed = values.map((value) => ({ value, at: random() }))
  return mixed.sort((one, other) => one.at - other.at).map(({ value }) => value)
}
