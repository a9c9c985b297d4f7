import cluster, { type Worker } from 'node:cluster'
import { type AddressInfo, createServer } from 'node:net'
import { reasonOf, systemClock } from '@subnetkit/base'
import { createMemoryNonceStore, listenError } from '@subnetkit/transport'
import type { Log } from '../../log/log.js'
import { invalid } from '../../neuron/options.js'
import type { Resources } from '../../neuron/resources.js'
import type { MinerSettings } from '../options.js'
import { type FromPrimary, type FromWorker, ownMessage, type Serving } from './messages.js'
import { createRestartDelay } from './restart-delay.js'
import { answerNonces } from './shared-nonces.js'
import { portVariable, workerVariable } from './worker.js'

interface PrimaryParts {
  readonly name: string
  readonly settings: MinerSettings
  readonly log: Log
  readonly resources: Resources
}

/** Time to end after the workers' own deadline, in ms; then they are killed. */
const graceMs = 5_000

let isStarted = false

/**
 * Starts the workers of a miner and keeps them running: this program again, once each. Resolves once all of them serve.
 * Throws CONFIG_INVALID for a program without a file, a second miner with workers, and a worker that ends before it serves.
 */
export async function startWorkers({ name, settings, log, resources }: PrimaryParts): Promise<Serving> {
  checkProgram()
  isStarted = true
  const { workers, host } = settings
  // Each worker names the same port: node gives those that ask for 0 another one after a restart.
  const port = await openPort(host, settings.port)
  const nonces = createMemoryNonceStore()
  const live = new Map<Worker, Promise<void>>()
  const timers = new Set<NodeJS.Timeout>()
  let isClosing = false
  let place: Serving | null = null

  resources.defer(async () => {
    isClosing = true
    isStarted = false
    for (const timer of timers) clearTimeout(timer)
    for (const worker of live.keys()) send(worker, { subnetkit: 'close' })
    const closeMs = (settings.limits?.closeDeadlineMs ?? 10_000) + graceMs
    const killing = setTimeout(() => {
      for (const worker of live.keys()) worker.process.kill('SIGKILL')
    }, closeMs)
    await Promise.all(live.values())
    clearTimeout(killing)
  })

  function start(slot: number, delayAfter = createRestartDelay()): Promise<Serving> {
    const worker = cluster.fork({
      [workerVariable]: `${slot}`,
      [portVariable]: `${port}`,
    })
    const startedAt = systemClock.now()
    let hasServed = false
    return new Promise((resolve, reject) => {
      worker.on('message', (message: unknown) => {
        const own = ownMessage<FromWorker>(message)
        if (own?.subnetkit === 'serving') {
          hasServed = true
          resolve(own.serving)
        } else if (own) void answer(worker, own)
      })
      const gone = new Promise<void>((resolveGone) => {
        worker.once('exit', (code, signal) => {
          live.delete(worker)
          resolveGone()
          if (isClosing) return reject(new Error('the miner is closing'))
          const ended = `worker ${slot} (process ${worker.process.pid}) ended with ${signal ?? `code ${code}`}`
          if (!hasServed && place === null) return reject(notServing(ended))
          const delayMs = delayAfter(systemClock.now() - startedAt)
          const message = `${ended}; another one starts in ${delayMs / 1_000} s`
          log.write('error', { event: 'worker-ended', message })
          const timer = setTimeout(() => {
            timers.delete(timer)
            start(slot, delayAfter).then(
              () => log.write('info', { event: 'worker-started', message: `worker ${slot} serves again` }),
              () => {}, // it is logged, and tried again, where it ends
            )
          }, delayMs)
          timers.add(timer)
          reject(notServing(ended))
        })
      })
      live.set(worker, gone)
    })
  }

  async function answer(worker: Worker, ask: Extract<FromWorker, { subnetkit: 'nonces' }>): Promise<void> {
    try {
      send(worker, await answerNonces(nonces, ask))
    } catch (error) {
      // Without an answer the worker refuses these requests.
      log.write('error', { event: 'nonces-failed', message: `nonces of a worker: ${reasonOf(error)}`, error })
    }
  }

  place = await start(1)
  await Promise.all(Array.from({ length: workers - 1 }, (_, index) => start(index + 2)))
  const message = `${place.hotkey} serves ${name} with ${workers} workers at ${place.url}`
  log.write('info', { event: 'workers-serving', message })
  return place
}

function send(worker: Worker, message: FromPrimary): void {
  // One that is just ending no longer has a channel.
  if (worker.isConnected()) worker.send(message, () => {})
}

/** The port itself, or a free one for 0. Throws CONFIG_INVALID here, once, rather than in each worker. */
async function openPort(host: string, port: number): Promise<number> {
  const server = createServer()
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  } catch (error) {
    throw await listenError(host, port, error as Error)
  }
  const { port: open } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return open
}

function checkProgram(): void {
  if (process.argv[1] === undefined) {
    const detail = 'workers run the program again, which has no file'
    throw invalid('runMiner workers', detail, 'Put the program into a file and run that.')
  }
  if (!cluster.isPrimary) {
    const detail = 'this process is a worker of another program already'
    throw invalid('runMiner workers', detail, 'Leave out workers, or do not start the miner in a worker.')
  }
  if (isStarted) {
    const detail = 'this program runs a miner with workers already'
    throw invalid('runMiner workers', detail, 'Run each miner with workers in a program of its own.')
  }
}

function notServing(ended: string) {
  const fix = 'Read what the worker printed before it ended, and correct that.'
  return invalid('runMiner workers', `${ended} before it served`, fix)
}
