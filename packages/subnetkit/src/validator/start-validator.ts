import type { SubnetError } from '@subnetkit/base'
import { type ChainClient, chainError, readMetagraph } from '@subnetkit/chain'
import type { Families, Protocol, Subnet } from '@subnetkit/core'
import {
  createQueues,
  createValidator,
  createValidatorChain,
  type Database,
  openDatabase,
  openStore,
  queueNames,
  type ValidatorOptions,
} from '@subnetkit/core/validator'
import { createMinerClient, type MinerClientOptions } from '@subnetkit/transport'
import { operateAddress } from '../health/options.js'
import { watchValidator } from '../health/watch-validator.js'
import type { Log } from '../log/log.js'
import { openChain } from '../neuron/connect.js'
import { devnetChain } from '../neuron/devnet-chain.js'
import { openHotkey } from '../neuron/hotkey.js'
import type { Passed } from '../neuron/options.js'
import type { Resources } from '../neuron/resources.js'
import { createEventLog } from './log-events.js'
import { stateDirectory, type ValidatorSettings } from './options.js'

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
  const { netuid, mechanism, receipts } = settings
  const hotkey = await openHotkey('runValidator', settings, { requests: true })
  const { address, signer, requestSigner } = hotkey
  if (requestSigner === null) throw new Error('a hotkey that signs no requests') // asked for above
  const chain = await openChain(settings, log, resources)
  const { uid, tempo, metagraph } = await checkPlace(chain, { netuid, mechanism, hotkey: address })
  const roundBlocks = settings.roundBlocks ?? tempo

  const { genesisHash } = chain.status()
  const place = { genesisHash, netuid, mechanism, hotkey: address }
  const database = settings.database ?? resources.own(await openPlace(settings, place))
  const queues = settings.queues ?? resources.own(await createQueues(queuesOn(settings, database)))
  const store = await openStore({ database, genesisHash, netuid, mechanism, validator: address })
  const isDevnet = chain.api.runtimeChain.toString() === devnetChain
  const allowPrivateAddresses = settings.allowPrivateAddresses ?? isDevnet
  const client = resources.own(
    createMinerClient(subnet, {
      ...('sign' in requestSigner ? { keypair: requestSigner } : { signer: requestSigner }),
      ...{ allowPrivateAddresses, ...clientOptions(settings) },
      receipts: receipts && { ...receipts, onInvalid: logInvalid(log) },
    }),
  )
  const names = queueNames({ genesisHash, netuid, mechanism, hotkey: address }, null)
  const weightsEveryBlocks = Math.max(
    settings.weightsEveryBlocks ?? 100,
    metagraph.parameters.weightsRateLimit,
  )
  const watch = await watchValidator({
    ...{ role: 'validator', netuid, hotkey: address, scoreLabel: null, isDevnet },
    ...{ roundBlocks, log, resources, database, queues, chain },
    address: operateAddress('runValidator', settings),
  })
  const watched = watch.mechanism({ mechanism, queueIds: { ...names }, store, weightsEveryBlocks })
  watched.seen(metagraph)
  const validator = resources.own(
    createValidator(subnet, {
      ...tuning(settings),
      netuid,
      mechanism,
      hotkey: address,
      chain: watched.observed(createValidatorChain(chain, signer)),
      client,
      queues: watch.queues,
      store,
      roundBlocks,
      onEvent: watched.listen(createEventLog(log, settings.onEvent)),
    }),
  )
  await validator.start()
  watch.started()
  const message = `${address} validates ${subnet.name} v${subnet.version} on subnet ${netuid} (uid ${uid}) in rounds of ${roundBlocks} blocks; store: ${database.place}, queue: ${queues.backend}`
  log.write('info', { event: 'validating', message })
  return { hotkey: address, roundBlocks, store, health: watch.health }
}

/** Options that createMinerClient takes as they are: all but those that the validator decides. */
function clientOptions(
  settings: ValidatorSettings,
): Passed<MinerClientOptions, 'keypair' | 'signer' | 'allowPrivateAddresses' | 'receipts'> {
  const { tlsFingerprint, sessions, requireMinerSignature, spool } = settings
  const { maxConnectionsPerMiner, maxMiners, maxConcurrent } = settings
  return {
    ...{ tlsFingerprint, sessions, requireMinerSignature, spool },
    ...{ maxConnectionsPerMiner, maxMiners, maxConcurrent },
  }
}

/** A receipt that does not match costs a miner nothing, but its operator or the line may have something to explain. */
function logInvalid(log: Log) {
  return ({ code, message }: SubnetError) => log.write('warn', { event: 'receipt-invalid', code, message })
}

function openPlace(
  { directory }: ValidatorSettings,
  place: Parameters<typeof stateDirectory>[0],
): Promise<Database> {
  if (directory === null) return openDatabase({ memory: true })
  return openDatabase({ directory: directory ?? stateDirectory(place) })
}

function queuesOn({ redisUrl }: ValidatorSettings, database: Database) {
  return redisUrl === undefined ? { database } : { redisUrl }
}

/** The options that go to the validator as they are. */
function tuning(settings: ValidatorSettings): Partial<ValidatorOptions<Protocol>> {
  const { weightsEveryBlocks, secretSource, miners } = settings
  const { concurrency, tasksAtOnce, scoresAtOnce, retryDelayMs, lockMs, stopMs } = settings
  const all = {
    weightsEveryBlocks,
    secretSource,
    miners,
    concurrency,
    tasksAtOnce,
    scoresAtOnce,
    retryDelayMs,
    lockMs,
    stopMs,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** Refuses a subnet or a mechanism that does not exist, and a hotkey that is not registered: waiting helps neither. */
async function checkPlace(
  chain: ChainClient,
  {
    netuid,
    mechanism,
    hotkey,
  }: { readonly netuid: number; readonly mechanism: number; readonly hotkey: string },
) {
  const metagraph = await readMetagraph(chain, { netuid, mechanism })
  const { parameters, neurons, burn } = metagraph
  const neuron = neurons.find((one) => one.hotkey === hotkey)
  if (neuron === undefined) throw chainError('NOT_REGISTERED', { hotkey, netuid, burn })
  return { uid: neuron.uid, tempo: Math.max(1, parameters.tempo), metagraph }
}
