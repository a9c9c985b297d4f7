import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRedactor } from './redact.js'
import { findTypedSecret, maskUrl, secretKind, secretsOfUrl } from './secrets.js'

const phrase = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
const seed = `0x${'6f'.repeat(32)}`

test.each([
  [phrase, 'a mnemonic'],
  [`  ${phrase.toUpperCase()}\n`, 'a mnemonic'],
  [phrase.replaceAll(' ', ','), 'a mnemonic'],
  [`${phrase}//hard/soft///password`, 'a mnemonic'],
  [seed, 'a seed or private key'],
  [seed.slice(2), 'a seed or private key'],
  [`${seed}${'6f'.repeat(32)}`, 'a private key'],
  ['//Alice///password', 'a secret URI'],
  ['5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty', null],
  ['/run/user/1000/val.sock', null],
  ['file:///home/u/x', null],
  ['wss://node.example/0x6f6f', null],
  ['1,0.5,0.25,0.125,0.1,0.1,0.1,0.1', null],
])('knows %j by its shape', (text, kind) => expect(secretKind(text)).toBe(kind))

test.each([
  [['wallet', 'regen', 'coldkey', '--secret-file', phrase], '--secret-file'],
  [['wallet', 'regen', `--mnemonic=${phrase}`], '--mnemonic'],
  [['wallet', 'regen', '--mnemonic', ...phrase.split(' ')], '--mnemonic'],
  [['wallet', ...phrase.split(' ')], 'the command line'],
  [['wallet', 'create', '--wallet.password', 'Correct-Horse-77'], '--wallet.password'],
  [['metagraph', '--netuid', seed], '--netuid'],
])('%j holds one', (argv, place) => expect(findTypedSecret(argv)?.place).toBe(place))

test.each([
  [['wallet', 'create', '--no-password']],
  [['wallet', 'regen', 'coldkey', '--secret-file', 'password.txt']],
  [['weights', 'set', '--netuid', '1', '--uids', '3', '--weights', '1', '--wait']],
  [['wallet', 'create', '--password', '--json']],
])('%j holds none', (argv) => expect(findTypedSecret(argv)).toBeNull())

test.each([
  ['ws://127.0.0.1:9944', 'ws://127.0.0.1:9944'],
  ['wss://user:pa55@node.example:443/archive', 'wss://node.example:443/archive'],
  ['wss://node.example/v1/0123456789abcdef', 'wss://node.example/v1/…'],
  ['ws://127.0.0.1:1/?apikey=x&y=z#f', 'ws://127.0.0.1:1/?…#…'],
])('masks %s', (url, shown) => {
  expect(maskUrl(url)).toBe(shown)
  expect(createRedactor([], {}).redact(`no chain at ${url}: refused`)).toBe(`no chain at ${shown}: refused`)
})

test.each([
  ['ws://k3y9f0a7b1c2d4e5f6g7.example.invalid/', 'ws://….example.invalid/'],
  ['wss://0b7a1d6e-3c5f-4a2b-9d8e-1f0a2b3c4d5e.node.example:443', 'wss://….node.example:443'],
  ['wss://entrypoint-finney.opentensor.ai:443', 'wss://entrypoint-finney.opentensor.ai:443'],
  ['wss://ec2-203-0-113-25.eu-central-1.example.com', 'wss://ec2-203-0-113-25.eu-central-1.example.com'],
  ['ws://[2001:db8::1]:9944', 'ws://[2001:db8::1]:9944'],
])('defect: a key in a subdomain is shown: %s', (url, shown) => {
  expect(maskUrl(url)).toBe(shown)
  const { redact } = createRedactor(['--chain', url], {})
  const host = new URL(url).hostname
  expect(redact(`getaddrinfo ENOTFOUND ${host}`).includes(host)).toBe(shown === url)
})

test('identity URLs and hashes are no secrets', () => {
  const text = `https://example.com/a?page=2 block 0x${'ab'.repeat(32)}`
  expect(createRedactor(['metagraph'], { HOME: '/home/u' }).redact(text)).toBe(text)
})

test('hides a secret as it is, escaped, in part, and in other letters', () => {
  const secret = 'pass "word"\nCorrect Horse'
  const { hide, redact } = createRedactor([], {})
  hide(secret)
  for (const shown of [
    secret,
    JSON.stringify(secret),
    secret.toUpperCase(),
    secret.replace('\n', ' '),
    encodeURIComponent(secret),
    `${secret.slice(0, 15)}…`,
    `…${secret.slice(-13)}`,
  ]) {
    const text = redact(`before ${shown} after`)
    expect([shown, text.startsWith('before '), text.endsWith(' after')]).toEqual([shown, true, true])
    expect(text.toLowerCase()).not.toMatch(/correct|word/)
  }
})

test('passwords of the environment and keys of endpoints are hidden wherever they appear', () => {
  const env = { BT_WALLET_PASSWORD: 'Correct-Horse-77', BT_NETWORK: 'wss://node.example/?key=token-1234' }
  const { redact } = createRedactor(['--chain', 'https://bob:hunter22@node.example'], env)
  expect(redact('Correct-Horse-77 token-1234 hunter22 node.example')).toBe(
    '[hidden] [hidden] [hidden] node.example',
  )
})

test('no twelve characters of a secret in a row survive', () => {
  fc.assert(
    fc.property(
      fc
        .string({ minLength: 12, maxLength: 80, unit: 'grapheme-ascii' })
        .filter((text) => text.trim().length >= 12),
      fc.string(),
      fc.string(),
      (secret, before, after) => {
        const { hide, redact } = createRedactor([], {})
        hide(secret)
        const shown = redact(before + secret + after)
        const kept = secret.trim()
        for (let at = 0; at + 12 <= kept.length; at += 1) expect(shown).not.toContain(kept.slice(at, at + 12))
      },
    ),
  )
})

test('defect: the user and the database of a server were blacked out wherever the word stood', () => {
  const url = 'postgres://validator:hunter2%21hunter@db:5432/validator?sslmode=verify-full'
  expect(secretsOfUrl(url)).toEqual(['hunter2%21hunter', 'hunter2!hunter'])
  expect(secretsOfUrl('redis://:hunter2hunter@r:6379/1')).toEqual(['hunter2hunter'])
  expect(secretsOfUrl('redis://hunter2hunter@r')).toEqual(['hunter2hunter'])
  expect(secretsOfUrl('redis+cluster://subnetkit:hunter2hunter@r:6379')).toEqual(['hunter2hunter'])
  expect(secretsOfUrl('redis://:hunter2hunter@r,rediss://u:hunter3hunter@s')).toEqual([
    'hunter2hunter',
    'hunter3hunter',
  ])
  expect(secretsOfUrl('postgres://validator@db/validator')).toEqual([])
})
