import { readFileSync } from 'node:fs'
import { isSubnetError } from '@subnetkit/base'
import { createKeypair, encodeAddress } from '@subnetkit/wallet'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { bodyHash, fieldHash } from './body-hash.js'
import { type ExactJson, parseExactJson, writeExactJson } from './exact-json.js'
import { inputObjectHeaders } from './input-objects.js'
import { buildLegacyHeaders, parseLegacyHeaders } from './legacy-headers.js'
import { exactFields, hashSynapse, legacySynapse, requiredFields } from './legacy-synapse.js'
import { refuseLegacyNonce } from './nonce-rule.js'
import { floatText, parseFloatText, parseIntText } from './python-float.js'
import { pythonRepr, pythonStr } from './python-str.js'
import { legacySigningMessage, signLegacyRequest, verifyLegacySignature } from './signature.js'
import { emptyTerminal } from './terminal-info.js'

/** Cases of a shared vector file, numbers as they are written. */
function casesOf(file: string): ReadonlyMap<string, ExactJson>[] {
  const url = new URL(`../../fixtures/wire/${file}.json`, import.meta.url)
  const parsed = parseExactJson(readFileSync(url, 'utf8')) as ReadonlyMap<string, ExactJson>
  return parsed.get('cases') as ReadonlyMap<string, ExactJson>[]
}

function plainCasesOf<T>(file: string): T[] {
  const url = new URL(`../../fixtures/wire/${file}.json`, import.meta.url)
  return (JSON.parse(readFileSync(url, 'utf8')) as { cases: T[] }).cases
}

describe('exact JSON', () => {
  test('keeps what JavaScript loses: digits, floats, the order of keys', () => {
    const text = '{"9":1,"2":1.0,"nonce":1795231595461114824,"__proto__":[-0.0,1e+22,true,null,"1\\"2"]}'
    const parsed = parseExactJson(text)
    expect(parsed).toEqual(
      new Map<string, ExactJson>([
        ['9', 1n],
        ['2', 1],
        ['nonce', 1_795_231_595_461_114_824n],
        ['__proto__', [-0, 1e22, true, null, '1"2']],
      ]),
    )
    expect(writeExactJson(parsed)).toBe(text)
  })

  test('reads what JSON.stringify writes, and nothing that JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value)
        expect(JSON.parse(writeExactJson(parseExactJson(text)))).toEqual(JSON.parse(text))
      }),
    )
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...'{}[]",:0123.-+eE\\ untrfals'), { maxLength: 12 }),
        (characters) => {
          const text = characters.join('')
          const attempt = (parse: (text: string) => unknown) => {
            try {
              parse(text)
              return true
            } catch {
              return false
            }
          }
          expect([text, attempt(parseExactJson)]).toEqual([text, attempt(JSON.parse)])
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('large texts are no problem', () => {
    const long = `"${'a\\"'.repeat(400_000)}"`
    expect(parseExactJson(`[${long},${long}]`)).toHaveLength(2)
  })

  test('what JSON does not have cannot be written', () => {
    let thrown: unknown
    try {
      writeExactJson([Number.NaN])
    } catch (error) {
      thrown = error
    }
    expect(isSubnetError(thrown, 'LEGACY_JSON_UNWRITABLE')).toBe(true)
  })
})

