import { constants } from 'node:fs'
import { access, mkdir, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { reasonOf } from '@subnetkit/base'
import { writeFileAtomic } from '@subnetkit/base/files'
import { devnetError } from '../dev/error.js'
import { findUnreadable } from '../state/readable.js'
import { type CachedFork, packFork, sourceOf, unpackFork } from './cache-file.js'
import type { ForkedSubnet } from './forked.js'
import type { ForkBlock } from './pinned.js'

/** A fork that was found in the cache. */
export interface FoundFork {
  readonly path: string
  readonly fork: ForkedSubnet
}

export interface CacheQuery {
  readonly folder: string
  readonly endpoint: string
  readonly netuid: number
  /** Absent: the newest that is cached. */
  readonly block: ForkBlock | undefined
}

const SHORT = 16

/** Genesis, number and hash of the block, and netuid; files of one subnet sort by their age. */
function fileName({ genesis, hash, header, netuid }: ForkedSubnet): string {
  const number = String(header.number).padStart(10, '0')
  return `fork-${genesis.slice(2, 2 + SHORT)}-${netuid}-${number}-${hash.slice(2, 2 + SHORT)}.gz`
}

const FILE = /^fork-[0-9a-f]{16}-([0-9]{1,5})-([0-9]{10})-([0-9a-f]{16})\.gz$/

/**
 * Finds the cached forks of this endpoint's subnet, the newest first where no block is named. A file that cannot be used is left as it
 * is and reported to `onUnusable`.
 */
export async function* cachedForks(
  { folder, endpoint, netuid, block }: CacheQuery,
  onUnusable: (notice: string) => void,
): AsyncGenerator<FoundFork> {
  if (block === 'latest') return
  const source = sourceOf(endpoint)
  for (const name of await list(folder)) {
    const [, ofNetuid, number, hash] = FILE.exec(name) ?? []
    if (Number(ofNetuid) !== netuid) continue
    if (typeof block === 'number' && Number(number) !== block) continue
    if (typeof block === 'string' && block.slice(2, 2 + SHORT) !== hash) continue
    const path = join(folder, name)
    const read = await readCached(path, name)
    if ('flaw' in read) onUnusable(`${path} ${read.flaw}: it was not used.`)
    else if (read.source === source && (typeof block !== 'string' || read.fork.hash === block))
      yield { path, fork: read.fork }
  }
}

/** Newest first: blocks are compared, not names, which begin with the chain. */
async function list(folder: string): Promise<string[]> {
  try {
    const names = (await readdir(folder)).filter((name) => FILE.test(name))
    return names.sort((a, b) => numberIn(b) - numberIn(a))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw unusable(folder, `cannot be listed: ${reasonOf(error)}`, error)
  }
}

const numberIn = (name: string): number => Number(FILE.exec(name)?.[2])

/** Reads a file of that name, which has to be what its name says; or says what is wrong with it. */
async function readCached(path: string, name: string): Promise<CachedFork | { readonly flaw: string }> {
  try {
    const cached = unpackFork(await readFile(path))
    if (fileName(cached.fork) !== name)
      return { flaw: 'is of another chain, subnet or block than its name says' }
    const entries = cached.fork.entries.map(([key, value]) => [key, value] as const)
    const unreadable = findUnreadable(entries, { allowTrailing: false })
    if (!unreadable) return cached
    const { pallet, item } = unreadable.name
    return { flaw: `holds ${pallet}.${item} in a form of another version of subnetkit` }
  } catch (error) {
    return { flaw: reasonOf(error) }
  }
}

/** Makes the folder before anything is read for it. FORK_CACHE where it cannot be one. */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
  } catch (error) {
    throw unusable(folder, `cannot be written: ${reasonOf(error)}`, error)
  }
}

/**
 * Writes a fork to the cache, all or nothing. A file of its name that cannot be used is moved aside; the result says so, and is
 * `undefined` otherwise.
 */
export async function keepFork(
  folder: string,
  endpoint: string,
  fork: ForkedSubnet,
): Promise<string | undefined> {
  const name = fileName(fork)
  const path = join(folder, name)
  try {
    const isFlawed = (await exists(path)) && 'flaw' in (await readCached(path, name))
    const aside = isFlawed ? await freeName(`${path}.unusable`) : undefined
    if (aside !== undefined) await rename(path, aside)
    await writeFileAtomic(path, packFork({ source: sourceOf(endpoint), fork }), { mode: 0o644 })
    return aside && `${path} was moved to ${aside}, and a new one has its name.`
  } catch (error) {
    throw unusable(folder, `cannot be written: ${reasonOf(error)}`, error)
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

async function freeName(path: string, count = 2): Promise<string> {
  if (!(await exists(path))) return path
  const next = `${path.replace(/-[0-9]+$/, '')}-${count}`
  return (await exists(next)) ? freeName(next, count + 1) : next
}

function unusable(path: string, detail: string, cause: unknown) {
  const fix = `Make ${path} a folder that can be written, name another one, or start without the cache.`
  return devnetError('FORK_CACHE', { path, detail, fix }, { cause })
}
