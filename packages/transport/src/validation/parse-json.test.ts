import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainPieces } from './json-pieces.js'
import { parseJson, parseJsonIn } from './parse-json.js'
import { turns } from './turns.js'

const read = (text: string | Buffer, atOnce: number) =>
  parseJsonIn(turns, Buffer.from(text), plainPieces, atOnce).then(
    (value) => ({ value, names: namesOf(value) }),
    (error: Error) => error.constructor.name,
  )
const expected = (text: string) => {
  try {
    const value: unknown = JSON.parse(text)
    return { value, names: namesOf(value) }
  } catch (error) {
    return (error as Error).constructor.name
  }
}
/** Order of all members. */
const namesOf = (value: unknown) => {
  const names: string[] = []
  JSON.stringify(value, (name, part) => {
    names.push(name)
    return part
  })
  return names
}

const space = fc.constantFrom('', '', ' ', '\n', '\t\r ')
const written = fc.letrec((tie) => ({
  text: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom('1', '-1.5e3', '"a"', '"\\"],{"', '"\\\\"', 'null', 'true', '"\u00e9\u20ac"', '""'),
    fc
      .tuple(
        fc.constantFrom('[', '{'),
        fc.array(fc.tuple(fc.constantFrom('a', 'b', '1', '0', '__proto__', '"'), tie('text')), {
          maxLength: 5,
        }),
        space,
      )
      .map(([bracket, parts, blank]) => {
        const texts = (parts as [string, string][]).map(([name, text]) =>
          bracket === '{' ? `${JSON.stringify(name)}${blank}:${text}` : text,
        )
        return bracket + blank + texts.join(`${blank},${blank}`) + blank + (bracket === '{' ? '}' : ']')
      }),
  ),
})).text as fc.Arbitrary<string>

describe('parseJson reads what JSON.parse reads', () => {
  it.each([1, 3, 10, 40])('in pieces of %i bytes', async (atOnce) => {
    await fc.assert(
      fc.asyncProperty(written, async (text) => {
        expect(await read(text, atOnce)).toStrictEqual(expected(text))
      }),
      { numRuns: Number(process.env.RUNS ?? 150) },
    )
  })

  it.each([1, 7])('and refuses what it refuses, in pieces of %i bytes', async (atOnce) => {
    const change = fc.tuple(
      written,
      fc.nat(),
      fc.constantFrom('', ',', ']', '}', '[', '{', '"', ':', '1', ' ', '\\'),
      fc.nat(2),
    )
    await fc.assert(
      fc.asyncProperty(change, async ([text, place, added, removed]) => {
        const at = place % (text.length + 1)
        const changed = text.slice(0, at) + added + text.slice(at + removed)
        expect(await read(changed, atOnce)).toStrictEqual(expected(changed))
      }),
      { numRuns: Number(process.env.RUNS ?? 300) },
    )
  })

  it('with bytes that are no UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('["'), Buffer.from([0xe2, 0x82]), Buffer.from('","x"]')])
    expect(await read(bytes, 1)).toStrictEqual(expected(bytes.toString('utf8')))
  })
})

it('defect: a text nested 100,000 levels deep is refused', async () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  await expect(parseJson(Buffer.from(deep))).rejects.toThrow(SyntaxError)
  const short = '['.repeat(101) + ']'.repeat(101)
  await expect(parseJson(Buffer.from(short))).rejects.toThrow(SyntaxError)
  const fine = '['.repeat(100) + ']'.repeat(100)
  await expect(parseJson(Buffer.from(fine))).resolves.toHaveLength(1)
})

it('defect: an object of more members than can be listed in time is refused', async () => {
  const members = Array.from({ length: 100_100 }, (_, at) => `"${at.toString(36)}":0`)
  await expect(parseJson(Buffer.from(`{${members.join()}}`))).rejects.toThrow(SyntaxError)
})

it('defect: a large text is read in turns', async () => {
  let pauses = 0
  const next = async () => {
    pauses += 1
  }
  const always = { isOver: () => true, next }
  const text = `[${'{},'.repeat(40_000)}0]`
  const value = await parseJsonIn(always, Buffer.from(text), plainPieces, 16_384)
  expect(value).toHaveLength(40_001)
  expect(pauses).toBeGreaterThan(5)
})
