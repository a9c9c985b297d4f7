import cluster from 'node:cluster'
import { createMemoryNonceStore } from '@subnetkit/transport'
import type { Running } from '../../neuron/lifetime.js'
import type { MinerSettings } from '../options.js'
import { type FromPrimary, type FromWorker, ownMessage, type Serving } from './messages.js'
import { createSharedNonces } from './shared-nonces.js'

/** Environment of a worker: its number from 1 up, and the port of all of them. */
export const workerVariable = 'SUBNETKIT_WORKER'
export const portVariable = 'SUBNETKIT_WORKER_PORT'

/** True in a process that the primary of a miner started. */
export const isMinerWorker = (): boolean => cluster.isWorker && process.env[workerVariable] !== undefined

/** Connects a worker to its primary: settings for its share of the work, and its place in the life of the whole. */
export function joinPrimary(settings: MinerSettings) {
  // Nonces of a store of the user's own, such as Redis, are shared already.
  const own = settings.auth?.nonceStore
  const number = Number(process.env[workerVariable])
  const { metrics } = settings
  const shared = createSharedNonces({ retentionMs: createMemoryNonceStore().retentionMs, send })
  let onClose = () => {}
  process.on('message', (message: unknown) => {
    const known = ownMessage<FromPrimary>(message)
    if (known?.subnetkit === 'nonces') shared.take(known)
    else if (known?.subnetkit === 'close') onClose()
  })
  // Without its primary, nothing would end it or send it the nonces of other workers.
  process.once('disconnect', () => onClose())
  onClose = () => process.exit()

  return {
    settings: {
      ...settings,
      port: Number(process.env[portVariable] ?? settings.port),
      // Published once for all.
      axon: number === 1 ? settings.axon : (false as const),
      // Each has its own figures.
      metrics: metrics && { ...metrics, port: metrics.port + number - 1 },
      auth: { ...settings.auth, nonceStore: own ?? shared.store },
      sessions: null,
      receipts: null,
    },
    /** Reports that the miner serves, and closes it when the primary says so or is gone. */
    serve({ hotkey, host, port, url, metrics, close }: Serving & Pick<Running, 'close'>): void {
      onClose = () => {
        close().then(
          () => process.exit(),
          () => process.exit(1),
        )
      }
      send({ subnetkit: 'serving', serving: { hotkey, host, port, url, metrics } })
    },
  }
}

function send(message: FromWorker): void {
  if (!process.connected || !process.send) throw new Error('it is gone')
  process.send(message, undefined, undefined, () => {})
}
