import { setTimeout as sleep } from 'node:timers/promises'
import { connectChain, type OutboxEntry } from '@subnetkit/chain'
import {
  announcedValidators,
  createCoordinator,
  createQueues,
  createValidator,
  createValidatorChain,
  createWorker,
  openDatabase,
  openStore,
  type RoleOptions,
  type Store,
  type ValidatorChain,
} from '@subnetkit/core/validator'
import { createMinerClient } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { createPoints, say, traced } from './points.js'
import type { ProgramOptions } from './program-options.js'
import { createSums } from './subnet.js'

// A validator, or a part of one, to be killed: says on a line each point that it reaches.
const options = JSON.parse(process.argv[2] ?? '') as ProgramOptions
const { netuid, uri, redisUrl, roundBlocks, weightsEveryBlocks, lockMs, tasksPerRound, isTraced } = options
let stop = async () => {}
const points = createPoints((command) => {
  if (command.stop === true) void stop()
  if (command.measure === true) {
    globalThis.gc?.()
    const { rss, heapUsed } = process.memoryUsage()
    const { user, system } = process.cpuUsage()
    const resources = process.getActiveResourcesInfo().length
    say({ measured: { rss, heapUsed, resources, cpuMs: (user + system) / 1_000 } })
  }
}, isTraced)
process.on('unhandledRejection', (error) => {
  say({ unhandled: error instanceof Error ? error.stack : String(error) })
  process.exit(70)
})

const keypair = createKeypair(uri)
const resources: AsyncDisposable[] = []
const own = <T extends AsyncDisposable>(resource: T): T => {
  resources.push(resource)
  return resource
}
const chain = options.chainUrl === null ? null : own(await connectChain({ endpoint: options.chainUrl }))
const database = own(await openDatabase(options.database))
const queues = own(await createQueues(redisUrl === null ? { database } : { redisUrl }))
const store = await openStore({
  ...{ database, netuid, validator: keypair.address },
  genesisHash: chain?.status().genesisHash ?? (await findGenesis()),
  keepRounds: options.keepRounds,
})

/** A worker knows no chain: the coordinator has left its genesis in the database. */
async function findGenesis(): Promise<string> {
  for (;;) {
    const found = (await announcedValidators(database, keypair.address)).find((one) => one.netuid === netuid)
    if (found) return found.genesisHash
    await sleep(500)
  }
}

const jobName = (jobs: readonly unknown[]) => (jobs[0] as { name?: string } | undefined)?.name ?? 'nothing'
const writes =
  /^(openRound|published|planRound|skipRound|voidRound|fold|decided|addAnswer|answered|scored|endAsking|closeQueries)$/
const tracedStore: Store = {
  ...traced(points, 'store', store, (call) => (writes.test(call) ? call : null)),
  outbox: traced(points, 'outbox', store.outbox, (call, [entry]) =>
    call === 'entries' ? null : (entry as OutboxEntry).stage,
  ),
}
const shared: RoleOptions = {
  ...{ netuid, hotkey: keypair.address, lockMs, retryDelayMs: 200 },
  store: tracedStore,
  queues: traced(points, 'queues', queues, (call, jobs) => (call === 'add' ? `add ${jobName(jobs)}` : null)),
  onEvent: (event) => {
    if (!['task-done', 'step-done', 'head-seen', 'query-done'].includes(event.kind)) say({ event })
  },
}

function coordination() {
  if (chain === null) throw new Error('a coordinator needs a chain')
  const inner = createValidatorChain(chain, keypair)
  const tracedChain: ValidatorChain = {
    ...traced(points, 'chain', inner, (call) => (call === 'publishRound' ? call : null)),
    weights: (subnet) =>
      traced(points, 'weights', inner.weights(subnet), (call) => (call === 'broadcast' ? call : null)),
  }
  return { ...shared, chain: tracedChain, roundBlocks, weightsEveryBlocks }
}
function work() {
  const client = own(createMinerClient(createSums(), { keypair, allowPrivateAddresses: true }))
  return { ...shared, client: traced(points, 'client', client, (call) => (call === 'query' ? call : null)) }
}

const subnet = createSums({
  ...(tasksPerRound !== undefined && { perRound: tasksPerRound }),
  scoring: () => points.reach('rubric'),
})
const roles = {
  validator: () => createValidator(subnet, { ...coordination(), ...work() }),
  coordinator: () => createCoordinator(subnet, coordination()),
  worker: () => createWorker(subnet, work()),
}
const role = own(roles[options.role]())
stop = async () => {
  for (const resource of resources.reverse()) await resource[Symbol.asyncDispose]()
  say({ stopped: true })
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
await role.start()
say({ ready: true })
