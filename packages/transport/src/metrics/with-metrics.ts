import type { ListeningServer } from '../http/listener.js'
import { type AdminServer, listenAdmin, type Readiness, readinessAnswer } from './admin-server.js'
import type { MinerMetrics } from './miner-metrics.js'

interface WithMetricsOptions {
  readonly host: string
  readonly port: number
  readonly metrics: MinerMetrics
  readonly readiness: Readiness
  readonly listen: () => Promise<ListeningServer>
}

/** A server whose operator can look at it. */
export interface MeteredServer extends ListeningServer {
  readonly metrics: { readonly host: string; readonly port: number }
}

/**
 * Listens for the operator's tools first and last: a port that is taken ends the start before a caller is served, and
 * `/readyz` answers while the server closes.
 */
export async function withMetrics(options: WithMetricsOptions): Promise<MeteredServer> {
  const { metrics, readiness, listen, host, port } = options
  let admin: AdminServer | undefined
  async function end(): Promise<void> {
    metrics[Symbol.dispose]()
    await admin?.[Symbol.asyncDispose]()
  }
  try {
    admin = await listenAdmin({
      host,
      port,
      answers: {
        '/healthz': () => ({ status: 200, body: '{"ok":true}' }),
        '/readyz': () => readinessAnswer(readiness),
        '/metrics': async () => ({ status: 200, body: await metrics.text(), type: metrics.contentType }),
      },
    })
    const server = await listen()
    const close = () => server.close().finally(end)
    return {
      ...server,
      metrics: { host: admin.host, port: admin.port },
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await end()
    throw error
  }
}
