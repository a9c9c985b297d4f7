import { systemClock } from '@subnetkit/base'
import { lockFile } from '@subnetkit/base/files'
import { updateError } from '../../packages/subnetkit/src/update/errors.js'
import { openFolder } from '../../packages/subnetkit/src/update/releases/folder.js'
import { createPorts } from '../../packages/subnetkit/src/update/supervise/create-ports.js'
import { supervise } from '../../packages/subnetkit/src/update/supervise/supervise.js'
import { usualTimes } from '../../packages/subnetkit/src/update/supervise/times.js'

/** Options of the supervisor, as the JSON of its argument. */
export interface SupervisorSettings {
  readonly directory: string
  readonly channel: string
  readonly key: string
  readonly port: number
  readonly network: string
  readonly restartSeconds: number
  readonly healthSeconds: number
}

// `subnet supervise` without the command line: it starts in a fifth of the time, which matters where it is killed all the time.
const settings = JSON.parse(process.argv[2] ?? '') as SupervisorSettings
const { channel, key, port, network } = settings
const folder = await openFolder(settings.directory)
const stopping = new AbortController()
process.once('SIGTERM', () => stopping.abort(new Error('SIGTERM')))
const busy = ({ pid, host }: { readonly pid: number; readonly host: string }) =>
  updateError('UPDATE_BUSY', { pid, host, folder: folder.path })
const lock = await lockFile(folder.lock, { busy })
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)
say({ ready: true })
await supervise({
  ports: await createPorts({
    ...{ folder, channel, key, clock: systemClock, signal: stopping.signal, args: [] },
    ...{ healthUrl: `http://127.0.0.1:${port}`, weightsBlocks: 3, network: [network] },
    limits: { maxBytes: 1e8, deadlineMs: 60_000 },
    env: { SUBNETKIT_VALIDATOR_HEALTH_PORT: String(port) },
  }),
  clock: systemClock,
  times: {
    ...usualTimes,
    ...{ pollMs: 100, everyMs: 1_000, spreadMs: 0 },
    restartMs: settings.restartSeconds * 1_000,
    healthMs: settings.healthSeconds * 1_000,
  },
  channel: { url: channel, name: 'stable', role: 'validator' },
  allowNewStore: false,
  signal: stopping.signal,
  report: (level, event, message, code) => say({ level, event, message, code }),
  onEnded: ({ target, reason, tookMs }) => say({ ended: { version: target.version, reason, tookMs } }),
})
await lock.release()
process.exit(0)
