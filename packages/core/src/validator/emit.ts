import { toSubnetError } from '@subnetkit/base'
import type { ValidatorEvent } from './events.js'

type Emit = (event: ValidatorEvent) => void

/** A listener that throws must not fail a step: it becomes a process warning instead. */
export function emitTo(onEvent: Emit): Emit {
  return (event) => {
    try {
      onEvent(event)
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error))
    }
  }
}

/** Event for trouble of the validator itself. */
export function troubleOf(error: unknown): Extract<ValidatorEvent, { kind: 'trouble' }> {
  const { code, message: reason, fix, transient } = toSubnetError(error)
  return { kind: 'trouble', code, reason, fix: transient ? null : fix }
}
