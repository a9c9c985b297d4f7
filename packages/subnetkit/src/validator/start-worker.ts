import { systemClock, toSubnetError } from '@subnetkit/base'
import { type Families, mechanismsOf, type Protocol, type Subnet } from '@subnetkit/core'
import {
  type AnnouncedValidator,
  announcedValidators,
  createWorker,
  type Database,
  openStore,
  type QueueScope,
  type Queues,
  queueNames,
} from '@subnetkit/core/validator'
import { isAddress, type Keypair, type MessageSigner } from '@subnetkit/wallet'
import { operateAddress } from '../health/options.js'
import { type ValidatorWatch, watchValidator } from '../health/watch-validator.js'
import type { Log } from '../log/log.js'
import { openHotkey, socketOf } from '../neuron/hotkey.js'
import { invalid } from '../neuron/options.js'
import type { Resources } from '../neuron/resources.js'
import { chooseAnnounced } from './choose-announced.js'
import { createLives, followCoordinator } from './follow-coordinator.js'
import { createEventLog } from './log-events.js'
import { logProgress } from './log-progress.js'
import { announcedTasksAtOnce, openClient } from './open-client.js'
import { openShared } from './start-coordinator.js'
import { defined, keepOf } from './tuning.js'
import { watchCoordinator } from './watch-coordinator.js'
import type { WorkerSettings } from './worker-options.js'

interface WorkerParts<P extends Protocol, F extends Families<P>> {
  readonly subnet: Subnet<P, F>
  readonly settings: WorkerSettings
  readonly log: Log
  readonly resources: Resources
}

/** Everything that {@link runWorker} does once its options are parsed. */
export async function startWorker<P extends Protocol, F extends Families<P>>(parts: WorkerParts<P, F>) {
  const { settings, log, resources } = parts
  const { queues: work, label } = settings
  const isAsking = work.includes('query')
  const { hotkey: given } = settings
  const isAddressOnly = !isAsking && typeof given === 'string' && isAddress(given)
  const { address, requestSigner: signer } = isAddressOnly
    ? { address: given, requestSigner: null }
    : await openHotkey('runWorker', settings, { requests: isAsking, log, resources })
  const { database, queues } = await openShared(settings, resources)
  const watch = await watchValidator({
    ...{ role: 'worker', netuid: settings.netuid ?? null, hotkey: address, takes: work },
    ...{ scoreLabel: label ?? null, isDevnet: false, chain: null },
    ...{ roundBlocks: jobMayWaitBlocks, log, resources, database, queues },
    address: operateAddress('runWorker', settings),
    signer: isAsking ? socketOf(settings) : null,
  })
  const found = await findValidator(database, address, { settings, log, resources, waits: watch.waits })
  const { netuid } = found
  watch.found(netuid, found.genesisHash)
  const serve = (validator: AnnouncedValidator, life: Resources) =>
    serveValidator(parts, { validator, life, watch, signer, database, queues })
  const lives = resources.own(
    createLives({ log, waits: watch.waits, runs: (genesisHash) => watch.found(netuid, genesisHash), serve }),
  )
  const announced = await announcedValidators(database, address)
  await lives.begin(
    found,
    announced.filter((one) => one.netuid === netuid),
  )
  const { mechanism } = settings
  resources.own(followCoordinator({ database, log, lives, of: { hotkey: address, netuid, mechanism } }))
  await watch.started()
  return { hotkey: address, netuid, health: watch.health }
}

interface Service {
  readonly validator: AnnouncedValidator
  /** Closes what works for this validator, and nothing else. */
  readonly life: Resources
  readonly watch: ValidatorWatch
  readonly signer: Keypair | MessageSigner | null
  readonly database: Database
  readonly queues: Queues
}

