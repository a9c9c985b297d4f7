import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createManualClock } from '@subnetkit/base/testing'
import { afterAll, expect, test, vi } from 'vitest'
import { createQueues } from '../queue/queues.js'
import { engineOf } from './embedded-database.js'
import * as image from './embedded-image.js'
import { startUpkeep } from './embedded-upkeep.js'
import { openDatabase } from './open-database.js'

const patience = { timeout: 60_000, interval: 50 }

const root = mkdtempSync(join(tmpdir(), 'subnetkit-embedded-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** File systems of their own take root. */
const mounts = canMount()

test('without an image for its version, the engine makes the database itself', async () => {
  vi.spyOn(image, 'readImage').mockResolvedValue(null)
  await using database = await openDatabase({ directory: join(root, 'made') })
  expect(await database.query('show wal_segment_size')).toEqual([{ wal_segment_size: '1MB' }])
  vi.restoreAllMocks()
})

test('500 rounds of jobs and receipts leave a directory of constant size', async () => {
  const directory = join(root, 'rounds')
  await using database = await openDatabase({ directory, clock: createManualClock() })
  await using queues = await createQueues({ database })
  const upkeep = startUpkeep(engineOf(database), {
    clock: createManualClock(),
    checkpoint: async () => void (await database.query('checkpoint')),
    onError: (error) => expect(error).toBeNull(),
  })
  const queue = { tag: 'sn-1', name: 'rounds' }
  let done = 0
  const work = async () => {
    done += 1
  }
  queues.work(queue, work, { concurrency: 8 })
  await database.query('create table receipts (round integer, n integer, text text, primary key (round, n))')
  const sizes: number[] = []
  for (let round = 1; round <= 500; round++) {
    const ids = Array.from({ length: 3 }, (_, index) => `query-${round}-${index}`)
    await queues.add(...ids.map((id) => ({ queue, name: 'query', id, data: { round } })))
    await database.query(
      `insert into receipts select $1::integer, n, repeat('x', 400) from generate_series(1, 32) as n`,
      [round],
    )
    await database.query('delete from receipts where round <= $1', [round - 20])
    await vi.waitFor(() => expect(done).toBe(round * 3), { timeout: 30_000, interval: 1 })
    if (round % 20 === 0) await upkeep.run()
    if (round % 250 === 0) sizes.push(sizeOf(directory))
  }
  await upkeep.close()
  // Files of the log come and go.
  expect(sizes.at(-1)).toBeLessThan(sizes[0]! * 1.15)
  expect(sizes.at(-1)).toBeLessThan(80_000_000)
})

test.skipIf(!mounts)(
  'defect: a log that could not grow on a full disk blocked the process for ever',
  async () => {
    const directory = join(root, 'small')
    mkdirSync(directory)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=40m', 'tmpfs', directory])
    try {
      const place = join(directory, 'store')
      {
        const database = await openDatabase({ directory: place, clock: createManualClock() })
        await database.query('create table kept as select 1 as n')
        const { bavail, bsize } = statfsSync(directory)
        writeFileSync(join(directory, 'ballast'), Buffer.alloc(bavail * bsize - 16_384))
        const log = () => database.query("select pg_logical_emit_message(true, 'x', repeat('x', 50000))")
        const full = { code: 'DISK_FULL' }
        const writes = [
          ...Array.from({ length: 100 }, log),
          database.transaction((transaction) => transaction.query('select 1')),
        ]
        expect((await Promise.allSettled(writes)).at(-1)).toMatchObject({ reason: full })
        // Any further call would not come back.
        await expect(database.query('select 1')).rejects.toMatchObject(full)
        await expect(createQueues({ database })).rejects.toMatchObject(full)
        await database[Symbol.asyncDispose]()
      }
      await expect(openDatabase({ directory: place })).rejects.toMatchObject({ code: 'DISK_FULL' })
      rmSync(join(directory, 'ballast'))
      await using database = await openDatabase({ directory: place })
      expect(await database.query('select n from kept')).toEqual([{ n: 1 }])
    } finally {
      execFileSync('umount', ['-l', directory])
    }
  },
)

test.skipIf(!mounts)(
  'defect: a full disk kept the process busy with retries, and the database unusable until the next start',
  async () => {
    const directory = join(root, 'filled')
    mkdirSync(directory)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=60m', 'tmpfs', directory])
    try {
      await using database = await openDatabase({ directory: join(directory, 'store') })
      await using queues = await createQueues({ database })
      const announced: (string | null)[] = []
      const errors: Error[] = []
      let ran = 0
      queues.onTrouble((trouble) => announced.push(trouble?.code ?? null))
      const queue = { tag: 'sn-1', name: 'filled' }
      const work = async () => {
        ran += 1
      }
      queues.work(queue, work, { concurrency: 4, onError: (error) => errors.push(error) })
      await queues.add({ queue, name: 'query', data: null })
      await vi.waitFor(() => expect(ran).toBe(1), patience)
      await database.query('create table public.kept as select 1 as n')

      const { bavail, bsize } = statfsSync(directory)
      writeFileSync(join(directory, 'ballast'), Buffer.alloc(bavail * bsize - 16_384))
      const log = () => database.query("select pg_logical_emit_message(true, 'x', repeat('x', 50000))")
      await expect(Promise.all(Array.from({ length: 100 }, log))).rejects.toMatchObject({ code: 'DISK_FULL' })
      // Timers run: before, the worker asked again without a pause. The first try to open it fails.
      await sleep(2_500)
      await expect(database.query('select 1')).rejects.toMatchObject({ code: 'DISK_FULL' })
      expect([announced, errors]).toEqual([['DISK_FULL'], []])

      rmSync(join(directory, 'ballast'))
      await vi.waitFor(() => expect(announced).toEqual(['DISK_FULL', null]), patience)
      expect(await database.query('select n from public.kept')).toEqual([{ n: 1 }])
      await queues.add({ queue, name: 'query', data: null })
      await vi.waitFor(() => expect(ran).toBe(2), patience)
      expect(errors).toEqual([])
    } finally {
      execFileSync('umount', ['-l', directory])
    }
  },
)

function canMount(): boolean {
  const directory = join(root, 'probe')
  mkdirSync(directory)
  const options = { stdio: 'ignore' } as const
  if (spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', directory], options).status !== 0) return false
  return spawnSync('umount', [directory], options).status === 0
}

function sizeOf(directory: string): number {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
}
