import { type Clock, reasonOf, systemClock } from '@subnetkit/base'
import { devnetError } from '../dev/error.js'
import { type FoundFork, findCached, keepFork, prepareFolder } from './cache.js'
import { createForkClient, defaultLimits, type ForkClient, type ForkLimits } from './client.js'
import { createConnection } from './connection.js'
import type { ForkedSubnet, ForkProgress } from './forked.js'
import type { ForkSettings } from './options.js'
import { checkStillThere, genesisOf, pinBlock } from './pinned.js'
import { readSubnet } from './read.js'
import type { ForkTransport } from './transport.js'

const REQUEST_MS = 60_000
const MOST_MESSAGE_BYTES = 64 * 2 ** 20
/** Time that a node has to contradict a cached fork. */
const CHECK_MS = 3_000

/** World of a fork; tests replace it. */
export interface ForkPorts {
  readonly clock: Clock
  readonly limits: ForkLimits
  connect(endpoint: string, requestMs: number): ForkTransport
}

const systemPorts: ForkPorts = {
  clock: systemClock,
  limits: defaultLimits,
  connect: (endpoint, requestMs) =>
    createConnection(endpoint, { clock: systemClock, requestMs, maxBytes: MOST_MESSAGE_BYTES }),
}

/** A subnet that was read, and where from. */
export interface LoadedFork {
  readonly fork: ForkedSubnet
  /** File of the cache that it was read from. */
  readonly cached: string | undefined
}

/** Reads a subnet from the cache or from its endpoint, and keeps it in the cache. */
export async function loadFork(settings: ForkSettings, ports: ForkPorts = systemPorts): Promise<LoadedFork> {
  const { cache: folder, endpoint, netuid, block } = settings
  const found = folder && (await findCached({ folder, endpoint, netuid, block }))
  if (found) {
    await refuseOtherChain(settings, found, ports)
    return { fork: found.fork, cached: found.path }
  }
  if (folder !== undefined) await prepareFolder(folder)
  const fork = await readFork(settings, ports)
  if (folder === undefined) return { fork, cached: undefined }
  try {
    await keepFork(folder, endpoint, fork)
    return { fork, cached: undefined }
  } catch (error) {
    // It may have taken minutes to read: a full disk is no reason to lose it.
    const note = `It is not in the cache: ${reasonOf(error)}.`
    return { fork: { ...fork, notes: [...fork.notes, note] }, cached: undefined }
  }
}

async function readFork(settings: ForkSettings, ports: ForkPorts): Promise<ForkedSubnet> {
  const { netuid, block, onProgress } = settings
  let progress: ForkProgress | undefined
  const report = (next: ForkProgress) => {
    progress = next
    onProgress?.(next)
  }
  using client = clientOf(settings, ports, ports.limits, REQUEST_MS, (requests) => {
    if (progress) report({ ...progress, requests })
  })
  const pinned = await pinBlock(client, block ?? 'latest')
  const fork = await readSubnet(client, pinned, netuid, (step) => {
    report({ ...step, requests: progress?.requests ?? 0, isDone: false })
  })
  await checkStillThere(client, pinned)
  if (progress) report({ ...progress, isDone: true })
  return fork
}

function clientOf(
  { endpoint }: ForkSettings,
  { clock, connect }: ForkPorts,
  limits: ForkLimits,
  requestMs: number,
  onAnswer: (answered: number) => void = () => {},
): ForkClient {
  const { host } = new URL(endpoint)
  return createForkClient(connect(endpoint, requestMs), { host, clock, limits, onAnswer })
}

/** The endpoint may have been given to another chain since, such as a devnet that was started again. */
async function refuseOtherChain(
  settings: ForkSettings,
  { path, fork }: FoundFork,
  ports: ForkPorts,
): Promise<void> {
  using client = clientOf(settings, ports, { ...ports.limits, tries: 1, deadlineMs: CHECK_MS }, CHECK_MS)
  const genesis = await genesisOf(client).catch((error: unknown) => {
    // The cache serves as well without its endpoint.
    if (devnetError.is(error) && ['FORK_UNREACHABLE', 'FORK_REFUSED'].includes(error.code))
      return fork.genesis
    throw error
  })
  if (genesis === fork.genesis) return
  throw devnetError('FORK_CACHE', {
    path,
    detail: `is of the chain ${fork.genesis.slice(0, 18)}…, but ${client.host} now serves ${genesis.slice(0, 18)}…`,
    fix: `Delete ${path}, or name the block 'latest' to fork the chain that is there now.`,
  })
}