describe('the text of Python', () => {
  test.each([
    [1, '1.0'],
    [-0, '-0.0'],
    [1e-7, '1e-07'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1e16, '1e+16'],
    [9_999_999_999_999_998, '9999999999999998.0'],
    [1.5e300, '1.5e+300'],
    [-123.25, '-123.25'],
    [Number.POSITIVE_INFINITY, 'inf'],
  ])('float %d is %s', (value, text) => {
    expect(floatText(value)).toBe(text)
  })

  test('every float reads back', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(parseFloatText(floatText(value))).toBe(value)
      }),
    )
  })

  test('numbers are read as Python reads them', () => {
    expect(['12', ' 1_000 ', '+7', '1.0', '1__0', '0x1', ''].map(parseIntText)).toEqual([
      12n,
      1000n,
      7n,
      null,
      null,
      null,
      null,
    ])
    expect(['12.0', '1e3', '.5', '5.', ' 1_0 ', 'inf', 'e3', 'soon', ''].map(parseFloatText)).toEqual([
      12,
      1000,
      0.5,
      5,
      10,
      Number.POSITIVE_INFINITY,
      null,
      null,
      null,
    ])
  })

  test.each([
    ["it's", `"it's"`],
    [`it's "so"`, `'it\\'s "so"'`],
    ['a\u0000\u007f\u00a0\u200b\u{e0001}é🚀', `'a\\x00\\x7f\\xa0\\u200b\\U000e0001é🚀'`],
  ])('repr of %j', (value, text) => {
    expect(pythonRepr(value)).toBe(text)
  })

  test.each(casesOf('synapse-body-hash'))('vector %#', (given) => {
    const headers = given.get('input_obj_headers') as ReadonlyMap<string, string>
    const values = new Map(given.get('values') as ReadonlyMap<string, ExactJson>)
    // The header of a field shows that it is declared float where its value is written as an int.
    for (const [name, value] of values) {
      if (headers.get(`bt_header_input_obj_${name}`) === 'MC4w') values.set(name, Number(value))
    }
    const base: Record<string, ExactJson> = { name: 'TestSynapse', timeout: 12 }
    const fields = given.get('required_hash_fields') as string[]
    const hashed = fields.map((field) => values.get(field) ?? base[field] ?? null)
    expect(hashed.map(pythonStr)).toEqual(given.get('python_str'))
    expect(hashed.map(fieldHash)).toEqual(given.get('field_hashes'))
    expect(bodyHash(hashed)).toBe(given.get('body_hash'))
    const required = new Map([...values].filter(([name]) => headers.has(`bt_header_input_obj_${name}`)))
    expect(new Map(Object.entries(inputObjectHeaders(required)))).toEqual(headers)
  })
})

describe('legacySynapse', () => {
  const synapse = legacySynapse({
    name: 'Typed',
    fields: z.object({
      text: z.string(),
      whole: z.int(),
      part: z.number(),
      big: z.bigint(),
      list: z.array(z.number()),
      map: z.record(z.string(), z.int()).default({}),
      maybe: z.number().nullable().default(null),
      either: z.union([z.number(), z.string()]).default('x'),
      huge: z.bigint().nullable().default(null),
    }),
    hashFields: ['whole', 'part', 'list', 'maybe', 'map'],
  })
  const given = {
    text: 'x',
    whole: 1,
    part: 1,
    big: 2n ** 70n,
    list: [1, 2.5],
    map: { b: 1, a: 2 },
    maybe: 3,
    either: 4,
    huge: 5n,
  }

  test('values take the form of their declared type, so that whole floats hash as floats', () => {
    const values = exactFields(synapse, given)
    expect([...values.values()].map(pythonStr)).toEqual([
      'x',
      '1',
      '1.0',
      '1180591620717411303424',
      '[1.0, 2.5]',
      "{'b': 1, 'a': 2}",
      '3.0',
      '4',
      '5',
    ])
    expect(hashSynapse(synapse, values, 12)).toBe(
      bodyHash([
        1n,
        1,
        [1, 2.5],
        3,
        new Map([
          ['b', 1n],
          ['a', 2n],
        ]),
      ]),
    )
    expect([...requiredFields(synapse, values).keys()]).toEqual(['text', 'whole', 'part', 'big', 'list'])
  })

  test.each([
    ['a name that is no class', { name: 'my-echo', fields: z.object({}) }],
    ['a field of the base class', { name: 'Echo', fields: z.object({ timeout: z.number() }) }],
    ['an unknown hashed field', { name: 'Echo', fields: z.object({}), hashFields: ['prompt'] }],
  ])('refuses %s', (_what, options) => {
    let thrown: unknown
    try {
      legacySynapse(options)
    } catch (error) {
      thrown = error
    }
    expect(isSubnetError(thrown, 'CONFIG_INVALID')).toBe(true)
  })
})

