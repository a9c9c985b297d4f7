import { type Clock, reasonOf, systemClock } from '@subnetkit/base'
import { devnetError } from '../dev/error.js'
import { cachedForks, type FoundFork, keepFork, prepareFolder } from './cache.js'
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

/**
 * Reads a subnet from the cache or from its endpoint, and keeps it in the cache. Files of the cache that cannot be used stop nothing:
 * the notes of the fork name them.
 */
export async function loadFork(settings: ForkSettings, ports: ForkPorts = systemPorts): Promise<LoadedFork> {
  const { cache: folder, endpoint } = settings
  if (folder === undefined) return { fork: await readFork(settings, ports), cached: undefined }
  const notices: string[] = []
  const found = await fromCache(settings, folder, ports, notices)
  if (found) return { fork: withNotes(found.fork, notices), cached: found.path }
  await prepareFolder(folder)
  const fork = await readFork(settings, ports).catch((error: unknown) => {
    throw withNotices(error, notices)
  })
  try {
    const moved = await keepFork(folder, endpoint, fork)
    if (moved !== undefined) notices.push(moved)
  } catch (error) {
    // It may have taken minutes to read: a full disk is no reason to lose it.
    notices.push(`It is not in the cache: ${reasonOf(error)}.`)
  }
  return { fork: withNotes(fork, notices), cached: undefined }
}

const withNotes = (fork: ForkedSubnet, notices: readonly string[]): ForkedSubnet =>
  notices.length === 0 ? fork : { ...fork, notes: [...fork.notes, ...notices] }

/** Without its endpoint, the user needs to know why the cache did not help. */
function withNotices(error: unknown, notices: readonly string[]): unknown {
  if (notices.length === 0 || !devnetError.is(error) || error.code !== 'FORK_UNREACHABLE') return error
  const { host, detail, fix } = error.details as Record<'host' | 'detail' | 'fix', string>
  return devnetError(
    'FORK_UNREACHABLE',
    { host, detail: [detail, ...notices].join('; '), fix },
    { cause: error },
  )
}

/** The newest usable fork of the chain that the endpoint serves now, or of any where it does not say. */
async function fromCache(
  settings: ForkSettings,
  folder: string,
  ports: ForkPorts,
  notices: string[],
): Promise<FoundFork | undefined> {
  const { endpoint, netuid, block } = settings
  const others: FoundFork[] = []
  let now: string | undefined
  for await (const found of cachedForks({ folder, endpoint, netuid, block }, (notice) =>
    notices.push(notice),
  )) {
    now ??= await chainNow(settings, found.fork.genesis, ports)
    if (now === found.fork.genesis) return found
    others.push(found)
  }
  const [other] = others
  if (other && now !== undefined) {
    const more = others.length > 1 ? ` (with ${others.length - 1} more)` : ''
    const chains = `of the chain ${other.fork.genesis.slice(0, 18)}…, but ${new URL(endpoint).host} now serves ${now.slice(0, 18)}…`
    notices.push(`${other.path}${more} is ${chains}: it was not used.`)
  }
  return undefined
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

/** The chain that the endpoint serves; it may have been given to another since, such as a devnet that was started again. */
async function chainNow(settings: ForkSettings, cached: string, ports: ForkPorts): Promise<string> {
  using client = clientOf(settings, ports, { ...ports.limits, tries: 1, deadlineMs: CHECK_MS }, CHECK_MS)
  return await genesisOf(client).catch((error: unknown) => {
    // The cache serves as well without its endpoint.
    if (devnetError.is(error) && ['FORK_UNREACHABLE', 'FORK_REFUSED'].includes(error.code)) return cached
    throw error
  })
}
