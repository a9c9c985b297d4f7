import type { DashboardSource, GatewayReader } from '@subnetkit/dashboard'
import type { RunningGateway } from '../gateway/run-gateway.js'

type ShownGateway = Pick<RunningGateway, 'status' | 'closed'>

/**
 * The gateway of a validator: in the same process, where it starts later, may end before, and start again; or in another process, at the
 * port of its status.
 */
export function createBeside(elsewhere: GatewayReader | null) {
  let shown: ShownGateway | null = null
  const source: Required<Pick<DashboardSource, 'hasGateway' | 'gateway' | 'gatewayContact'>> = {
    hasGateway: () => shown !== null || elsewhere !== null,
    gateway: async () => (shown === null ? (elsewhere?.read() ?? null) : shown.status()),
    gatewayContact: () => (shown === null ? (elsewhere?.contact() ?? null) : null),
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
