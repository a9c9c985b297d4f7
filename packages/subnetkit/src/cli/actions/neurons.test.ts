import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInProcess } from '../testing/cli.js'
import { adderModule } from '../testing/neurons.js'

let home = ''
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'subnet-neurons-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

async function write(name: string, content: string): Promise<string> {
  const path = join(home, name)
  await writeFile(path, content)
  return path
}

const run = (line: string, env: Readonly<Record<string, string>> = {}) =>
  runInProcess([...line.split(' '), '--json'], { env: { SUBNETKIT_SUBNET_NETUID: '3', HOME: home, ...env } })

/** Code and exit code of a command that is refused before anything starts. */
async function refusal(line: string, env: Readonly<Record<string, string>> = {}) {
  const { code, json } = await run(line, env)
  return [code, json<{ error: { code: string } }>().error.code]
}

test('what is wrong is refused before anything starts', async () => {
  const bare = await write('bare.ts', `export { default } from ${JSON.stringify(adderModule)}`)
  const none = await write('none.ts', 'export const a = 1')
  const incomplete = await write('incomplete.ts', 'export const handlers = {}')
  const failing = await write('failing.ts', 'export default () => { throw new Error("no model") }')
  const miner = 'miner -H miner --port 0'
  expect(await refusal('miner')).toEqual([2, 'USAGE'])
  expect(await refusal(`${miner} ${adderModule}`, { SUBNETKIT_SUBNET_NETUID: '' })).toEqual([2, 'USAGE'])
  expect(await refusal(`${miner} ${none}`)).toEqual([1, 'SUBNET_NOT_EXPORTED'])
  expect(await refusal(`${miner} ${bare}`)).toEqual([1, 'HANDLERS_NOT_EXPORTED'])
  expect(await refusal(`${miner} ${bare} --handlers ${none}`)).toEqual([1, 'HANDLERS_NOT_EXPORTED'])
  expect(await refusal(`${miner} ${bare} --handlers ${incomplete}`)).toEqual([2, 'CONFIG_INVALID'])
  expect(await refusal(`${miner} ${bare} --handlers ${failing}`)).toEqual([1, 'MODULE_UNLOADABLE'])
  expect(await refusal(`${miner} no-such-package`)).toEqual([1, 'MODULE_NOT_FOUND'])
  expect(await refusal(`${miner} subnetkit/nothing`)).toEqual([1, 'MODULE_NOT_FOUND'])
  expect(await refusal('validator', { SUBNETKIT_SUBNET_NETUID: '' })).toEqual([2, 'USAGE'])
})

test('defect: devnet ignored options about a subnet where no module was given', async () => {
  const { code, json } = await run('devnet --miners 2 -w dev --save-hotkeys')
  expect([code, json()]).toMatchObject([
    2,
    { error: { code: 'USAGE', message: expect.stringContaining('--miners') } },
  ])
})

test('defect: a module whose value was refused had a general fix', async () => {
  const wrong = await write(
    'wrong.ts',
    "import { synapse } from 'subnetkit'\nsynapse({ deadline: 'soon' } as never)",
  )
  const { json } = await run(`protocol docs ${wrong}`)
  const { error } = json<{ error: { code: string; fix: string } }>()
  expect(error.code).toBe('MODULE_UNLOADABLE')
  expect(error.fix).not.toContain('without arguments, network or keys')
})

test('defect: handlers that need a package which is not installed lost the line that installs it', async () => {
  const lacking = await write(
    'lacking.ts',
    `import { defineErrors } from ${JSON.stringify(import.meta.resolve('@subnetkit/base'))}\n` +
      "const lacking = defineErrors({ READER_MISSING: { message: 'no reader', fix: 'Run npm install reader.' } })\nexport default () => { throw lacking('READER_MISSING', {}) }",
  )
  const bare = await write('bare-again.ts', `export { default } from ${JSON.stringify(adderModule)}`)
  const { json } = await run(`miner -H miner --port 0 ${bare} --handlers ${lacking}`)
  const { error } = json<{ error: { code: string; fix: string } }>()
  expect(error).toMatchObject({ code: 'MODULE_UNLOADABLE', fix: 'Run npm install reader.' })
})

test('a wrong setting is refused by the name under which it was given', async () => {
  const messageOf = async (line: string, env: Readonly<Record<string, string>> = {}) => {
    const { code, json } = await run(line, env)
    const { error } = json<{ error: { code: string; message: string; fix: string } }>()
    return [code, error.code, error.message, error.fix] as const
  }
  const config = await write('wrong.json', JSON.stringify({ miner: { prot: 8091 } }))
  const miner = `miner ${adderModule} -H miner`
  expect(await messageOf(`${miner} --config ${config}`)).toEqual([
    2,
    'CONFIG_INVALID',
    expect.stringContaining(`${config} miner: unknown option 'prot'`),
    'Rename prot to port, or remove it.',
  ])
  expect((await messageOf(`${miner} --port 99999`))[2]).toMatch(/^--port: 99999 is not/)
  expect((await messageOf(miner, { SUBNETKIT_MINER_PORT: 'x' }))[2]).toMatch(/^SUBNETKIT_MINER_PORT: /)
  expect((await messageOf(miner, { SUBNETKIT_MINER_PROT: '1' }))[3]).toContain('SUBNETKIT_MINER_PORT')
  expect((await messageOf(`${miner} --config ${config}.missing`)).slice(0, 2)).toEqual([2, 'CONFIG_INVALID'])
})

test('a hotkey that is none is refused, and the sentence names one', async () => {
  const env = { BT_WALLET: 'w', SUBNETKIT_SUBNET_NETUID: '' }
  const secret = await write('secret', '//Bob')
  const serve = `miner ${adderModule} --admit everyone --port 0`
  const error = async (line: string) => (await run(line, env)).json<{ error: Record<string, string> }>().error
  expect(await error(serve)).toMatchObject({
    code: 'HOTKEY_MISSING',
    fix: expect.stringContaining('--hotkey-only'),
  })
  await run(`wallet regen coldkey --no-password --secret-file ${secret}`, env)
  await run(`wallet regen hotkey -H twin --secret-file ${secret}`, env)
  expect(await error(`${serve} -H twin`)).toMatchObject({ code: 'COLDKEY_REFUSED' })
  for (const name of ['coldkey', 'other', '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty']) {
    expect(await error(`${serve} -H ${name}`)).toMatchObject({
      code: 'HOTKEY_MISSING',
      message: expect.stringContaining(name),
      fix: expect.stringContaining('twin'),
    })
  }
})
