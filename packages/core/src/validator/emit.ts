import { toSubnetError } from '@subnetkit/base'
import type { ValidatorEvent } from './events.js'
import type { EventSource, ValidatorListener } from './options.js'

/** A listener that throws must not fail a step: it becomes a process warning instead. */
export function emitTo(onEvent: ValidatorListener, of: EventSource): (event: ValidatorEvent) => void {
  const { netuid, mechanism, hotkey } = of
  const source: EventSource = { netuid, mechanism, hotkey }
  return (event) => {
    try {
      onEvent(event, source)
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error))
    }
  }
}

/** Event for trouble of the validator itself. */
export function troubleOf(error: unknown): Extract<ValidatorEvent, { kind: 'trouble' }> {
  const { code, message: reason, fix } = toSubnetError(error)
  return { kind: 'trouble', code, reason, fix }
}
