import { createServer } from 'node:net'
import { join } from 'node:path'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInProcess } from '../testing/cli.js'
import { adderModule, createNeuronChain, type NeuronChain, runUntil } from '../testing/neurons.js'

let chain: NeuronChain
beforeAll(async () => {
  chain = await createNeuronChain()
})
afterAll(() => chain[Symbol.asyncDispose]())

test('a miner and a validator of a module run rounds, a gateway beside it; stopped, all have succeeded', async () => {
  const config = await chain.write('validator.json', {
    subnet: { module: adderModule },
    database: { directory: './state' },
    validator: { roundBlocks: 4 },
    wallet: { hotkey: 'val' },
    gateway: { beside: true, port: 0, directory: './gateway', organic: { enabled: true } },
  })
  let validator: Awaited<ReturnType<typeof runUntil>> | undefined
  const miner = await runUntil(chain, `miner ${adderModule} -H miner --port 0`, ' serves ', async () => {
    const both = (all: string) => all.includes('weights of round') && all.includes('offers adder')
    validator = await runUntil(chain, `validator --config ${config} --json`, both)
  })
  expect([miner.code, validator?.code, validator?.stderr]).toEqual([
    0,
    0,
    expect.stringContaining(join(chain.home, 'state')),
  ])
  expect(miner.stderr).toContain('answered add (200, ')
  expect(validator?.stderr).toMatch(/offers adder of subnet-\d+ at http:/)
  expect(validator?.json()).toMatchObject({ netuid: chain.devnet.netuid, roundBlocks: 4 })
})

test('requests of users feed no scores without a gateway beside the validator', async () => {
  const config = await chain.write('organic.json', {
    subnet: { module: adderModule },
    wallet: { hotkey: 'val' },
    gateway: { organic: { enabled: true } },
  })
  const run = await chain.run(`validator --config ${config} --json`)
  expect([run.code, run.json()]).toMatchObject([
    2,
    { error: { code: 'USAGE', fix: expect.stringContaining('gateway.beside') } },
  ])
})

test('the logs are documents where the settings say so', async () => {
  const line = `miner ${adderModule} -H miner --port 0 --log-format json --publish false`
  const { stderr } = await runUntil(chain, line, '"serving"')
  const records = stderr.split('\n').flatMap((text) => (text.startsWith('{') ? [JSON.parse(text)] : []))
  expect(records.find(({ event }) => event === 'serving')).toMatchObject({ level: 'info', source: 'miner' })
})

test('a port in use is named', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const run = await chain.run(`miner ${adderModule} -H miner --port ${port}`)
  expect([run.code, run.stderr]).toEqual([2, expect.stringContaining(String(port))])
  server.close()
})

test('Ctrl-C while it connects ends it', async () => {
  const interrupt = new AbortController()
  const running = runInProcess(
    ['validator', adderModule, '-H', 'val', '-n', 'ws://127.0.0.1:1', '--timeout', '600'],
    {
      env: chain.env,
      signal: interrupt.signal,
    },
  )
  setTimeout(() => interrupt.abort(), 0)
  expect((await running).code).toBe(130)
})

test('defect: an option that a function refuses is named as it was given', async () => {
  const stderrOf = async (line: string) => (await chain.run(`miner ${adderModule} -H miner ${line}`)).stderr
  expect(await stderrOf('--host example.org')).toContain('setting miner.axon.host: ')
  expect(await stderrOf('--axon-host example.org')).toContain('--axon-host: ')
})

const once = (folder = 'once') =>
  `validator ${adderModule} -H val --round-blocks 16 --directory ${join(chain.home, folder)} --once`

test('--once runs one round and prints all of it', async () => {
  let run: Awaited<ReturnType<typeof runUntil>> | undefined
  let text = ''
  await runUntil(chain, `miner ${adderModule} -H miner --port 0`, ' serves ', async () => {
    run = await chain.run(`${once()} --json`)
    text = (await chain.run(once())).stdout
  })
  expect(run?.code).toBe(0)
  expect(run?.json()).toMatchObject({
    void: false,
    miners: 1,
    queries: [{ family: 'sum', outcome: 'scored', score: 1, reason: null }],
    scores: [{ uid: expect.any(Number), score: expect.any(Number), rounds: 1 }],
    weights: { outcome: expect.stringMatching(/^(set|not-due)$/) },
    troubles: [],
  })
  expect(text).toMatch(/^plan .* asks 1 miner$/m)
  expect(text).toMatch(/scored +\d+ ms +1\.000/)
})

test('--once of a void round fails, and Ctrl-C ends the wait for one', async () => {
  const run = await chain.run(`${once()} --allow-private false --json`)
  expect(run.json()).toMatchObject({ void: true, skipped: { code: 'NOBODY_REACHED' } })
  expect(run.code).toBe(1)
  const interrupt = new AbortController()
  const running = chain.run(once('other'), {
    signal: interrupt.signal,
    onStderr: (line) => void (line.includes('validates') && interrupt.abort()),
  })
  expect((await running).code).toBe(130)
})

test('defect: an interrupted --once printed nothing of what was done', async () => {
  const interrupt = new AbortController()
  const run = await chain.run(`${once('cut')} --allow-private false --json`, {
    signal: interrupt.signal,
    onStderr: (line) => void (line.includes('asks 1 miner') && interrupt.abort()),
  })
  expect([run.code, run.json()]).toMatchObject([130, { interrupted: true, miners: 1, weights: null }])
})

test('what the chain does not know is refused before anything starts', async () => {
  const errorOf = async (line: string) => {
    const { code, json } = await chain.run(`validator ${adderModule} --json ${line}`)
    return [code, json<{ error: { code: string } }>().error.code]
  }
  expect(await errorOf('-H val --netuid 99')).toEqual([1, 'SUBNET_UNKNOWN'])
  const secret = await chain.write('stranger', '//stranger')
  await chain.run(`wallet regen hotkey -H stranger --secret-file ${secret}`)
  expect(await errorOf('-H stranger')).toEqual([1, 'NOT_REGISTERED'])
  const coldkey = await chain.write('coldkey', '//miner-1//coldkey')
  await chain.run(`wallet regen hotkey -H owner --secret-file ${coldkey}`)
  expect(await errorOf('-H owner')).toEqual([1, 'COLDKEY_REFUSED'])
})

test('subnet devnet has the subnet and its neurons, and saves their hotkeys', async () => {
  const { code, stdout } = await runUntil(
    chain,
    `devnet ${adderModule} --port 0 --miners 2 -w fresh --save-hotkeys --json`,
    '"network"',
  )
  expect([code, JSON.parse(stdout)]).toMatchObject([
    0,
    { netuid: 2, saved: ['miner-1', 'miner-2', 'validator-1', 'owner'] },
  ])
  const shown = await chain.run('wallet show -w fresh -H validator-1 --json')
  expect(shown.json()).toMatchObject({
    hotkey: { address: createKeypair('//validator-1').address, canSign: true },
  })
})
