import { type Stop, stopWith } from '@subnetkit/base'
import type { CalleeReceipt } from '@subnetkit/core'
import type { Access } from '../keys/access.js'
import type { Candidate } from '../model.js'
import type { Selection } from '../models/find-model.js'
import { priceOf } from '../money/price.js'
import { reserve } from '../money/spend.js'
import type { GatewayParts } from '../parts.js'
import { madeOf, type SentRequest } from '../receipts/write-receipt.js'
import type { MinerCall } from '../routing/question.js'
import { ApiError } from '../wire/api-error.js'
import type { Usage } from '../wire/tokens.js'
import { type Answered, answerAll } from './answer-all.js'
import { type Cut, outcomeOf } from './cut.js'
import { openAnswer } from './open-answer.js'
import { createLive, type ServedLive } from './serve-live.js'
import type { ViewCall } from './view-call.js'

/** The answers to a request, and the headers that go with them. */
export interface Served<Answer> extends Answered<Answer> {
  readonly usage: Usage
  readonly headers: Readonly<Record<string, string>>
}

/** A request that has passed all checks and has its money set aside. */
export interface Admitted<Answer> {
  /** Headers that the response has already. */
  readonly headers: Readonly<Record<string, string>>
  /** Asks the miners, and settles. Throws ApiError. */
  run(): Promise<Served<Answer>>
  /** Asks the miners, and charges nothing yet. Throws ApiError. */
  ask(): Promise<Answered<Answer>>
  /** Asks a miner for an answer that is passed on as it comes, and charges nothing yet. The call has to be live. Throws ApiError. */
  open(): Promise<ServedLive<Served<Answer>>>
  /** Charges for answers, and states them in the receipt. */
  serve(answered: Answered<Answer>): Promise<Served<Answer>>
  /**
   * Ends the reservation and the rates, whatever happened; safe to call more than once. For a response that has named its receipt, `cut` is
   * why its answer is not whole, if it is not: then the receipt states that.
   */
  end(cut?: Cut): Promise<void>
}

export interface AdmitParameters<Answer> {
  readonly parts: GatewayParts
  readonly access: Access
  readonly selection: Selection
  readonly call: ViewCall<Answer>
  readonly requestId: string
  /** The request as the client sent it: hashes of it, and of nothing else of the client's, go into the receipt. */
  readonly sent: SentRequest
  /** Aborts when the client leaves, or its time is over. */
  readonly stop: Stop
  /** Ends the request for nothing: another part of it has failed. @default never */
  readonly failed?: Stop | undefined
  /** Micro-credits that it may cost, beside the budgets of the key. @default no limit */
  readonly budget?: bigint | undefined
  /** Receipts of the answers that the request is made of, for its own receipt. @default those in `x-subnet-calls` */
  readonly made?: readonly CalleeReceipt[] | undefined
}

/** Checks a request against the rates and the budgets of its key. Throws ApiError. */
export async function admit<Answer>(parameters: AdmitParameters<Answer>): Promise<Admitted<Answer>> {
  const { meter } = parameters.parts
  meter.selected(parameters.selection)
  return take(parameters).catch((error: unknown) => {
    meter.refused(error)
    throw error
  })
}