/** Takes jobs of a validator on one chain. Throws what keeps every mechanism from starting. */
async function serveValidator<P extends Protocol, F extends Families<P>>(
  { subnet, settings, log }: WorkerParts<P, F>,
  { validator, life, watch, signer, database, queues }: Service,
): Promise<void> {
  const { queues: work, label, concurrency, scoresAtOnce, retryDelayMs, lockMs, stopMs } = settings
  const { netuid, genesisHash, hotkey } = validator
  const announced = Object(validator.settings) as {
    readonly allowPrivateAddresses?: unknown
    readonly keepBodyChars?: unknown
  }
  const { keepBodyChars } = announced
  // Answers are written down where they are scored.
  const kept = typeof keepBodyChars === 'number' ? keepOf({ keepBodyChars }) : {}
  const allowPrivateAddresses = settings.allowPrivateAddresses ?? announced.allowPrivateAddresses === true
  const all = await announcedValidators(database, hotkey)
  const tasksAtOnce = announcedTasksAtOnce(
    all.filter((one) => one.netuid === netuid && one.genesisHash === genesisHash),
  )
  const client =
    work.includes('query') && signer !== null
      ? await openClient(subnet, {
          ...{
            netuid,
            settings: { ...settings, tasksAtOnce },
            signer,
            allowPrivateAddresses,
            log,
            resources: life,
          },
        })
      : undefined
  const numbers = settings.mechanism === undefined ? mechanismsOf(subnet) : [settings.mechanism]
  const names = numbers.flatMap((mechanism) =>
    queuesOf({ netuid, mechanism, hotkey, genesisHash }, { work, label }),
  )
  const progress = life.own(logProgress({ log, queues, names }))
  const starting = numbers.map(async (mechanism) => {
    const store = await openStore({ database, genesisHash, netuid, mechanism, validator: hotkey, ...kept })
    const names = queueNames({ genesisHash, netuid, mechanism, hotkey }, label ?? null)
    const queueIds = Object.fromEntries(work.map((queue) => [queue, names[queue]]))
    const watched = watch.mechanism({ mechanism, queueIds, store: null, life })
    const worker = life.own(
      createWorker(subnet, {
        ...defined({ label, concurrency, scoresAtOnce, retryDelayMs, lockMs, client }),
        ...{ netuid, mechanism, hotkey, queues: watch.queues, store, work, stopMs },
        onEvent: watched.listen(
          createEventLog(log, (event, source) => {
            progress.listen(event)
            settings.onEvent?.(event, source)
          }),
        ),
      }),
    )
    await worker.start()
    const name = `the coordinator of ${hotkey} on subnet ${netuid}, mechanism ${mechanism}`
    life.own(watchCoordinator({ log, store, name }))
  })
  // The coordinator of one mechanism may run without that of another.
  for (const start of starting) {
    start.catch((error: unknown) => {
      const { code, message } = toSubnetError(error)
      log.write('error', { event: 'worker-failed', code, message })
    })
  }
  await Promise.race(starting)
  const message = `works for ${hotkey} on subnet ${netuid} of the chain ${genesisHash.slice(0, 10)}…: ${work.join(' and ')} jobs${label ? ` with the label ${label}` : ''} of ${subnet.name} v${subnet.version}; store: ${database.place}, queue: ${queues.backend}`
  log.write('info', { event: 'working', message })
}

/** Queues that a worker takes jobs from. */
function queuesOf(
  scope: QueueScope,
  { work, label = null }: Pick<WorkerSettings, 'label'> & { readonly work: WorkerSettings['queues'] },
) {
  const labels = [...new Set([null, label])]
  return [
    ...(work.includes('query') ? [queueNames(scope, null).query] : []),
    ...(work.includes('score') ? labels.map((one) => queueNames(scope, one).score) : []),
  ]
}

/** Block times for which a job may wait while a worker of its queue runs: two minutes. */
const jobMayWaitBlocks = 10

/** Pause between two looks for a coordinator, in ms. */
const waitMs = 2_000

/** Looks at two chains with the same subnet, until one of their coordinators must have given a sign of life, or has stopped. */
const mostLooks = 9

/** Time between two reports of a worker that waits, in ms. */
const reportMs = 60_000

interface Search extends Pick<WorkerParts<Protocol, Families>, 'settings' | 'log' | 'resources'> {
  readonly waits: (sentence: string) => void
}

/** Waits for the coordinator of the hotkey. Throws CONFIG_INVALID if there are several, and none is chosen. */
async function findValidator(
  database: Database,
  hotkey: string,
  { settings, log, resources, waits }: Search,
): Promise<AnnouncedValidator> {
  const { netuid, mechanism } = settings
  const closing = new AbortController()
  resources.defer(() => closing.abort(new Error('the worker stops')))
  let reportedAt = Number.NEGATIVE_INFINITY
  for (let looks = 1; ; looks++) {
    const all = (await announcedValidators(database, hotkey)).filter(
      (one) =>
        (netuid === undefined || one.netuid === netuid) &&
        (mechanism === undefined || one.mechanism === mechanism),
    )
    const { found, others } = chooseAnnounced(all)
    if (found && others.length === 0) return found
    const isOneSubnet = others.every((one) => one.netuid === found?.netuid)
    if (found && (!isOneSubnet || looks >= mostLooks)) {
      const subnets = new Set(
        [found, ...others].map((one) => `subnet ${one.netuid} of ${one.genesisHash.slice(0, 10)}`),
      )
      const detail = `${hotkey} validates ${[...subnets].join(' and ')} in ${database.place}`
      const fix = isOneSubnet ? 'Give each chain a database of its own.' : 'Give the netuid.'
      throw invalid('runWorker netuid', detail, fix)
    }
    if (!found && systemClock.now() - reportedAt >= reportMs) {
      reportedAt = systemClock.now()
      const where = netuid === undefined ? '' : ` on subnet ${netuid}`
      const waiting = `waits for the coordinator of ${hotkey}${where} in ${database.place}`
      const hint = 'Start it, or correct the hotkey, the netuid or the database if it runs.'
      waits(waiting)
      log.write('warn', { event: 'worker-waiting', message: `${waiting}. ${hint}` })
    }
    await systemClock.sleep(waitMs, { signal: closing.signal })
  }
}
