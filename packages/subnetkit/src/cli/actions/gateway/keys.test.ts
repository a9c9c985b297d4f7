import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '@subnetkit/core/validator'
import { openKeyAdmin, serveAdmin } from '@subnetkit/gateway'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseCommandLine } from '../../program/parse.js'
import { runInProcess } from '../../testing/cli.js'
import { callLines } from './call-lines.js'

let folder: string
let close = async () => {}
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-keys-'))
  // As a running gateway does: no other process can open its database.
  const database = await openDatabase({ memory: true })
  const socket = await serveAdmin(join(folder, 'admin.sock'), await openKeyAdmin(database))
  close = async () => {
    await socket[Symbol.asyncDispose]()
    await database[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }
})
afterAll(() => close())

const keys = (line: string) =>
  runInProcess(['gateway', 'keys', ...line.split(' '), '--gateway-directory', folder])

it('makes, lists, limits and revokes keys of a gateway that runs', async () => {
  const made = JSON.parse((await keys('create --name notebook --cap 500 --period day --json')).stdout)
  expect(made).toMatchObject({
    key: expect.stringMatching(/^sn_live_\w+$/),
    budgets: expect.arrayContaining([
      { name: `key:${made.id}`, cap: 500, periodMs: 86_400_000, spent: 0, reserved: 0 },
    ]),
  })
  const limited = JSON.parse((await keys(`limit ${made.id} --requests 60 --cap none --json`)).stdout)
  expect(limited).toMatchObject({
    requestsPerMinute: 60,
    budgets: expect.arrayContaining([expect.objectContaining({ cap: null })]),
  })
  expect(limited.organic).toBe('off')
  const agreed = JSON.parse((await keys(`limit ${made.id} --consent scores --json`)).stdout)
  expect(agreed).toMatchObject({ organic: 'scores', requestsPerMinute: 60 })
  expect((await keys('list')).stdout).toMatch(/notebook +active +scores +0 +– +– +60/)
  await keys(`revoke ${made.id}`)
  const { stdout } = await keys('list')
  expect(stdout).toContain('revoked')
  expect(stdout).not.toContain(made.key)
})

it('makes keys that are paid for in TAO, whose cap nobody sets', async () => {
  const made = JSON.parse(
    (await keys('create --name paid --prepaid --project shop --project-cap 900 --period day --json')).stdout,
  )
  expect(made).toMatchObject({ prepaid: true, depositAddress: null })
  expect(made.budgets).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: `key:${made.id}`, cap: 0, periodMs: null }),
      expect.objectContaining({ name: 'project:shop', cap: 900, periodMs: 86_400_000 }),
    ]),
  )
  for (const line of [`limit ${made.id} --cap 5`, 'create --prepaid --cap 5'])
    expect((await keys(line)).stderr).toContain('KEY_PREPAID')
  expect((await runInProcess(['gateway', 'deposits', '--gateway-directory', folder])).stdout).toContain(
    'no deposits',
  )
})

it.each([
  ['sell', 2],
  ['revoke', 2],
  ['revoke none', 1],
  ['create --cap -5', 2],
])('refuses keys %s', async (line, code) => {
  expect((await keys(line)).code).toBe(code)
})

it('takes the module after its name alone', () => {
  for (const line of ['gateway ./subnet.ts --netuid 3', 'gateway --netuid 3'])
    expect(parseCommandLine(line.split(' '))).toMatchObject({
      ...{ kind: 'run', invocation: { command: 'gateway run' } },
    })
  expect(parseCommandLine(['gateway', 'kyes'])).toMatchObject({ kind: 'refused' })
})

it('prints lines that name the model and the address', () => {
  const lines = callLines({
    url: 'http://127.0.0.1:8080',
    model: 'text',
    views: { chat: {} as never },
    synapses: [],
  })
  expect(lines.match(/http:\/\/127\.0\.0\.1:8080\/v1/g)).toHaveLength(2)
})

it('defect: the lines of a subnet without a chat ask what it answers', () => {
  const at = { url: 'http://127.0.0.1:8080', model: 'm', synapses: ['add'] }
  const lines = (views: object) => callLines({ ...at, views }).match(/8080\/\S+/g)
  expect(lines({ image: {} })?.[0]).toBe('8080/v1/images/generations')
  expect(lines({ files: {} })).toEqual(['8080/v1/objects/README.md'])
  expect(lines({ json: {} })).toEqual(['8080/v1/models/m', '8080/v1/json'])
  expect(lines({})).toEqual(['8080/subnets/m/add'])
})
