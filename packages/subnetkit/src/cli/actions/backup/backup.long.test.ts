import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { openDatabase, openLeaseIdentity, openStore } from '@subnetkit/core/validator'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInProcess } from '../../testing/cli.js'

const genesis = `0x${'ab'.repeat(32)}`
const hotkey = createKeypair('//Alice').address
const secrets = ['hunter2hunter', 'tokentoken9tokentoken9', 'k3y9f0a7b1c2d4e5f6g7']
/** Variables of the process have others. */
const inEnvironment = ['hunter3hunter3', 'tokentoken8tokentoken8']
let home: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'subnetkit-backup-cli-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

const run = (line: string) =>
  runInProcess([...line.split(' '), '-H', hotkey, '--json'], {
    env: {
      ...{ HOME: home, SUBNETKIT_REDIS_URL: `redis://:${inEnvironment[0]}@127.0.0.1:6379` },
      ...{ SUBNETKIT_VALIDATOR_DASHBOARD_TOKEN: inEnvironment[1]! },
    },
  })

test('a running validator is copied into one file without secrets, and restored into a folder', async () => {
  const at = (name: string) => join(home, name)
  const config = {
    subnet: { netuid: 3 },
    database: { directory: at('live') },
    redis: { url: `redis://:${secrets[0]}@127.0.0.1:6379` },
    network: { endpoints: [`wss://node.example/?apikey=${secrets[2]}`] },
    validator: { dashboard: { token: secrets[1] } },
  }
  await writeFile(at('subnet.config.json'), JSON.stringify(config))
  const of = { genesisHash: genesis, netuid: 3, validator: hotkey }
  await using live = await openDatabase({ directory: at('live') })
  const store = await openStore({ database: live, ...of })
  await store.openRound({
    ...{ number: 100, roundBlocks: 100, closesAt: 300, version: '1', drawnAs: 100 },
    ...{ secret: new Uint8Array(32).fill(7), secretHash: new Uint8Array(32).fill(8) },
  } as never)

  const written = await run(`backup ${at('file')} --config ${at('subnet.config.json')}`)
  expect(written.json()).toMatchObject({ netuid: 3, hotkey, genesis, block: 100 })
  expect((await stat(at('file'))).mode & 0o777).toBe(0o600)
  expect((await run(`backup ${at('file')} --verify`)).json()).toMatchObject({ verified: true, hotkey })
  const text = gunzipSync((await readFile(at('file'))).subarray(0, -48)).toString()
  for (const secret of [...secrets, ...inEnvironment]) expect(text).not.toContain(secret)
  expect(written.json<{ leftOut: string[] }>().leftOut).toEqual(
    expect.arrayContaining(['keys and mnemonics', 'validator.dashboard.token']),
  )

  const restore = `restore ${at('file')} --offline`
  const dry = await run(`${restore} --directory ${at('moved')} --dry-run`)
  expect(dry.json()).toMatchObject({ restored: false })
  expect(await readdir(home)).not.toContain('moved')
  expect((await run(`${restore} --directory ${at('live')}`)).json()).toMatchObject({
    error: { code: 'STORE_BUSY' },
  })
  const done = await run(`${restore} --directory ${at('moved')} --config-out ${at('config.json')}`)
  expect(done.json()).toMatchObject({ restored: true, store: at('moved') })
  expect(JSON.parse(await readFile(at('config.json'), 'utf8'))).toMatchObject({ subnet: { netuid: 3 } })
  {
    await using moved = await openDatabase({ directory: at('moved') })
    expect(await (await openStore({ database: moved, ...of })).rounds()).toEqual(await store.rounds())
    const lease = await openLeaseIdentity(moved, { genesisHash: genesis, netuid: 3, mechanism: 0, hotkey })
    expect(await lease.read()).toMatchObject({ active: false })
  }
  const take = await run(`lease take --directory ${at('moved')}`)
  expect(take.json()).toMatchObject({ netuid: 3, hotkey, dryRun: false })
  {
    await using moved = await openDatabase({ directory: at('moved') })
    const lease = await openLeaseIdentity(moved, { genesisHash: genesis, netuid: 3, mechanism: 0, hotkey })
    expect(await lease.read()).toMatchObject({ active: true })
  }
  expect((await run(`${restore} --directory ${at('moved')}`)).json()).toMatchObject({
    error: { code: 'STORE_NOT_EMPTY' },
  })
  expect((await run(`${restore} --directory ${at('other')} --netuid 4`)).json()).toMatchObject({
    error: { code: 'BACKUP_ELSEWHERE' },
  })
  // Nothing is made for a backup that does not fit.
  expect(await readdir(home)).not.toContain('other')
})
