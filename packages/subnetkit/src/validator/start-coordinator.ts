import type { Families, Protocol, Subnet } from '@subnetkit/core'
import {
  createCoordinator,
  createQueues,
  createValidatorChain,
  openDatabase,
  openStore,
  queueNames,
} from '@subnetkit/core/validator'
import { openDashboard } from '../dashboard/open-dashboard.js'
import { operateAddress } from '../health/options.js'
import { watchValidator } from '../health/watch-validator.js'
import type { Log } from '../log/log.js'
import { openTelemetry } from '../metrics/telemetry.js'
import { openChain } from '../neuron/connect.js'
import { devnetChain } from '../neuron/devnet-chain.js'
import { openHotkey, socketOf, walletOf } from '../neuron/hotkey.js'
import type { Resources } from '../neuron/resources.js'
import { openRecords } from '../records/open-records.js'
import { secretsOfOptions } from '../secrets/secrets-of-options.js'
import { checkNeuron } from './check-neuron.js'
import { chooseMechanisms } from './choose-mechanisms.js'
import type { CoordinatorSettings, SharedState } from './coordinator-options.js'
import { openLease } from './lease.js'
import { createEventLog } from './log-events.js'
import { ownPackage } from './own-package.js'
import { redisPlace } from './redis-options.js'
import type { RunningMechanism } from './running-mechanism.js'
import { defined, keepOf } from './tuning.js'

interface CoordinatorParts<P extends Protocol, F extends Families<P>> {
  readonly subnet: Subnet<P, F>
  readonly settings: CoordinatorSettings
  readonly log: Log
  readonly resources: Resources
}

/** Everything that {@link runCoordinator} does once its options are parsed. */
export async function startCoordinator<P extends Protocol, F extends Families<P>>({
  subnet,
  settings,
  log,
  resources,
}: CoordinatorParts<P, F>) {
  const { netuid, stopMs } = settings
  const { address, signer } = await openHotkey('runCoordinator', settings, {
    requests: false,
    log,
    resources,
  })
  const chain = await openChain(settings, log, resources)
  const validatorChain = createValidatorChain(chain, signer)
  const numbers = await chooseMechanisms(subnet, {
    ...{ caller: 'runCoordinator', netuid, mechanism: settings.mechanism, chain: validatorChain, log },
  })
  const place = { netuid, hotkey: address, mechanism: numbers[0]! }
  const { uid, tempo, metagraph } = await checkNeuron(chain, place)
  const roundBlocks = settings.roundBlocks ?? tempo
  const { database, queues } = await openShared(settings, resources)
  const { genesisHash } = chain.status()
  const isDevnet = chain.api.runtimeChain.toString() === devnetChain
  const { keepBodyChars } = settings
  const workerSettings = { allowPrivateAddresses: settings.allowPrivateAddresses ?? isDevnet, keepBodyChars }
  const { weightsEveryBlocks, secretSource, miners, tasksAtOnce, scoreLabel, retryDelayMs, lockMs } = settings
  const { sampling, budgets, maxAnswerBytes } = settings
  const packageHash = await ownPackage(settings, log)
  const watch = await watchValidator({
    ...{ role: 'coordinator', netuid, hotkey: address, scoreLabel: scoreLabel ?? null, isDevnet },
    ...{ roundBlocks, log, resources, database, queues, chain },
    ...{ address: operateAddress('runCoordinator', settings), signer: socketOf(settings) },
  })
  const dashboard = await openDashboard({
    ...{
      settings: settings.dashboard,
      role: 'coordinator',
      subnet,
      netuid,
      hotkey: address,
      roundBlocks,
      isDevnet,
    },
    ...{ database, queues, chain, report: watch.report, log, resources },
    secrets: secretsOfOptions(settings),
    wallet: walletOf(settings),
  })
  const mechanisms: RunningMechanism[] = []
  for (const mechanism of numbers) {
    const seen =
      mechanism === place.mechanism
        ? metagraph
        : (await checkNeuron(chain, { ...place, mechanism })).metagraph
    const of = { database, genesisHash, netuid, mechanism, validator: address }
    const store = await openStore({ ...of, ...keepOf(settings) })
    const queueIds = {
      ...queueNames({ genesisHash, netuid, mechanism, hotkey: address }, scoreLabel ?? null),
    }
    const everyBlocks = Math.max(weightsEveryBlocks ?? 100, seen.parameters.weightsRateLimit)
    const watched = watch.mechanism({ mechanism, store, queueIds, weightsEveryBlocks: everyBlocks })
    watched.seen(seen)
    const shown = dashboard.mechanism({
      ...{ mechanism, store, queueIds, weightsEveryBlocks: everyBlocks, metagraph: watched.metagraph },
    })
    const at = { netuid, mechanism, hotkey: address }
    const lease = await openLease({
      ...{ wanted: settings.lease, isDevnet, database, client: chain, signer, place: at },
    })
    const onEvent = watched.listen(shown(createEventLog(log, settings.onEvent, watched.hotkeys)))
    lease?.keep({ resources, observe: watched.leased, emit: (event) => onEvent(event, at) })
    const coordinator = resources.own(
      createCoordinator(subnet, {
        ...defined({
          weightsEveryBlocks,
          secretSource,
          miners,
          sampling,
          budgets,
          tasksAtOnce,
          maxAnswerBytes,
          packageHash,
          scoreLabel,
          retryDelayMs,
          lockMs,
        }),
        ...{ netuid, mechanism, hotkey: address, queues: watch.queues, store, roundBlocks, stopMs },
        chain: watched.observed(createValidatorChain(chain, signer, { lease: lease?.holder })),
        workerSettings,
        onEvent,
      }),
    )
    await coordinator.start()
    mechanisms.push({ mechanism, store })
  }
  const records = await openRecords({
    ...{ settings: settings.records, netuid, hotkey: address, signer, chain, mechanisms, log, resources },
  })
  await watch.started()
  const message = `${address} coordinates ${subnet.name} v${subnet.version} on subnet ${netuid} (uid ${uid}) in rounds of ${roundBlocks} blocks; store: ${database.place}, queue: ${queues.backend}`
  log.write('info', { event: 'coordinating', message })
  return {
    hotkey: address,
    roundBlocks,
    mechanisms,
    health: watch.health,
    records,
    dashboard: dashboard.address,
  }
}

/** Opens the database and the queues that a coordinator and its workers share. */
export async function openShared(
  state: SharedState & { readonly telemetry: boolean; readonly netuid?: number | undefined },
  resources: Resources,
) {
  const { databaseUrl } = state
  const database = state.database ?? resources.own(await openDatabase({ url: databaseUrl! }))
  const queues = state.jobs ?? resources.own(await openQueues())
  return { database, queues }

  async function openQueues() {
    return createQueues({
      ...redisPlace(state, state.netuid),
      telemetry: await openTelemetry(state.telemetry),
    })
  }
}