describe('headers', () => {
  test('are read as they were written', () => {
    const parts = {
      name: 'Echo',
      timeoutSeconds: 5,
      axon: { ...emptyTerminal, ip: '127.0.0.1', port: 8091, processTime: 1e-5 },
      dendrite: { ...emptyTerminal, nonce: 1_795_231_595_461_114_824n, version: 10_002_000, uuid: 'u' },
      headerSize: 12n,
      totalSize: null,
      bodyHash: bodyHash([]),
    }
    const headers = buildLegacyHeaders({ ...parts, required: new Map([['prompt', 'secret']]) })
    expect(headers).toMatchObject({ timeout: '5.0', bt_header_axon_process_time: '1e-05' })
    expect(Object.values(headers).join()).not.toContain('secret')
    expect(parseLegacyHeaders(Object.entries(headers))).toEqual({
      ...parts,
      inputObjects: new Map([['prompt', '']]),
    })
  })

  test.each([
    [[['timeout', 'soon']]],
    [[['bt_header_dendrite_nonce', '1.5']]],
    [[['bt_header_axon_port', 'door']]],
    [[['bt_header_input_obj_prompt', '!!!']]],
    [
      [
        ['bt_header_dendrite_nonce', '1'],
        ['bt_header_dendrite_nonce', '2'],
      ],
    ],
  ] as [[string, string][]][])('refuses %j', (headers) => {
    let thrown: unknown
    try {
      parseLegacyHeaders(headers)
    } catch (error) {
      thrown = error
    }
    expect(isSubnetError(thrown, 'LEGACY_HEADERS_INVALID')).toBe(true)
  })
})

describe('signature and nonce', () => {
  interface SignatureCase {
    readonly name: string
    readonly nonce: string
    readonly sender: string
    readonly receiver: string
    readonly uuid: string
    readonly body_hash: string
    readonly message: string
    readonly example_signature: string
  }
  test.each(plainCasesOf<SignatureCase>('legacy-signature'))('signature: vector $name', (given) => {
    const { sender, receiver, uuid } = given
    const parts = { nonce: BigInt(given.nonce), sender, receiver, uuid, bodyHash: given.body_hash }
    expect(legacySigningMessage(parts)).toBe(given.message)
    expect(verifyLegacySignature(parts, given.example_signature)).toBe(true)
    expect(verifyLegacySignature({ ...parts, uuid: 'other' }, given.example_signature)).toBe(false)
    expect(verifyLegacySignature({ ...parts, sender: 'nobody' }, given.example_signature)).toBe(false)
    expect(verifyLegacySignature(parts, signLegacyRequest(createKeypair('//Alice'), parts))).toBe(true)
    expect(verifyLegacySignature(parts, '0x12')).toBe(false)
  })

  test('defect: anybody could sign as the all-zero hotkey', () => {
    const parts = {
      nonce: 1n,
      sender: encodeAddress(new Uint8Array(32)),
      receiver: createKeypair('//Bob').address,
      uuid: 'u',
      bodyHash: '',
    }
    const basePoint = 'e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76'
    expect(verifyLegacySignature(parts, `0x${basePoint}01${'00'.repeat(30)}80`)).toBe(false)
  })

  interface NonceCase {
    readonly name: string
    readonly now_ns: string
    readonly timeout_s: number | null
    readonly nonce: string
    readonly stored_nonce: string | null
    readonly version: number | null
    readonly expect: string
  }
  test.each(plainCasesOf<NonceCase>('legacy-nonce'))('nonce: vector $name', (given) => {
    const reason = refuseLegacyNonce({
      now: BigInt(given.now_ns),
      nonce: BigInt(given.nonce),
      stored: given.stored_nonce === null ? null : BigInt(given.stored_nonce),
      timeoutSeconds: given.timeout_s,
      version: given.version,
    })
    expect(reason === null ? 'accept' : 'reject').toBe(given.expect)
  })
})
