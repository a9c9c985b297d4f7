import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runInProcess } from './testing/cli.js'

const phrase = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
const seed = `0x${'6f'.repeat(32)}`
const password = 'Correct-Horse-77'
const dead = 'ws://127.0.0.1:1'

let home = ''
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'subnet-slips-'))
})
afterAll(() => rm(home, { recursive: true }))

/** Runs a command in text and as JSON, and refuses to go on when any part of a secret was shown. */
async function slip(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const runs = []
  for (const more of [[], ['--json'], ['--verbose']]) {
    const run = await runInProcess([...argv, ...more], { env: { HOME: home, ...env } })
    const text = (run.stdout + run.stderr).toLowerCase()
    for (const part of ['winner', 'sausage', '6f6f6f6f', 'correct-horse', 'horse-77']) {
      expect(text).not.toContain(part)
    }
    runs.push(run)
  }
  const [run, json] = runs
  return {
    code: run?.code,
    text: `${run?.stdout}${run?.stderr}`,
    error: json?.json<{ error: { code: string } }>().error,
  }
}

describe('defect: a secret typed in the wrong place is repeated on the screen', () => {
  const typed: readonly (readonly string[])[] = [
    ['wallet', 'regen', 'coldkey', '--secret-file', phrase],
    ['wallet', 'regen', 'coldkey', '--secret-file', seed],
    ['wallet', 'regen', 'coldkey', '--mnemonic', phrase],
    ['wallet', 'regen', 'coldkey', '--mnemonic', ...phrase.split(' ')],
    ['wallet', 'regen', 'coldkey', `--mnemonic=${phrase}`],
    ['wallet', 'regen', 'coldkey', `--seed=${seed}`],
    ['wallet', 'regen', 'coldkey', ...phrase.split(' ')],
    ['wallet', 'regen', phrase],
    ['wallet', 'create', `--password=${password}`],
    ['wallet', 'create', '--password', password],
    ['wallet', 'create', '--words', phrase],
    ['wallet', phrase],
    ['wallet', ...phrase.split(' ')],
    [phrase],
    ['wallet', 'show', '-w', phrase],
    ['wallet', 'show', '-H', seed],
    ['metagraph', '--netuid', phrase],
    ['metagraph', '--netuid', '1', '-n', phrase],
    ['metagraph', '--netuid', '1', '--state-dir', phrase],
    ['hyperparams', 'lint', phrase],
    ['weights', 'set', '--netuid', '1', '--weights-file', seed],
    ['signer', '--allow', phrase],
  ]
  test.each(typed.map((argv) => [argv.join(' ').slice(0, 60), argv] as const))('%s', async (_, argv) => {
    const { code, error } = await slip(argv)
    expect([code, error?.code]).toEqual([2, 'SECRET_ON_COMMAND_LINE'])
  })

  test.each([
    [['wallet', password]],
    [[password]],
    [['wallet', 'create', password]],
    [['wallet', 'regen', password]],
    [['wallet', 'regen', 'coldkey', '--secret-file', password]],
    [['wallet', 'create', '--words', password]],
    [['metagraph', '--netuid', '1', '--sort', password]],
    [['stake', '--netuid', '1', '--amount', password]],
    [['weights', 'set', '--netuid', '1', '--uids', password, '--weights', '1']],
    [['metagraph', '--netuid', '1', '-n', password]],
    [['metagraph', '--netuid', '1', '--timeout', password]],
    [['doctor', '--axon', password]],
  ])('a password, which has no shape: %j', async (argv) => {
    const { code } = await slip(argv)
    expect(code).toBeGreaterThan(0)
  })

  test('defect: the seed of draws and the hash of a package counted as secrets', async () => {
    const codeOf = async (...argv: readonly string[]) =>
      (await runInProcess([...argv, '--json'], { env: { HOME: home } })).json<{ error: { code: string } }>()
        .error.code
    expect(await codeOf('dev', '--seed', 'abc')).toBe('USAGE')
    expect(await codeOf('verify-package', join(home, 'none'), '--hash', seed.slice(2))).toBe('FILE_INVALID')
    expect(await codeOf('dev', '--seed', seed)).toBe('SECRET_ON_COMMAND_LINE')
    expect(await codeOf('wallet', 'show', '--hash', seed.slice(2))).toBe('SECRET_ON_COMMAND_LINE')
  })

  test('a password of the environment, wherever it went', async () => {
    const { code } = await slip(['wallet', 'show', '-w', password], { BT_WALLET_PASSWORD: password })
    expect(code).toBe(1)
  })

  test('a file with a secret in place of a JSON file', async () => {
    for (const [at, secret] of [phrase, seed, `{"a": ${phrase}}`].entries()) {
      const path = join(home, `secret-${at}`)
      await writeFile(path, secret)
      const { error, text } = await slip(['hyperparams', 'lint', path])
      expect([error?.code, text]).toEqual(['FILE_INVALID', expect.stringContaining('it is not JSON')])
    }
  })

  test('a secret that was read but is no key', async () => {
    const path = join(home, 'wrong')
    await writeFile(path, `${phrase} sausage`)
    const { error } = await slip(['wallet', 'regen', 'hotkey', '--secret-file', path])
    expect(error?.code).toBe('KEY_INVALID')
  })
})

describe('defect: the key inside the URL of an endpoint is repeated on the screen', () => {
  test.each([
    [`${dead}/?apikey=${password}`],
    [`ws://user:${password}@127.0.0.1:1`],
    [`${dead}/v1/${password}-0123456789`],
    [`http://127.0.0.1:1/?apikey=${password}`],
    [`ws://${password}@[`],
  ])('%s', async (url) => {
    await slip(['metagraph', '--netuid', '1', '--timeout', '2', '-n', url])
    await slip(['doctor', '--timeout', '2', '--chain', url])
    await slip(['metagraph', '--netuid', '1', '--timeout', '2'], { BT_NETWORK: url })
    await slip(['wallet', url])
  })
})
