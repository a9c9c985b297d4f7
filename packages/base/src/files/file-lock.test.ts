import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../testing/manual-clock.js'
import { type LockHolder, lockFile } from './file-lock.js'
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.js'

class Busy extends Error {
  readonly holder: LockHolder

  constructor(holder: LockHolder) {
    super(`held by ${holder.pid} on ${holder.host}`)
    this.holder = holder
  }
}
const busy = (holder: LockHolder) => new Busy(holder)

async function scratch() {
  const folder = await mkdtemp(join(tmpdir(), 'file-lock-'))
  return {
    folder,
    path: join(folder, 'lock'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** A first process in a container of that name. */
const inContainer = (host: string): ProcessIdentity => ({ host, pid: 1, space: `boot ${host}`, start: '7' })

describe('lockFile', () => {
  it('is held by one, and free again after its release', async () => {
    await using place = await scratch()
    const first = await lockFile(place.path, { busy })
    await expect(lockFile(place.path, { busy })).rejects.toMatchObject({ holder: { pid: process.pid } })
    await first.check()
    await first.release()
    await first.release()
    await using second = await lockFile(place.path, { busy })
    await second.check()
    expect(await readdir(place.folder)).toEqual(['lock'])
  })

  it('is taken by exactly one of many that find a dead owner', async () => {
    await using place = await scratch()
    for (let round = 0; round < 20; round++) {
      const dead = { ...ownIdentity(), start: 'an earlier process of this number', token: 'dead' }
      await writeFile(place.path, JSON.stringify(dead))
      const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFile(place.path, { busy })))
      const taken = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
      expect(taken).toHaveLength(1)
      for (const one of tries) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(Busy)
      await taken[0]!.check()
      await taken[0]!.release()
      expect(await readdir(place.folder)).toEqual([])
    }
  })

  it('takes over the lock of a process that was killed', async () => {
    await using place = await scratch()
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    const self = { ...ownIdentity(), pid: child.pid! }
    const start = JSON.parse(await readStart(child.pid!)) as string | null
    const held = await lockFile(place.path, { busy, self: { ...self, start } })
    if (start !== null) {
      await expect(lockFile(place.path, { busy })).rejects.toMatchObject({ holder: { pid: child.pid } })
    }
    child.kill('SIGKILL')
    await once(child, 'exit')
    await using second = await lockFile(place.path, { busy })
    await second.check()
    await expect(held.check()).rejects.toThrow(Busy)
    expect(held.lost.aborted).toBe(true)
  })

  it('defect: two containers on one volume, both with pid 1, both took the lock', async () => {
    await using place = await scratch()
    const clock = createManualClock()
    await using first = await lockFile(place.path, { busy, clock, self: inContainer('one') })
    let isSettled = false
    const second = lockFile(place.path, { busy, clock, self: inContainer('two') }).finally(() => {
      isSettled = true
    })
    const refused = expect(second).rejects.toMatchObject({ holder: { host: 'one', pid: 1 } })
    while (!isSettled) {
      // The first one's heartbeat and the second one's wait for its next look.
      await Promise.race([clock.timers(2), second.catch(() => {})])
      await clock.advance(250)
    }
    await refused
    // A sign of life is enough: the wait ends early.
    expect(clock.now()).toBeLessThan(30_000)
    await first.check()
    expect(await readdir(place.folder)).toEqual(['lock'])
  })

  it('takes over the lock of a container that was killed, once it has been silent', async () => {
    await using place = await scratch()
    const [dead, clock] = [createManualClock(), createManualClock()]
    const first = await lockFile(place.path, { busy, clock: dead, self: inContainer('one') })
    const second = await clock.runUntil(lockFile(place.path, { busy, clock, self: inContainer('two') }))
    expect(clock.now()).toBeGreaterThan(20_000)
    // Woken again, the first one learns it, and does not take the second one's lock with it.
    await dead.advance(5_000)
    await expect(first.check()).rejects.toThrow(Busy)
    expect(first.lost.reason).toBeInstanceOf(Busy)
    await first.release()
    await second.check()
    await second.release()
  })

  it('takes over a takeover that a crash cut short, and a file that is none of ours', async () => {
    await using place = await scratch()
    const dead = { ...ownIdentity(), start: 'earlier' }
    await writeFile(place.path, JSON.stringify({ ...dead, token: 'a' }))
    await writeFile(`${place.path}.next`, JSON.stringify({ ...dead, token: 'b' }))
    const first = await lockFile(place.path, { busy })
    await first.release()
    expect(await readdir(place.folder)).toEqual([])
    await writeFile(place.path, '4211')
    const clock = createManualClock()
    await using second = await clock.runUntil(lockFile(place.path, { busy, clock }))
    await second.check()
  })

  it('throws what the file system says', async () => {
    await using place = await scratch()
    const missing = lockFile(join(place.folder, 'missing', 'lock'), { busy })
    await expect(missing).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('isRunning', () => {
  const own = ownIdentity()
  it('knows itself, a reused pid, and what it cannot know', () => {
    expect(isRunning(own)).toBe(true)
    expect(isRunning({ ...own, start: 'earlier' })).toBe(false)
    expect(isRunning({ ...own, pid: 2 ** 30 })).toBe(false)
    expect(isRunning({ ...own, host: 'elsewhere' })).toBeNull()
    expect(isRunning({ ...own, space: 'another container' })).toBeNull()
  })
})

/** Start time of a process as the lock would note it; null where the system does not say. */
async function readStart(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  return JSON.stringify(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null)
}
