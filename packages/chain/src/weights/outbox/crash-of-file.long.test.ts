import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dieEverywhere } from '../testing/crash-points.js'
import { openOutboxFile } from './file-store.js'

/** Generous: it ends a hang, it does not judge speed. */
const timeout = 240_000

test('weights in the open land once, wherever the process died; from a file', { timeout }, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'subnetkit-crash-'))
  const path = join(directory, 'outbox.json')
  let copies = 0
  let last: AsyncDisposable | undefined
  const keepFile = async () => {
    const copy = join(directory, `${++copies}.json`)
    await copyFile(path, copy).catch(() => undefined)
    return async () => {
      await last?.[Symbol.asyncDispose]()
      const opened = await openOutboxFile(copy)
      last = opened
      return opened
    }
  }
  try {
    await using first = await openOutboxFile(path)
    expect(await dieEverywhere('plain', keepFile, first)).toBeGreaterThanOrEqual(15)
    await last?.[Symbol.asyncDispose]()
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})
