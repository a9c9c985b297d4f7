import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../store/open-database.js'
import { openLeaseIdentity } from './identity.js'

const subject = { genesisHash: `0x${'11'.repeat(32)}`, netuid: 3, mechanism: 0, hotkey: '5V' }

test('a process that follows on a store, such as after an update, holds its lease under the same id', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'subnet-lease-'))
  const read = async (of = subject) => {
    await using database = await openDatabase({ directory })
    return (await openLeaseIdentity(database, of)).read()
  }
  try {
    const before = await read()
    expect(before).toMatchObject({ active: true, holder: expect.stringMatching(/^[0-9a-f]{32}$/) })
    expect(await read()).toEqual(before)
    expect((await read({ ...subject, mechanism: 1 })).holder).not.toBe(before.holder)
  } finally {
    await rm(directory, { recursive: true })
  }
})
