import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BundledPrograms, bundlePrograms } from '@subnetkit/base/testing'
import { postgresMissing, startTestPostgres } from '@subnetkit/core/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLives, survive } from './testing/ledger-life.js'

const script = fileURLToPath(new URL('./testing/ledger-child.ts', import.meta.url))
const missing = postgresMissing()
const root = mkdtempSync(join(tmpdir(), 'subnetkit-ledger-'))
let programs: BundledPrograms
beforeAll(async () => {
  programs = await bundlePrograms([script])
})
afterAll(async () => {
  await programs?.[Symbol.asyncDispose]()
  rmSync(root, { recursive: true, force: true })
})

it('killed at 50 points in a folder, a ledger keeps no reservation beyond its time and charges nothing twice', async () => {
  expect(await survive(createLives(programs.file(script), 'directory', join(root, 'store')), 50)).toEqual([])
})

it.skipIf(missing !== null)(
  `and at 50 points on PostgreSQL${missing ? ` (skipped: ${missing})` : ''}`,
  async () => {
    await using server = await startTestPostgres()
    const url = await server.createDatabase()
    expect(await survive(createLives(programs.file(script), 'url', url), 50)).toEqual([])
  },
)
