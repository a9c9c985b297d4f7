import type { HyperparameterChange } from '@subnetkit/chain'
import type { Palette } from '../../output/palette.js'

/** Renders the changes, with old and new values, and those that have to wait. */
export function renderChanges(changes: readonly HyperparameterChange[], palette: Palette): readonly string[] {
  return changes.map(({ name, from, to, waits }) => {
    const line = `${palette.bold(name)}  ${from} → ${to}`
    if (waits === null) return `  ${line}`
    const until = waits.retryBlock === null ? '' : ` (from block ${waits.retryBlock} on: run it again then)`
    return `${palette.warn('…')} ${line}  waits: ${waits.reason}${until}`
  })
}
