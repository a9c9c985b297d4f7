import { closeSync, constants, existsSync, openSync } from 'node:fs'
import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodePrefix } from './frame.js'
import { failed } from './nameless-file.js'
import { createPartsReader } from './read-parts.js'
import { createSpool, type Spool, type SpoolOwner } from './spool.js'

const one = { address: '192.0.2.1', hotkey: 'one' }
const two = { address: '192.0.2.2', hotkey: 'two' }
const full = expect.objectContaining({ code: 'SPOOL_FULL' })

/** True if the system and its temporary folder have files that never have a name. */
function hasNamelessFiles(): boolean {
  try {
    closeSync(openSync(tmpdir(), 0o20000000 | constants.O_DIRECTORY | constants.O_RDWR, 0o600))
    return process.platform === 'linux'
  } catch {
    return false
  }
}

/** A message of which this many bytes are written. */
async function holding(spool: Spool, owner: SpoolOwner, size: number) {
  const account = spool.enter(owner)
  await (await account.open(size)).write([Buffer.alloc(size)])
  return account
}

describe('disk space', () => {
  it('defect: a peer without a key took the disk space by words alone', async () => {
    const spool = createSpool({ maxBytes: 1_000, above: 0 })
    for (let n = 0; n < 10; n++) {
      const reader = createPartsReader({ account: spool.enter(one), maxBytes: 10_000 })
      const head = Buffer.from('{"$part":0}')
      await reader.push(Buffer.concat([encodePrefix(head.length, [900]), head]))
    }
    expect(spool.used()).toBe(0)
    const honest = await holding(spool, two, 900)
    honest.keep()
    expect(spool.used()).toBe(900)
  })

  it('defect: peers without a key, or miners that stall, kept the disk space from others', async () => {
    const spool = createSpool({ maxBytes: 1_000 })
    const rogue = await holding(spool, one, 500)
    const second = await holding(spool, { ...one, hotkey: 'other' }, 400)
    const honest = await holding(spool, two, 300)
    expect(() => rogue.keep()).toThrow(full)
    second.keep()
    honest.keep()
    expect(spool.used()).toBe(700)
    await expect(holding(spool, one, 400)).rejects.toThrow(full)
    expect(spool.used()).toBe(700)
    honest.release()
    second.release()
    expect(spool.used()).toBe(0)
  })

  it('makes the sender who holds most give way, even to itself', async () => {
    const spool = createSpool({ maxBytes: 1_000 })
    const honest = await holding(spool, two, 300)
    const first = await holding(spool, one, 400)
    const next = await holding(spool, one, 500)
    expect(() => first.keep()).toThrow(full)
    const proven = await holding(spool, { ...two, isProven: true }, 700)
    expect(() => next.keep()).toThrow(full)
    honest.keep()
    proven.keep()
  })

  it('defect: a message that gave way wrote on to the number of a closed file', async () => {
    const spool = createSpool({ maxBytes: 1_000 })
    const account = spool.enter(one)
    const file = await account.open(600)
    await file.write([Buffer.alloc(500)])
    await holding(spool, two, 300)
    await holding(spool, { ...two, isProven: true }, 400)
    await expect(file.write([Buffer.alloc(100)])).rejects.toThrow(full)
    await expect(account.open(1)).rejects.toThrow(full)
  })
})

describe('the folder', () => {
  it('defect: a folder that does not exist was found out by the first large message', () => {
    const directory = join(tmpdir(), 'does', 'not', 'exist')
    expect(() => createSpool({ directory })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
    // Nothing uses it.
    createSpool({ directory }, false)
  })

  it('defect: errors of our own disk had no code', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'spool-'))
    const spool = createSpool({ directory })
    await rm(directory, { recursive: true })
    const opening = spool.enter(one).open(1)
    await expect(opening).rejects.toMatchObject({
      code: 'SPOOL_FAILED',
      details: { action: 'opened', reason: 'ENOENT' },
    })
  })

  it.runIf(hasNamelessFiles())('defect: a kill between creation and removal left a file', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'spool-'))
    try {
      const before = await stat(directory, { bigint: true })
      const account = createSpool({ directory }).enter(one)
      await account.open(1)
      // A name, however short its time, would have changed the folder.
      expect(await stat(directory, { bigint: true })).toMatchObject({ mtimeNs: before.mtimeNs })
      account.release()
    } finally {
      await rm(directory, { recursive: true })
    }
  })

  // A device on which every write fails as on a full disk stands for one.
  it.runIf(existsSync('/dev/full'))('has its own code for a full disk', async () => {
    await using device = await open('/dev/full', 'w')
    const writing = device.writev([Buffer.alloc(1)]).catch(failed('written'))
    await expect(writing).rejects.toMatchObject({ code: 'SPOOL_FAILED', status: 503 })
  })
})
