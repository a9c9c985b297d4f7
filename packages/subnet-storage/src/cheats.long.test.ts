import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createStorageSubnet } from './subnet.js'
import { playStorage } from './testing/play.js'
import { playedSettings, population } from './testing/population.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storage-cheats-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('no cheat earns more for a byte that it keeps than honest work, and none earns anything without', async () => {
  const rounds = 40
  const subnet = createStorageSubnet({ directory: join(folder, 'catalogue'), settings: playedSettings })
  const { standings } = await playStorage({ subnet, miners: population(rounds), rounds })
  const [[, honest] = [], ...others] = [...standings]
  if (!honest) throw new Error('nobody played')
  const perByte = honest.earned / honest.kept
  for (const [name, { earned, kept }] of others) {
    if (kept === 0) expect([name, earned / honest.earned < 0.01]).toEqual([name, true])
    // Half a quota earns half, so that two hotkeys on one disk earn what one does.
    else if (name.includes('half a quota') || name.includes('second hotkey'))
      expect([name, Math.abs(earned / kept / perByte - 1) < 0.1]).toEqual([name, true])
    else expect([name, earned / kept < perByte]).toEqual([name, true])
  }
})
