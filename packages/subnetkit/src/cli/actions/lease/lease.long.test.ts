import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { connectChain } from '@subnetkit/chain'
import {
  createLeaseHolder,
  createLeasePort,
  keepLease,
  openDatabase,
  openLeaseIdentity,
  openStore,
  readLeaseIdentity,
} from '@subnetkit/core/validator'
import { createKeypair, loadHotkey } from '@subnetkit/wallet'
import { expect, test } from 'vitest'
import { createCliChain } from '../../testing/chain.js'
import { adderModule, createNeuronChain, runUntil } from '../../testing/neurons.js'

test('a lease is shown without a change to the store, and released with a claim that is not final yet', async () => {
  await using cli = await createCliChain({ finalityDelay: 3 }, ['val'])
  const { devnet, home } = cli
  const netuid = 1
  await cli.run(`register -H val --netuid ${netuid} --yes`)
  const directory = join(home, 'store')
  const hotkey = await loadHotkey({ name: 'rich', hotkey: 'val', path: join(home, '.bittensor/wallets') })
  await using client = await connectChain({ endpoint: devnet.url! })
  const place = { netuid, mechanism: 0, hotkey: hotkey.address }
  const subject = { genesisHash: client.status().genesisHash, ...place }
  const run = async <T = object>(line: string, code = 0) =>
    (await cli.run(`lease ${line} -H val --netuid ${netuid} --json`, { code })).json<T>()
  const status = async () => (await run<{ leases: object[] }>(`status --directory ${directory}`)).leases[0]
  /** Opens the store as its validator does. */
  async function inStore<T>(work: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>) {
    await using database = await openDatabase({ directory })
    return await work(database)
  }

  for (const line of ['status', 'release --yes', 'take']) {
    const refused = await run(`${line} --directory ${directory}`, 2)
    expect(refused).toMatchObject({ error: { code: 'USAGE' } })
  }
  expect(existsSync(directory)).toBe(false)

  await inStore((database) =>
    openStore({ database, genesisHash: subject.genesisHash, netuid, validator: hotkey.address }),
  )
  expect(await status()).toMatchObject({ own: null, active: true, lease: null, standing: { kind: 'free' } })
  const own = await inStore(async (database) => {
    expect(await readLeaseIdentity(database, subject)).toBeNull()
    const identity = await openLeaseIdentity(database, subject)
    await keepLease(client, hotkey, place, createLeaseHolder(createLeasePort(client, place), identity, place))
    return (await identity.read()).holder
  })

  const mining = setInterval(() => devnet.mine(), 200)
  const { released } = await run<{ released: { through: number }[] }>(
    `release --yes --directory ${directory}`,
  ).finally(() => clearInterval(mining))
  const through = released[0]!.through
  expect(through).toBeLessThanOrEqual(devnet.head.number + 72)
  devnet.mine(4)
  expect(await status()).toMatchObject({ own, active: false, standing: { kind: 'held', through } })
})

test('a validator moves by the commands of the guide, word for word', async () => {
  await using chain = await createNeuronChain()
  const { devnet, home, env } = chain
  await chain.run(
    `wallet regen hotkey -w alice -H val --secret-file ${await chain.write('uri', '//validator-1')}`,
  )
  const guide = await readFile(new URL('../../../../../../docs/backup.md', import.meta.url), 'utf8')
  const [, block = ''] = /## Move to another machine\n\n```bash\n(.*?)```/s.exec(guide) ?? []
  const commands = block.split('\n').filter((line) => line.startsWith('subnet '))
  expect(commands).toHaveLength(3)
  const [backup, restore, validator] = commands.map((line) =>
    line
      .replace(/^subnet /, '')
      .replace('--netuid 3', `--netuid ${devnet.netuid}`)
      .replace('validator.backup', join(home, 'validator.backup'))
      .replace('./subnet.ts', adderModule),
  ) as [string, string, string]
  /** Variables of a machine, on which a devnet has leases, too. */
  const apiKey = 'k3y9f0a7b1c2d4e5f6g7'
  const on = (machine: string) => ({
    ...{ ...env, SUBNETKIT_DATABASE_DIRECTORY: join(home, machine), SUBNETKIT_VALIDATOR_LEASE: 'true' },
    ...{ SUBNETKIT_VALIDATOR_ROUND_BLOCKS: '4', SUBNETKIT_VALIDATOR_WEIGHTS_EVERY_BLOCKS: '1' },
    BT_NETWORK: `${devnet.network}/?apikey=${apiKey}`,
  })
  const of = { network: devnet.network, place: { netuid: devnet.netuid, mechanism: 0 } }
  const { address } = createKeypair('//validator-1')
  await using client = await connectChain({ endpoint: of.network })
  const port = createLeasePort(client, { ...of.place, hotkey: address })
  const prompter = { confirm: async () => true, password: async () => null }
  /** Runs the validator of a machine until it sets weights. */
  const validate = (machine: string) =>
    runUntil(
      { ...chain, run: (line, more) => chain.run(line, { ...more, env: on(machine) }) },
      validator,
      'weights of round',
    )
  const run = async (line: string, machine: string) => {
    const done = await chain.run(line, { env: on(machine), prompter })
    expect([done.code, done.stderr]).toEqual([0, expect.any(String)])
    return done
  }
  const miner = await runUntil(chain, `miner ${adderModule} -H miner --port 0`, ' serves ', async () => {
    await validate('old')
    const before = (await port.final()).lease!
    await run(backup, 'old')
    const file = await readFile(join(home, 'validator.backup'))
    const content = gunzipSync(file.subarray(0, -48)).toString()
    const keyfile = await readFile(join(home, '.bittensor/wallets/alice/hotkeys/val'), 'utf8')
    const secrets = Object.entries(JSON.parse(keyfile) as Record<string, string>).flatMap(([name, value]) =>
      /secret|private/i.test(name) ? [value.replace(/^0x/, '')] : [],
    )
    expect(secrets.length).toBeGreaterThan(0)
    for (const secret of [apiKey, ...secrets]) expect(content).not.toContain(secret)
    await run(restore, 'new')
    devnet.chain.mine(80)
    await validate('new')
    const after = (await port.final()).lease!
    expect(after.holder).not.toBe(before.holder)
  })
  expect(miner.code).toBe(0)
})
