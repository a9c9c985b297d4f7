import type { DashboardSource } from '@subnetkit/dashboard'
import type { RunningGateway } from '../gateway/run-gateway.js'

type ShownGateway = Pick<RunningGateway, 'status' | 'closed'>

/** The gateway that runs in a process beside its validator: it starts later, may end before, and start again. */
export function createBeside() {
  let shown: ShownGateway | null = null
  const source: Pick<DashboardSource, 'hasGateway' | 'gateway'> = {
    hasGateway: () => shown !== null,
    gateway: async () => (shown === null ? null : shown.status()),
  }
  return {
    source,
    show(gateway: ShownGateway): void {
      shown = gateway
      const end = () => {
        if (shown === gateway) shown = null
      }
      gateway.closed.then(end, end)
    },
  }
}
