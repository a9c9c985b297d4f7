import { type Stop, stopWith } from '@subnetkit/base'
import type { Selection } from '../models/find-model.js'
import type { ModeChoice } from '../modes/mode.js'
import type { GatewayParts } from '../parts.js'
import { minerKey } from '../routing/miner-state.js'
import type { Asking, MinerCall } from '../routing/question.js'
import { ApiError } from '../wire/api-error.js'
import type { ViewCall } from './view-call.js'

/** Everything that miners gave to one request. */
export interface Answered<Answer> {
  /** One for each answer that the client wanted. */
  readonly choices: readonly ModeChoice<Answer>[]
  /** Answers that are paid for: those that the mode waited for. */
  readonly paid: readonly Answer[]
  /** Every call of a miner, in the order of their ends, failures as well. */
  readonly calls: readonly MinerCall[]
}

interface AnswerParameters<Answer> {
  readonly selection: Selection
  readonly call: ViewCall<Answer>
  readonly stop: Stop
  /** Called for each call of a miner that has ended. @default nothing */
  readonly onCall?: ((call: MinerCall) => void) | undefined
  readonly onCompared?: Asking['onCompared']
  readonly onFault?: Asking['onFault']
}

/** Asks for each answer other miners; one that fails ends the others. Throws ApiError. */
export async function answerAll<Answer>(
  { router, meter }: Pick<GatewayParts, 'router' | 'meter'>,
  {
    selection: { model, mode },
    call: { question, n },
    stop,
    onCall = () => {},
    onCompared,
    onFault,
  }: AnswerParameters<Answer>,
): Promise<Answered<Answer>> {
  using failed = n === 1 ? null : stopWith(stop)
  const calls: MinerCall[] = []
  const asking = {
    model,
    stop: failed ?? stop,
    asked: new Set<string>(),
    onCompared,
    onFault,
    onCall(call: MinerCall) {
      calls.push(call)
      meter.called(call)
      onCall(call)
    },
  }
  const distinct = new Set(model.candidates().miners.map(minerKey)).size
  // One answer does with fewer miners than its mode asks; several would take them from each other.
  const needed = n === 1 ? 1 : n * mode.miners
  if (distinct > 0 && distinct < needed) {
    const each = mode.miners === 1 ? '' : `, each of ${mode.miners} miners`
    const message = `n is ${n}${each}, but the subnet has ${distinct} ${distinct === 1 ? 'miner' : 'miners'}.`
    throw new ApiError('unsupported_parameter', message, { param: 'n' })
  }
  try {
    const choices = await Promise.all(
      Array.from({ length: n }, () => mode.answer({ router, question, asking })),
    )
    return { choices, paid: choices.flatMap(({ paid }) => paid), calls }
  } catch (error) {
    failed?.abort(error)
    throw error
  }
}
