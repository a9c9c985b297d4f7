import fc from 'fast-check'

/** Odd values for any place of a request. */
const ODD: readonly unknown[] = [
  ...[null, true, '', '0x', '0X00', '0xzz', '0x0', 'root', ' ', '\u0000', '\ud800', '🜚'.repeat(40)],
  ...[-1, 0, 1, 1.5, 255, 256, 65_535, 65_536, 2 ** 31, 2 ** 32, 2 ** 53, -0, 1e308, '99999999999999999999'],
  ...[[], {}, [[]], [null], [[[]]], { length: 1 }, JSON.parse('{"__proto__":{"x":1}}'), { key: '0x' }],
  ...[`0x${'ff'.repeat(32)}`, `0x${'00'.repeat(2000)}`, Array(300).fill('0x00')],
]

/** Numbers that decide what a mutation does; the same tape gives the same result. */
type Tape = () => number

const pick = <T>(tape: Tape, from: readonly T[]): T => from[tape() % from.length] as T

/** Changes one place of a value, at any depth. */
function mutate(value: unknown, tape: Tape): unknown {
  if (tape() % 5 === 0) return pick(tape, ODD)
  if (Array.isArray(value)) return mutateList(value, tape)
  if (typeof value === 'string') return mutateText(value, tape)
  if (typeof value === 'number')
    return pick(tape, [value + 1, value - 1, -value, value / 2, value * 2 ** 20, String(value)])
  if (typeof value === 'object' && value !== null) return mutateObject(value, tape)
  return pick(tape, ODD)
}

function mutateList(list: readonly unknown[], tape: Tape): unknown[] {
  if (list.length === 0) return [pick(tape, ODD)]
  const at = tape() % list.length
  switch (tape() % 6) {
    case 0:
      return list.toSpliced(at, 1)
    case 1:
      return [...list, list[at]]
    case 2:
      return list.toReversed()
    case 3:
      return list.toSpliced(at, 1, [list[at]])
    default:
      return list.with(at, mutate(list[at], tape))
  }
}

function mutateObject(value: object, tape: Tape): object {
  const entries = Object.entries(value)
  if (entries.length === 0) return { odd: pick(tape, ODD) }
  const at = tape() % entries.length
  const [name, content] = entries[at] as [string, unknown]
  if (tape() % 4 === 0) return Object.fromEntries(entries.toSpliced(at, 1))
  return { ...value, [name]: mutate(content, tape) }
}

function mutateText(text: string, tape: Tape): string {
  const at = text.length === 0 ? 0 : tape() % text.length
  switch (tape() % 7) {
    case 0:
      return text.slice(0, at)
    case 1:
      return text + text.slice(2)
    case 2:
      return text.toUpperCase()
    case 3:
      return text.replace(/^0x/, '')
    case 4:
      return `${text}00`
    case 5:
      return text.slice(0, at) + String.fromCharCode(tape() % 0x250) + text.slice(at + 1)
    default:
      return text.slice(0, at) + pick(tape, [...'0123456789abcdef']) + text.slice(at + 1)
  }
}

/** Draws lists of parameters that differ from valid ones in one place, or in two. */
export const mutatedParams = (params: readonly unknown[]): fc.Arbitrary<readonly unknown[]> =>
  fc.array(fc.nat(), { minLength: 24, maxLength: 24 }).map((numbers) => {
    let place = 0
    const tape = () => numbers[place++ % numbers.length] as number
    const once = mutateList(params, tape)
    return tape() % 4 === 0 ? mutateList(once, tape) : once
  })
