import { describe, expect, it } from 'vitest'

type Values = Readonly<Record<string, unknown>>

/** A function that takes options. */
export interface OptionsEdge {
  /** Calls it past its types, since callers without types exist. What it returns is disposed. */
  readonly call: (options: never) => unknown
  readonly required: Values
  /** Names of the options that may be left out. */
  readonly optional: readonly string[]
  /** Options that must be refused, each with one that is wrong. */
  readonly wrong: readonly Values[]
}

/**
 * Holds functions to the rules for options: undefined means absent, and a wrong value, a missing one and an option that
 * does not exist are refused with CONFIG_INVALID, by name.
 */
export function describeOptions(edges: Readonly<Record<string, OptionsEdge>>): void {
  describe.each(Object.entries(edges))('options of %s', (_, edge) => {
    const { required, optional, wrong } = edge
    it('undefined means absent', async () => {
      const absent = Object.fromEntries(optional.map((name) => [name, undefined]))
      expect(await outcomeOf(edge, absent)).toBe('accepted')
    })

    it.each(wrong.map((values) => [title(values), values] as const))('refuses %s', async (_, values) => {
      expect(await outcomeOf(edge, values)).toMatchObject(refusalOf(nameOf(values)))
    })

    it.each(Object.keys(required))('refuses to go without %s', async (name) => {
      expect(await outcomeOf(edge, { [name]: undefined })).toMatchObject(refusalOf(name))
    })

    it('refuses an option that does not exist', async () => {
      expect(await outcomeOf(edge, { nonsense: 1 })).toMatchObject(refusalOf('nonsense'))
    })
  })
}

const refusalOf = (name: string) => ({ code: 'CONFIG_INVALID', message: expect.stringContaining(name) })

async function outcomeOf({ call, required }: OptionsEdge, changes: Values): Promise<unknown> {
  try {
    const made = Object(await call({ ...required, ...changes } as never)) as Partial<
      AsyncDisposable & Disposable
    >
    await made[Symbol.asyncDispose]?.()
    return 'accepted'
  } catch (error) {
    return error
  }
}

/** The innermost name: of `{ limits: { maxPending: 0 } }` it is `maxPending`. */
function nameOf(values: Values): string {
  const [[name, value] = ['', null]] = Object.entries(values)
  const isNested = typeof value === 'object' && value !== null && Object.keys(value).length > 0
  return isNested && !Array.isArray(value) ? nameOf(value as Values) : name
}

const title = (values: Values) =>
  JSON.stringify(values, (_, value) =>
    typeof value === 'string' || typeof value === 'object' ? value : String(value),
  )
