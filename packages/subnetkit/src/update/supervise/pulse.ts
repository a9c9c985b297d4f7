import type { Clock } from '@subnetkit/base'
import type { SupervisorPorts } from './ports.js'

/** Time without a new block after which the chain does not count as moving, in ms. */
const stillMs = 60_000

/** Time between two looks past the validator, in ms. */
const lookMs = 10_000

/** Decides if the chain moves, so that a new release has something by which to prove itself. */
export interface Pulse {
  /** Takes the newest block of the validator; true if it is new, or if the chain has a newer one. */
  moves(head: number | null): Promise<boolean>
}

export function createPulse(ports: Pick<SupervisorPorts, 'watchChain'>, clock: Clock): Pulse {
  let seen: number | null = null
  let movedAt: number | null = null
  let lookAt = clock.now() + lookMs
  return {
    async moves(head) {
      if (seen !== null && head !== null && head > seen) movedAt = clock.now()
      seen = head
      if (movedAt !== null && clock.now() - movedAt < stillMs) return true
      if (clock.now() < lookAt) return false
      lookAt = clock.now() + lookMs
      const chain = ports.watchChain()
      const found = await chain.head()
      await chain.close()
      return found !== null && found > (head ?? -1)
    },
  }
}
