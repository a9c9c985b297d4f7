import type { Families, MinerClient, Protocol, Subnet } from '@subnetkit/core'
import {
  createQueues,
  createValidator,
  createValidatorChain,
  type Database,
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
import { openLease } from './lease.js'
import { createEventLog } from './log-events.js'
import { openClient } from './open-client.js'
import { otherStateDirectories, stateDirectory, type ValidatorSettings } from './options.js'
import { openTraffic } from './organic-link.js'
import { ownPackage } from './own-package.js'
import { redisPlace } from './redis-options.js'
import type { RunningMechanism } from './running-mechanism.js'
import { defined, keepOf } from './tuning.js'

interface ValidatorParts<P extends Protocol, F extends Families<P>> {
  readonly subnet: Subnet<P, F>
  readonly settings: ValidatorSettings
  readonly log: Log
  readonly resources: Resources
}

/**
 * Everything that {@link runValidator} does once its options are parsed. Resources close in the reverse order: first
 * the validator, which lets running steps end, then what those steps need.
 */
export async function startValidator<P extends Protocol, F extends Families<P>>(parts: ValidatorParts<P, F>) {
  const { subnet, settings, log, resources } = parts
  const { netuid, stopMs } = settings
  const hotkey = await openHotkey('runValidator', settings, { requests: true, log, resources })
  const { address, signer, requestSigner } = hotkey
  if (requestSigner === null) throw new Error('a hotkey that signs no requests') // asked for above
  const chain = await openChain(settings, log, resources)
  const validatorChain = createValidatorChain(chain, signer)
  const numbers = await chooseMechanisms(subnet, {
    ...{ caller: 'runValidator', netuid, mechanism: settings.mechanism, chain: validatorChain, log },
  })
  const place = { netuid, mechanism: numbers[0]!, hotkey: address }
  const { uid, tempo, metagraph } = await checkNeuron(chain, place)
  const roundBlocks = settings.roundBlocks ?? tempo

  const { genesisHash } = chain.status()
  const database =
    settings.database ?? resources.own(await openPlace(settings, { genesisHash, ...place }, log))
  const queues = settings.jobs ?? resources.own(await createQueues(await queuesOn(settings, database)))
  const isDevnet = chain.api.runtimeChain.toString() === devnetChain
  const allowPrivateAddresses = settings.allowPrivateAddresses ?? isDevnet
  const client = await openClient(subnet, {
    netuid,
    settings,
    signer: requestSigner,
    allowPrivateAddresses,
    log,
    resources,
  })
  const watch = await watchValidator({
    ...{ role: 'validator', netuid, hotkey: address, scoreLabel: null, isDevnet },
    ...{ roundBlocks, log, resources, database, queues, chain },
    ...{ address: operateAddress('runValidator', settings), signer: socketOf(settings) },
  })
  const { weightsEveryBlocks = 100 } = settings
  const organic =
    settings.organic === undefined
      ? undefined
      : await openTraffic({
          ...{ share: settings.organic.share, chain: validatorChain, roundBlocks },
          ...{ netuid, mechanism: place.mechanism },
        })
  const packageHash = await ownPackage(settings, log)
  const dashboard = await openDashboard({
    ...{
      settings: settings.dashboard,
      role: 'validator',
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
    const subject = { netuid, mechanism, hotkey: address }
    const isFirst = mechanism === place.mechanism
    const seen = isFirst ? metagraph : (await checkNeuron(chain, subject)).metagraph
    const of = { database, genesisHash, netuid, mechanism, validator: address }
    const store = await openStore({ ...of, ...keepOf(settings) })
    const queueIds = { ...queueNames({ genesisHash, ...subject }, null) }
    const everyBlocks = Math.max(weightsEveryBlocks, seen.parameters.weightsRateLimit)
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
    const validator = resources.own(
      createValidator(subnet, {
        ...tuning(settings),
        packageHash,
        ...subject,
        client: dashboard.watched(client),
        ...{ queues: watch.queues, store, roundBlocks, stopMs, organic },
        chain: watched.observed(createValidatorChain(chain, signer, { lease: lease?.holder })),
        onEvent,
      }),
    )
    await validator.start()
    mechanisms.push({ mechanism, store })
  }
  // No task waits for its time once the validator stops.
  if (organic !== undefined) resources.own(organic)
  const records = await openRecords({
    ...{ settings: settings.records, netuid, hotkey: address, signer, chain, mechanisms, log, resources },
  })
  await watch.started()
  const message = `${address} validates ${subnet.name} v${subnet.version} on subnet ${netuid} (uid ${uid}) in rounds of ${roundBlocks} blocks; store: ${database.place}, queue: ${queues.backend}`
  log.write('info', { event: 'validating', message })
  const { store } = mechanisms[0]!
  return {
    hotkey: address,
    roundBlocks,
    store,
    mechanisms,
    health: watch.health,
    records,
    dashboard: dashboard.address,
    organic:
      organic === undefined
        ? null
        : { traffic: organic, store, client: client as unknown as MinerClient<Protocol> },
  }
}

function openPlace(
  { directory, databaseUrl }: ValidatorSettings,
  place: Parameters<typeof stateDirectory>[0],
  log: Log,
): Promise<Database> {
  if (databaseUrl !== undefined) return openDatabase({ url: databaseUrl })
  if (directory === null) return openDatabase({ memory: true })
  if (directory !== undefined) return openDatabase({ directory })
  const others = otherStateDirectories(place)
  if (others.length > 0) {
    const message = `a new folder for this hotkey. If it was swapped for another one, stop, and start with the former one's folder as the directory to keep its scores: ${others.join(' or ')}`
    log.write('warn', { event: 'new-directory', message })
  }
  return openDatabase({ directory: stateDirectory(place) })
}

/** The store says what is due, so that jobs beside a PostgreSQL server, which cannot hold them, need no place of their own. */
async function queuesOn(settings: ValidatorSettings, database: Database) {
  const { redisUrl, databaseUrl, telemetry, netuid } = settings
  const embedded = databaseUrl === undefined ? { database } : ({ memory: true } as const)
  const place = redisUrl === undefined ? embedded : redisPlace(settings, netuid)
  return { ...place, telemetry: await openTelemetry(telemetry) }
}

/** Miners of a subnet, at most. */
const everyMiner = 256

/** The options that go to the validator as they are. */
function tuning(settings: ValidatorSettings) {
  const { maxRounds, weightsEveryBlocks, secretSource, miners, sampling, budgets, tasksAtOnce } = settings
  const { maxAnswerBytes, scoresAtOnce, retryDelayMs, lockMs } = settings
  // Tasks that wait for their time must not keep other miners from theirs.
  const concurrency = settings.concurrency ?? (settings.organic === undefined ? undefined : everyMiner)
  return defined({
    ...{ maxRounds, weightsEveryBlocks, secretSource, miners, sampling, budgets, tasksAtOnce },
    ...{ maxAnswerBytes, concurrency, scoresAtOnce, retryDelayMs, lockMs },
  })
}
