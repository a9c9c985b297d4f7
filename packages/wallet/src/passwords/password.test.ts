import { mkdir, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/wire/keyfile-env.json' with { type: 'json' }
import { codeOf } from '../testing/code-of.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { type PasswordSources, resolvePassword } from './password.js'
import { checkPassword } from './password-rule.js'
import { decodePassword, encodePassword, passwordVariable } from './password-variable.js'

const path = '/w/default/coldkey'
const variable = 'BT_PW__W_DEFAULT_COLDKEY'

async function resolve(sources: PasswordSources, of = path): Promise<[string, string]> {
  const { source, reveal } = await resolvePassword(of, { env: {}, ...sources })
  return [source, reveal()]
}

describe('the variable of a keyfile', () => {
  it.each(vectors.cases)('is named and filled for $path', ({ path, env_var, password, env_value_base64 }) => {
    expect(passwordVariable(path)).toBe(env_var)
    expect(encodePassword(env_var, password)).toBe(env_value_base64)
    expect(decodePassword(env_var, env_value_base64)).toBe(password)
  })

  it('gives back every password', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme' }), (name, password) => {
        expect(decodePassword(name, encodePassword(name, password))).toBe(password)
      }),
    )
  })

  it.each(['!!!', 'KiExJDItbQ', '/////w=='])('refuses %s', async (value) => {
    expect(await codeOf(() => decodePassword('BT_PW_X', value))).toBe('PASSWORD_UNREADABLE')
  })
})

describe('resolvePassword', () => {
  it('asks its sources in the order of the official tools', async () => {
    await using folder = await temporaryFolder()
    const [first, second] = [join(folder.path, 'first'), join(folder.path, 'second')]
    await writeFile(first, '\n  from the first file \n')
    await writeFile(second, 'from the second file')
    const env: Record<string, string> = {
      BT_WALLET_PASSWORD: 'plain',
      [variable]: encodePassword(variable, 'mixed'),
      BT_WALLET_PASSWORD_FILE: second,
    }
    const sources = { password: 'given', env, passwordFile: first, prompt: async () => 'typed' }
    expect(await resolve(sources)).toEqual(['the caller', 'given'])
    expect(await resolve({ ...sources, password: '' })).toEqual(['BT_WALLET_PASSWORD', 'plain'])
    env.BT_WALLET_PASSWORD = ''
    expect(await resolve({ ...sources, password: '' })).toEqual([variable, 'mixed'])
    delete env[variable]
    expect(await resolve({ env, passwordFile: first })).toEqual([
      `the password file ${first}`,
      'from the first file',
    ])
    expect(await resolve({ env })).toEqual([`the password file ${second}`, 'from the second file'])
    await writeFile(second, ' \n')
    expect(await resolve({ env, prompt: async () => 'typed' })).toEqual(['the prompt', 'typed'])
    expect(await codeOf(() => resolve({ env, prompt: async () => undefined }))).toBe('PASSWORD_MISSING')
  })

  it('knows the variable of a path in the home folder by either name', async () => {
    const [short, long] = ['~/w/coldkey', join(homedir(), 'w/coldkey')]
    for (const name of [passwordVariable(short), passwordVariable(long)]) {
      const env = { [name]: encodePassword(name, 'secret') }
      expect(await resolve({ env }, short)).toEqual([name, 'secret'])
      expect(await resolve({ env }, long)).toEqual([name, 'secret'])
    }
  })

  it('tells the prompt what it asks for', async () => {
    const asked: unknown[] = []
    const prompt = async (request: unknown) => `${asked.push(request)}`
    await resolvePassword(path, { env: {}, prompt }, 'encrypt')
    expect(asked).toEqual([{ path, purpose: 'encrypt' }])
  })

  it('refuses a password file that is missing, a folder or endless', async () => {
    await using folder = await temporaryFolder()
    await mkdir(join(folder.path, 'folder'))
    for (const passwordFile of [join(folder.path, 'none'), join(folder.path, 'folder'), '/dev/zero']) {
      expect(await codeOf(() => resolve({ passwordFile }))).toBe('PASSWORD_UNREADABLE')
    }
  })

  it('names the variable that would have helped, and shows no password', async () => {
    await expect(resolve({})).rejects.toMatchObject({ fix: expect.stringContaining(variable) })
    expect(inspect(await resolvePassword(path, { password: 'hunter2' }), { showHidden: true })).not.toContain(
      'hunter2',
    )
  })
})

describe('a new password', () => {
  it.each(['', 'Ab1!x', 'aaaaaaB', 'abcdefgh', '12345678', 'onlysmallletter'])(
    'may not be %j',
    async (weak) => {
      expect(await codeOf(() => checkPassword(weak))).toBe('PASSWORD_WEAK')
    },
  )

  it.each(['Abcdef', 'hunter2x', 'correct horse', 'quitelongsmallletters'])('may be %j', (strong) => {
    expect(() => checkPassword(strong)).not.toThrow()
  })
})
