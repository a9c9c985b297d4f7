import type { OutboxEntry } from './entry.js'
import type { WeightsChain } from './port.js'

/** Whether an entry is for this chain and subject: one store may keep those of several. */
export function isOwnEntry({ genesis, subject }: WeightsChain, entry: OutboxEntry): boolean {
  const { netuid, mechanism, hotkey } = subject
  return (
    entry.chain === genesis &&
    entry.netuid === netuid &&
    entry.mechanism === mechanism &&
    entry.hotkey === hotkey
  )
}
