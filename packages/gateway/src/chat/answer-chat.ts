import { randomUUID } from 'node:crypto'
import type { ChatRequest } from '@subnetkit/core'
import type { Access } from '../keys/access.js'
import type { GatewayModel } from '../model.js'
import { priceOf } from '../money/price.js'
import { reserve } from '../money/spend.js'
import type { GatewayParts } from '../parts.js'
import type { MinerAnswer } from '../routing/ask.js'
import { minerKey } from '../routing/miner-state.js'
import { ApiError } from '../wire/api-error.js'
import type { Completion } from '../wire/completion.js'
import type { ChatCall } from '../wire/parse-chat.js'
import { tokensOf } from '../wire/tokens.js'

/** A request that has passed all checks and has its money set aside. */
interface AdmittedChat {
  /** Headers that the response has already. */
  readonly headers: Readonly<Record<string, string>>
  /** Asks the miners, and settles. */
  run(): Promise<{ readonly completion: Completion; readonly headers: Readonly<Record<string, string>> }>
  /** Ends the reservation and the rates, whatever happened; safe to call more than once. */
  end(): Promise<void>
}

interface ChatParameters {
  readonly parts: GatewayParts
  readonly access: Access
  readonly model: GatewayModel
  readonly call: ChatCall
  readonly requestId: string
  readonly signal: AbortSignal
}

/** Checks a request against the model's limits, the rates and the budgets of its key. Throws ApiError. */
export async function admitChat(parameters: ChatParameters): Promise<AdmittedChat> {
  const { parts, access, model, call, requestId, signal } = parameters
  const input = inputOf(model, call)
  const promptTokens = call.messages.reduce((sum, { content }) => sum + tokensOf(content), 0)
  const most = { promptTokens, completionTokens: call.n * input.maxTokens }
  const grant = await access.take(promptTokens * call.n + most.completionTokens)
  const amount = priceOf(model.price, most, call.n)
  const reservation = await reserve(parts.ledger, { id: requestId, budgets: access.budgets, amount }).catch(
    (error: unknown) => {
      grant[Symbol.dispose]()
      throw error
    },
  )
  /** Charged to a client that leaves: miners read its prompt. An error of ours or of miners costs nothing. */
  let cost = 0n

  return {
    headers: grant.headers,
    async run() {
      try {
        const answers = await askAll(parts, { model, call, input, signal })
        const completionTokens = answers.reduce((sum, { answer }) => sum + tokensOf(answer.content), 0)
        const usage = { promptTokens, completionTokens }
        cost = priceOf(model.price, usage, call.n)
        const charged = await reservation.settle(cost)
        const completion = {
          id: `chatcmpl-${randomUUID().replaceAll('-', '')}`,
          created: Math.floor(parts.clock.date() / 1_000),
          model: call.model,
          answers: answers.map(({ answer }) => answer),
          usage,
        }
        const miners = answers.map(({ miner }) => miner.hotkey).join(', ')
        // Answers go on while the chain is away, from the miners that it showed last.
        const stale = model.candidates().stale && { 'x-subnet-metagraph': 'stale' }
        const headers = { 'x-subnet-miners': miners, 'x-subnet-cost': String(charged), ...stale }
        return { completion, headers }
      } catch (error) {
        if (signal.aborted) cost = priceOf(model.price, { promptTokens, completionTokens: 0 }, call.n)
        throw error
      }
    },
    async end() {
      grant[Symbol.dispose]()
      await reservation.settle(cost)
    },
  }
}

/** The request as the view takes it. Throws ApiError for one that is too long. */
function inputOf({ view }: GatewayModel, call: ChatCall): ChatRequest {
  const { messages, sampling, maxTokens } = call
  const characters = messages.reduce((sum, { content }) => sum + content.length, 0)
  if (characters > view.maxCharacters) {
    const message = `The messages have ${characters} characters; this model reads ${view.maxCharacters}.`
    throw new ApiError('context_length_exceeded', message, { param: 'messages' })
  }
  return { messages, maxTokens: Math.min(maxTokens ?? view.maxTokens, view.maxTokens), ...sampling }
}

/** Asks for each choice another miner; one that fails ends the others. */
async function askAll(
  { router }: GatewayParts,
  {
    model,
    call,
    input,
    signal,
  }: Pick<ChatParameters, 'model' | 'call' | 'signal'> & { readonly input: ChatRequest },
): Promise<readonly MinerAnswer[]> {
  const failed = new AbortController()
  const parameters = {
    ...{ model, check: call.check, input: model.view.toInput(input) },
    ...{ signal: AbortSignal.any([signal, failed.signal]), asked: new Set<string>() },
  }
  const distinct = new Set(model.candidates().miners.map(minerKey)).size
  if (distinct > 0 && distinct < call.n) {
    const message = `n is ${call.n}, but the subnet has ${distinct} miners.`
    throw new ApiError('unsupported_parameter', message, { param: 'n' })
  }
  try {
    return await Promise.all(Array.from({ length: call.n }, () => router.ask(parameters)))
  } catch (error) {
    failed.abort(error)
    throw error
  }
}
