import { describe, expect, expectTypeOf, it } from 'vitest'
import { callback, checked, flag, integer, made, milliseconds, number, oneOf, text } from './fields.js'
import { optionsOf, parseOptions } from './parse-options.js'

const schema = optionsOf({
  netuid: integer(0, 65_535),
  share: number(0, 1).optional(),
  deadlineMs: milliseconds().default(500),
  isStrict: flag().default(true),
  mode: oneOf('plain', 'salted').default('plain'),
  redisUrl: text('a URL').optional(),
  limits: optionsOf({ pending: integer(1).default(8) }).prefault({}),
  onEvent: callback<(text: string) => void>().optional(),
  chain: made<{ head(): number }>('a chain', 'head').optional(),
})
const parse = (given: unknown) => parseOptions(schema, given, 'serve')

describe('parseOptions', () => {
  it('fills in defaults; undefined means absent, at every depth', () => {
    const filled = { netuid: 1, deadlineMs: 500, isStrict: true, mode: 'plain', limits: { pending: 8 } }
    expect(parse({ netuid: 1 })).toEqual(filled)
    const given = {
      ...{ netuid: 1, share: undefined, deadlineMs: undefined, isStrict: undefined, mode: undefined },
      ...{ redisUrl: undefined, limits: { pending: undefined }, onEvent: undefined, chain: undefined },
      ...{ unknown: undefined },
    }
    expect(Object.entries(parse(given))).toEqual(Object.entries(filled))
    expectTypeOf(parse({ netuid: 1 }).onEvent).toEqualTypeOf<((text: string) => void) | undefined>()
    expectTypeOf(parse({ netuid: 1 }).limits.pending).toEqualTypeOf<number>()
  })

  it('keeps objects as they are', () => {
    const chain = { head: () => 1 }
    expect(parse({ netuid: 1, chain }).chain).toBe(chain)
  })

  it.each([
    [{}, 'serve netuid: undefined is not an integer from 0 to 65535'],
    [{ netuid: -5 }, 'serve netuid: -5 is not an integer from 0 to 65535'],
    [{ netuid: '5' }, "serve netuid: '5' is not an integer from 0 to 65535"],
    [{ netuid: Number.NaN }, 'serve netuid: NaN is not an integer from 0 to 65535'],
    [{ netuid: 1, share: Number.NaN }, 'serve share: NaN is not a number from 0 to 1'],
    [{ netuid: 1, share: 1.5 }, 'serve share: 1.5 is not a number from 0 to 1'],
    [{ netuid: 1, deadlineMs: 0 }, 'serve deadlineMs: 0 is not a time from 1 to 2147483647 ms'],
    [{ netuid: 1, isStrict: 'no' }, "serve isStrict: 'no' is not true or false"],
    [{ netuid: 1, mode: 'x'.repeat(200) }, `serve mode: '${'x'.repeat(60)}…' is not one of plain, salted`],
    [{ netuid: 1, limits: { pending: 0 } }, 'serve limits.pending: 0 is not an integer of at least 1'],
    [{ netuid: 1, limits: null }, 'serve limits: null is not an object'],
    [{ netuid: 1, limits: { x: 1 } }, "serve limits: unknown option 'x'; options are pending"],
    [{ netuid: 1, onEvent: 1 }, 'serve onEvent: 1 is not a function'],
    [{ netuid: 1, chain: {} }, 'serve chain: an object is not a chain'],
    [null, 'serve: null is not an object'],
    [[1], 'serve: an array of 1 is not an object'],
  ])('refuses %j by name', (given, message) => {
    expect(() => parse(given)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', message }))
  })

  it('tells what to do: by the noun phrase of the field, or by the fix that a rule brings', () => {
    expect(() => parse({ netuid: -5 })).toThrow(
      expect.objectContaining({ fix: 'Set serve netuid to an integer from 0 to 65535.' }),
    )
    expect(() => parse({ netuid: 1, x: 1, y: 2 })).toThrow(
      expect.objectContaining({ fix: 'Remove x. Remove y.' }),
    )
    const rule = { message: 'a hotkey is given as well', params: { fix: 'Leave one out.' } }
    const pair = optionsOf({}).refine(() => false, { path: ['wallet'], ...rule })
    expect(() => parseOptions(pair, {}, 'run')).toThrow(
      expect.objectContaining({ message: 'run wallet: a hotkey is given as well', fix: 'Leave one out.' }),
    )
  })

  it('refuses an unknown option, and says which there are', () => {
    expect(() => parse({ netuid: 1, netiud: 2 })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining("serve: unknown option 'netiud'; options are netuid, share,"),
        fix: 'Rename netiud to netuid, or remove it.',
      }),
    )
  })

  it.each(['//Alice', 'https://user:pa55word@host', '0x5c', 'bottom drive obey', 'f'.repeat(64)])(
    'does not repeat what may be a secret: %s',
    (netuid) => {
      const message = 'serve netuid: the given text is not an integer from 0 to 65535'
      expect(() => parse({ netuid })).toThrow(expect.objectContaining({ message }))
    },
  )

  it('does not repeat the text of an option that may hold one', () => {
    const url = optionsOf({ redisUrl: checked(() => false, 'a URL') })
    expect(() => parseOptions(url, { redisUrl: 'pa55word' }, 'f')).toThrow(
      expect.objectContaining({ message: 'f redisUrl: the given text is not a URL' }),
    )
  })
})