async function take<Answer>(parameters: AdmitParameters<Answer>): Promise<Admitted<Answer>> {
  const { parts, access, selection, call, requestId, sent, stop, failed, budget } = parameters
  const { made = madeOf(sent.headers) } = parameters
  const { model, mode } = selection
  const { promptTokens, n } = call
  const miners = n * mode.miners
  const most = { promptTokens, completionTokens: miners * call.maxTokens }
  const amount = priceOf(model.price, most, miners)
  if (budget !== undefined && amount > budget) {
    const message = `The call may cost ${amount} micro-credits, and has ${budget} left.`
    throw new ApiError('call_budget_spent', message)
  }
  const grant = await access.take(promptTokens * miners + most.completionTokens)
  const reservation = await reserve(parts.ledger, { id: requestId, budgets: access.budgets, amount }).catch(
    (error: unknown) => {
      grant[Symbol.dispose]()
      throw error
    },
  )
  const receipt = parts.receipts?.open() ?? null
  const { key } = access
  const organic =
    parts.organic?.open({ key, model, call, id: receipt?.id ?? requestId, receipt: receipt?.id ?? null }) ??
    null
  /** Charged to a client that leaves: the miners that were asked read its prompt. An error of ours or of miners costs nothing. */
  let cost = 0n
  let isCounted = false
  const calls: MinerCall[] = []
  const asking = {
    selection,
    call,
    onCall: (ended: MinerCall) => void calls.push(ended),
    onCompared: organic?.compared,
    onFault: (error: unknown) => parts.onError(error, requestId),
  }
  function unanswered(error: unknown): never {
    if (stop.aborted) {
      const readers = Math.min(calls.length, miners)
      cost = priceOf(model.price, { promptTokens, completionTokens: 0 }, readers)
    }
    throw error
  }

  async function ask(): Promise<Answered<Answer>> {
    using either = failed === undefined ? null : stopWith(stop, failed)
    return await answerAll(parts, { stop: either ?? stop, ...asking }).catch(unanswered)
  }

  const facts = () => ({
    requestId,
    sent,
    keyId: access.key.id,
    model,
    mode: mode.name,
    made,
    synapse: live.isOpened() ? call.live!.synapse : call.question.synapse,
  })

  // Answers go on while the chain is away, from the miners that it showed last.
  const staleness = () => (model.candidates().stale ? { 'x-subnet-metagraph': 'stale' } : {})

  async function serve(answered: Answered<Answer>): Promise<Served<Answer>> {
    const completionTokens = answered.paid.reduce((sum, answer) => sum + call.tokensOf(answer), 0)
    cost = priceOf(model.price, { promptTokens, completionTokens }, answered.paid.length)
    const used = answered.choices.flatMap(({ by }) => by)
    const charged = await reservation.settle(cost, used)
    parts.meter.answered(answered.choices, { prompt: promptTokens, completion: completionTokens })
    const { name } = mode
    receipt?.state({
      answered,
      charged,
      textOf: call.textOf as (answer: unknown) => string | Uint8Array,
      ...facts(),
    })
    organic?.answered(answered)
    return {
      usage: { promptTokens, completionTokens: sumOf(answered, call) },
      headers: {
        'x-subnet-cost': String(charged),
        ...headersOf(used, answered.calls.length),
        ...(name !== 'plain' && { 'x-subnet-mode': name }),
        ...staleness(),
      },
      ...answered,
    }
  }

  const live = createLive({
    open: () => openAnswer(parts, { stop, ...asking }).catch(unanswered),
    onBegin: () => parts.meter.begun(),
    headersOf: ({ miner, asked: count }) => Object.assign({}, headersOf([miner], count), staleness()),
    serve,
    stop,
  })

  return {
    headers: receipt === null ? grant.headers : { 'x-subnet-receipt': receipt.id, ...grant.headers },
    ask,
    serve,
    open: live.open,
    run: async () => serve(await ask()),
    async end(cut) {
      grant[Symbol.dispose]()
      using _receipt = receipt
      const left = live.leave()
      // What has come of an answer is charged to a client that left it.
      if (left !== null)
        cost = priceOf(model.price, { promptTokens, completionTokens: call.tokensOf(left.answer) }, 1)
      const charged = await reservation.settle(cost, left === null ? undefined : [left.miner])
      if (!isCounted) parts.meter.charged(charged)
      isCounted = true
      if (cut === undefined) return
      const brokenOff = { outcome: outcomeOf(cut, stop), ...live.beginning() }
      receipt?.state({ answered: { choices: [], calls }, charged, brokenOff, ...facts() })
    },
  }
}

const headersOf = (used: readonly Candidate[], asked: number) => ({
  'x-subnet-miners': [...new Set(used.map(({ hotkey }) => hotkey))].join(', '),
  'x-subnet-asked': String(asked),
})

/** Tokens of the answers that the client gets. */
const sumOf = <Answer>({ choices }: Answered<Answer>, { tokensOf }: ViewCall<Answer>): number =>
  choices.reduce((sum, { answer }) => sum + tokensOf(answer), 0)
