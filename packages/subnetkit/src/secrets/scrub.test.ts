import { expect, test } from 'vitest'
import { scrubbing, scrubLine, scrubText } from './scrub.js'

const phrase = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
const seed = '6f'.repeat(32)
const bytes = Uint8Array.from(Buffer.from(seed, 'hex'))

/** Secrets, and a part of each that must not be left over. */
const planted: readonly (readonly [secret: string, part: RegExp])[] = [
  [phrase, /sausage/i],
  [phrase.replaceAll(' ', '\n'), /sausage/i],
  [phrase.split(' ').slice(0, 9).join(' '), /sausage/i],
  [phrase.replaceAll(' ', ','), /sausage/i],
  [JSON.stringify(phrase.split(' ')), /sausage/i],
  [seed, /6f6f/i],
  [`0x${seed}`, /6f6f/i],
  [`${seed}${seed}`, /6f6f/i],
  [[...bytes].join(', '), /111, 111/],
  ['sn_live_4f9Kd02jsPq77', /4f9K/i],
  ['SN_TEST_4F9KD02JSPQ77', /4f9K/i],
  ['redis://default:hunter22@10.0.0.1:6379/0', /hunter22/i],
  ['postgres://subnet:hunter22@db.example/subnet?sslpassword=hunter22', /hunter22/i],
  ['wss://node.example/v1/0123456789abcdef0123', /0123456789/],
  ['//Alice//hard///hunter22', /hunter22/i],
  ['password=hunter22', /hunter22/i],
  ['walletPassword: "hunter 22"', /hunter/i],
  ['API_KEY=hunter22', /hunter22/i],
  ['authorization: Bearer hunter22abc', /hunter22/i],
]

const letters = [
  (text: string) => text,
  (text: string) => text.toUpperCase(),
  (text: string) => text.charAt(0).toUpperCase() + text.slice(1),
]

test.each(planted)('defect: %j in a line, in other letters, too', (secret, part) => {
  for (const spell of letters) {
    const text = scrubText(`cannot connect: ${spell(secret)}: refused`)
    expect(text).not.toMatch(part)
    expect(text).toMatch(/^cannot connect: .* refused$/s)
  }
})

test.each(planted)('defect: %j at every level of nesting of JSON', (secret, part) => {
  for (const spell of letters) {
    let value: unknown = { text: spell(secret), list: [spell(secret)] }
    for (let level = 0; level < 6; level++) value = level % 2 === 0 ? [value] : { inner: value, n: level }
    const line = scrubLine(JSON.stringify({ error: new Error('x'), value }, scrubbing))
    expect(line).not.toMatch(part)
    expect(() => JSON.parse(line)).not.toThrow()
  }
})

test('defect: values under the name of a secret are hidden whatever their shape', () => {
  const value = { a: { Mnemonic: { words: 'x y' }, apiKey: 'k', SEED: [1, 2], hasPassword: true, tokens: 5 } }
  expect(JSON.parse(JSON.stringify({ value, bytes }, scrubbing))).toEqual({
    value: {
      a: { Mnemonic: '[hidden]', apiKey: '[hidden]', SEED: '[hidden]', hasPassword: true, tokens: 5 },
    },
    bytes: expect.not.stringContaining('111'),
  })
})

test.each([
  'Use strings, finite numbers, bigints, booleans, null, arrays and plain objects.',
  'round 40: 4 absent (HANDLER_FAILED from uid 2), 1 malformed (RESPONSE_MALFORMED from uid 5)',
  'lost wss://entrypoint-finney.opentensor.ai:443: the socket closed; it connects again',
  '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty serves adder v3 on subnet 2 (uid 1) at http://127.0.0.1:8091',
  'weights of round 40 are set at block 52: uid 1 (5FHneW46…) = 65535, uid 2 = 12, uid 3 = 7',
  'block 0x2f0555cc…5ab36c03 at 2026-11-29T12:00:00.000Z, see https://example.com/a?page=2',
])('leaves alone: %s', (line) => expect(scrubText(line)).toBe(line))
