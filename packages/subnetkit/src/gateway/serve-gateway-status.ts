import { type AdminServer, listenAdmin } from '@subnetkit/transport/operate'
import type { GatewayStatus } from './gateway-status.js'

interface StatusServerParts {
  /** 0 for a free one. */
  readonly port: number
  /** Returns null while the gateway starts. */
  readonly status: () => Promise<GatewayStatus | null>
}

/**
 * Serves the status of a gateway to the dashboard of another process of this machine: one path, for GET alone, at 127.0.0.1. Throws
 * CONFIG_INVALID for a port that is taken.
 */
export function serveGatewayStatus({ port, status }: StatusServerParts): Promise<AdminServer> {
  return listenAdmin({
    ...{ host: '127.0.0.1', port },
    answers: {
      async '/status'() {
        const read = await status()
        return read === null
          ? { status: 503, body: '{"error":"starting"}' }
          : { status: 200, body: JSON.stringify(read) }
      },
    },
  })
}
