import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Devnet } from '../devnet.js'
import { itemPrefix } from '../state/keys.js'
import { packFork, unpackFork } from './cache-file.js'
import type { ForkedSubnet } from './forked.js'
import { loadFork } from './load.js'
import { type Node, portsTo } from './testing/ports.js'
import { createSource, hotkeyOf, sourceNetuid as netuid } from './testing/source.js'
import { Transient } from './transport.js'

let source: Devnet
let folder: string

beforeAll(async () => {
  source = await createSource({ validators: 1, miners: 1 })
})
afterAll(() => source.close())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fork-'))
})
afterEach(() => rm(folder, { recursive: true }))

const gone: Node = () => Promise.reject(new Transient('nobody is there'))
const settings = () => ({ endpoint: 'ws://node.example', netuid, cache: folder })
const onlyFile = async () => join(folder, (await readdir(folder))[0]!)

const tempo = `${itemPrefix('SubtensorModule', 'Tempo')}0200`

/** The same file with another content, and the digest of that. */
function repacked(file: Buffer, change: (fork: ForkedSubnet) => ForkedSubnet): Buffer {
  const { source: from, fork } = unpackFork(file)
  return packFork({ source: from, fork: change(fork) })
}

describe('the cache of forks', () => {
  test('serves a second start, also when the endpoint is gone', async () => {
    const first = await loadFork(settings(), portsTo(source))
    expect(first.cached).toBeUndefined()
    expect(await readdir(folder)).toHaveLength(1)
    const second = await loadFork(settings(), portsTo(source, gone))
    expect(second).toEqual({ fork: first.fork, cached: await onlyFile() })
  })

  test('asks the endpoint for nothing but its chain', async () => {
    await loadFork(settings(), portsTo(source))
    const methods: string[] = []
    await loadFork(
      settings(),
      portsTo(source, ({ method, answer }) => {
        methods.push(method)
        return answer()
      }),
    )
    expect(methods).toEqual(['chain_getBlockHash'])
  })

  test('is of one endpoint and one subnet', async () => {
    await loadFork(settings(), portsTo(source))
    const others = [
      { ...settings(), endpoint: 'ws://other.example' },
      { ...settings(), netuid: 1 },
    ]
    for (const other of others) {
      await expect(loadFork(other, portsTo(source, gone))).rejects.toMatchObject({ code: 'FORK_UNREACHABLE' })
    }
  })

  test('gives the newest block, the named one, or none for latest', async () => {
    const { number } = source.head
    await loadFork({ ...settings(), block: number - 1 }, portsTo(source))
    const newest = await loadFork({ ...settings(), block: 'latest' }, portsTo(source))
    await loadFork({ ...settings(), block: number - 2 }, portsTo(source))
    const read = async (block?: number | string) =>
      (await loadFork({ ...settings(), block }, portsTo(source, gone))).fork.header.number
    expect(await read()).toBe(number)
    expect(await read(number - 1)).toBe(number - 1)
    expect(await read(newest.fork.hash)).toBe(number)
    await expect(read('latest')).rejects.toMatchObject({ code: 'FORK_UNREACHABLE' })
    await expect(read(number - 3)).rejects.toMatchObject({ code: 'FORK_UNREACHABLE' })
  })

  test('defect: of another chain than the endpoint serves by now, it blocked the fork: the subnet is read again', async () => {
    const first = await loadFork(settings(), portsTo(source))
    const old = await onlyFile()
    await using other = await createSource({ validators: 1, miners: 1 }, { seed: 'another chain' })
    const { fork, cached } = await loadFork(settings(), portsTo(other))
    expect(cached).toBeUndefined()
    expect(fork.genesis).not.toBe(first.fork.genesis)
    expect(fork.notes.at(-1)).toContain(old)
    expect(await readdir(folder)).toHaveLength(2)
    // Each chain finds its own, without a word about the other.
    for (const [chain, own] of [
      [source, first.fork],
      [other, { ...fork, notes: fork.notes.slice(0, -1) }],
    ] as const)
      expect((await loadFork(settings(), portsTo(chain))).fork).toEqual(own)
  })

  test.each<[string, (file: Buffer) => Buffer | string]>([
    ['cut', (file) => file.subarray(0, -5)],
    ['changed', (file) => Buffer.from(file.map((byte, at) => (at === file.length - 9 ? byte ^ 1 : byte)))],
    [
      'of another format',
      (file) => Buffer.from(file.toString('latin1').replace('fork 1', 'fork 9'), 'latin1'),
    ],
    ['another file', () => 'hello'],
    ['empty', () => ''],
    [
      'of another version of subnetkit',
      (file) => repacked(file, (fork) => ({ ...fork, entries: [[tempo, Uint8Array.of(1)]] })),
    ],
    ['of another subnet', (file) => repacked(file, (fork) => ({ ...fork, netuid: 7 }))],
    ['of another chain', (file) => repacked(file, (fork) => ({ ...fork, genesis: `0x${'77'.repeat(32)}` }))],
    [
      'of another block',
      (file) => repacked(file, ({ header, ...fork }) => ({ ...fork, header: { ...header, number: 3 } })),
    ],
  ])('defect: a file that is %s blocked the fork: it is moved aside, and read again', async (_, damage) => {
    const first = await loadFork(settings(), portsTo(source))
    const path = await onlyFile()
    await writeFile(path, damage(await readFile(path)))
    const damaged = await readFile(path)
    await expect(loadFork(settings(), portsTo(source, gone))).rejects.toMatchObject({
      code: 'FORK_UNREACHABLE',
      message: expect.stringContaining(path),
    })
    expect(await readFile(path)).toEqual(damaged)
    const second = await loadFork(settings(), portsTo(source))
    expect(second.cached).toBeUndefined()
    expect(second.fork.notes).toEqual([
      ...first.fork.notes,
      expect.stringContaining(path),
      expect.stringContaining(`${path}.unusable`),
    ])
    expect(await readFile(`${path}.unusable`)).toEqual(damaged)
    expect(await loadFork(settings(), portsTo(source, gone))).toEqual({ fork: first.fork, cached: path })
  })

  test('files that were moved aside stay', async () => {
    for (let count = 0; count < 3; count++) {
      await loadFork(settings(), portsTo(source))
      const path = join(folder, (await readdir(folder)).find((name) => name.endsWith('.gz'))!)
      await writeFile(path, `damage ${count}`)
    }
    await loadFork({ ...settings(), block: 'latest' }, portsTo(source))
    const aside = (await readdir(folder)).filter((name) => name.includes('unusable')).sort()
    const contents = await Promise.all(aside.map((name) => readFile(join(folder, name), 'utf8')))
    expect(contents).toEqual(['damage 0', 'damage 1', 'damage 2'])
  })

  test('a folder that cannot be one', async () => {
    await writeFile(join(folder, 'file'), '')
    const cache = join(folder, 'file')
    await expect(loadFork({ ...settings(), cache }, portsTo(source))).rejects.toMatchObject({
      code: 'FORK_CACHE',
    })
  })
})

