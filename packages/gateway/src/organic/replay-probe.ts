import type { GatewayModel } from '../model.js'
import type { Probe } from '../routing/probe.js'
import type { ReplayQuestion } from './replay-store.js'

/** A view as far as asking again needs it. */
interface ReplayView {
  readonly synapse: string
  toInput(request: unknown): unknown
  toAnswer(output: unknown, request: unknown): unknown
  readonly agree?: ((answer: unknown, request: unknown) => string | null) | undefined
}

/** Makes a probe of a question of a user, by the view that it was asked through; null if the subnet has no such view any more. */
export function replayProbe(model: GatewayModel, question: ReplayQuestion): Probe | null {
  const { view: name, request, prompt, gist } = question
  const view = model.views[name] as ReplayView | undefined
  const agree = view?.agree
  if (view === undefined || agree === undefined) return null
  try {
    return {
      ...{ synapse: view.synapse, input: view.toInput(request), prompt },
      isRight(output) {
        try {
          return agree(view.toAnswer(output, request), request) === gist
        } catch {
          return false
        }
      },
    }
  } catch {
    return null // another version of the subnet took such requests
  }
}
