import { constants } from 'node:fs'
import { access, mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { reasonOf } from '@subnetkit/base'
import { writeFileAtomic } from '@subnetkit/base/files'
import { devnetError } from '../dev/error.js'
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

/** Finds the cached fork of this endpoint's subnet; the newest where no block is named. FORK_CACHE for a damaged file. */
export async function findCached({
  folder,
  endpoint,
  netuid,
  block,
}: CacheQuery): Promise<FoundFork | undefined> {
  if (block === 'latest') return undefined
  const source = sourceOf(endpoint)
  for (const name of await list(folder)) {
    const [, ofNetuid, number, hash] = FILE.exec(name) ?? []
    if (Number(ofNetuid) !== netuid) continue
    if (typeof block === 'number' && Number(number) !== block) continue
    if (typeof block === 'string' && block.slice(2, 2 + SHORT) !== hash) continue
    const path = join(folder, name)
    const cached = await read(path)
    const isOfBlock = typeof block !== 'string' || cached.fork.hash === block
    if (cached.source === source && cached.fork.netuid === netuid && isOfBlock)
      return { path, fork: cached.fork }
  }
  return undefined
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

async function read(path: string): Promise<CachedFork> {
  try {
    return unpackFork(await readFile(path))
  } catch (error) {
    const fix = `Delete ${path}, or start without the cache: the fork is then read from the endpoint again.`
    throw devnetError('FORK_CACHE', { path, detail: reasonOf(error), fix }, { cause: error })
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

/** Writes a fork to the cache, all or nothing, and returns the path of its file. */
export async function keepFork(folder: string, endpoint: string, fork: ForkedSubnet): Promise<string> {
  const path = join(folder, fileName(fork))
  try {
    await writeFileAtomic(path, packFork({ source: sourceOf(endpoint), fork }), { mode: 0o644 })
    return path
  } catch (error) {
    throw unusable(folder, `cannot be written: ${reasonOf(error)}`, error)
  }
}

function unusable(path: string, detail: string, cause: unknown) {
  const fix = `Make ${path} a folder that can be written, name another one, or start without the cache.`
  return devnetError('FORK_CACHE', { path, detail, fix }, { cause })
}
