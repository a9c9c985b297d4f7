import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@subnetkit/base'
import { type Database, openDatabase } from '@subnetkit/core/validator'
import { openKeyAdmin, serveAdmin } from '@subnetkit/gateway'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openGatewayState } from '../../../gateway/open-state.js'
import { reachGateway } from './open-admin.js'

let directory: string
/** Database of the gateway that starts. */
let database: Database
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'open-admin-'))
  database = await openGatewayState({ directory })
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await rm(directory, { recursive: true, force: true })
})

it('defect: keys were refused with a fix for validators while a gateway starts', async () => {
  let waits = 0
  const clock = {
    ...systemClock,
    sleep: async () => {
      waits += 1
    },
  }
  const refusal = await reachGateway({ directory }, { clock, progress: () => {} }).catch(
    (error: unknown) => error,
  )
  expect(refusal).toMatchObject({
    code: 'STORE_BUSY',
    fix: expect.stringContaining(`process ${process.pid}`),
  })
  expect(Object(refusal).fix).not.toMatch(/validat|Stop/)
  expect(waits).toBe(40)
  await expect(openGatewayState({ directory })).rejects.toMatchObject({
    ...{ code: 'STORE_BUSY', fix: expect.stringContaining('gateway.directory') },
  })
})

it('defect: keys are made once the gateway that starts listens', async () => {
  const memory = await openDatabase({ memory: true })
  let socket: AsyncDisposable | undefined
  const clock = {
    ...systemClock,
    async sleep() {
      socket ??= await serveAdmin(join(directory, 'admin.sock'), await openKeyAdmin(memory))
    },
  }
  const admin = await reachGateway({ directory }, { clock, progress: () => {} })
  expect('query' in admin).toBe(false)
  expect(socket).toBeDefined()
  await socket?.[Symbol.asyncDispose]()
  await memory[Symbol.asyncDispose]()
})