test('defect: a fork that cannot be kept is not lost', async () => {
  const full = join(folder, 'f'.repeat(200), 'f'.repeat(200))
  // The folder is there when the reading begins, and gone when it ends.
  const loading = loadFork(
    { ...settings(), cache: full },
    portsTo(source, async ({ answer }) => {
      await rm(join(folder, 'f'.repeat(200)), { recursive: true, force: true })
      return answer()
    }),
  )
  const { fork } = await loading
  expect(fork.entries.length).toBeGreaterThan(100)
  expect(fork.notes.at(-1)).toContain('not in the cache')
  expect(await readdir(folder)).toEqual([])
})

test('two at a time keep it in one file, whole', async () => {
  const both = await Promise.all([
    loadFork(settings(), portsTo(source)),
    loadFork(settings(), portsTo(source)),
  ])
  expect(both[1]).toEqual(both[0])
  expect(await readdir(folder)).toHaveLength(1)
  expect((await loadFork(settings(), portsTo(source, gone))).fork).toEqual(both[0].fork)
})

test('a fork that failed leaves nothing in the cache', async () => {
  source.setStorage('SubtensorModule', 'Keys', [netuid, 0], hotkeyOf(1))
  await expect(loadFork(settings(), portsTo(source))).rejects.toMatchObject({ code: 'FORK_INCONSISTENT' })
  expect(await readdir(folder)).toEqual([])
  source.setStorage('SubtensorModule', 'Keys', [netuid, 0], hotkeyOf(0))
})
