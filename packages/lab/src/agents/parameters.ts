import { checked } from '@subnetkit/base'

/** A number of an agent that searches vary. */
export interface Parameter {
  /** Smallest and largest value. */
  readonly from: number
  readonly to: number
  readonly default: number
  /** True for whole numbers only. @default false */
  readonly whole?: boolean | undefined
}

/** Ranges by name, each with a default inside. */
export const parametersSchema = checked<Readonly<Record<string, Parameter>>>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(([name, one]) => /^[a-z]\w{0,47}$/i.test(name) && isParameter(one)),
  'parameters by name, such as { share: { from: 0, to: 1, default: 0.5 } }',
)

const known: ReadonlySet<string> = new Set(['from', 'to', 'default', 'whole'])

function isParameter(value: unknown): boolean {
  const { from, to, default: usual, whole = false } = Object(value) as Partial<Parameter>
  const numbers = [from, to, usual]
  if (!numbers.every((one): one is number => Number.isFinite(one)) || typeof whole !== 'boolean') return false
  if (whole && !numbers.every(Number.isInteger)) return false
  return from! <= usual! && usual! <= to! && Object.keys(Object(value)).every((name) => known.has(name))
}

/** Values of an agent's parameters. */
export const parametersOf = ({
  parameters = {},
}: {
  readonly parameters?: Readonly<Record<string, Parameter>>
}): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, one.default]))

/** The agent with other values of its parameters. Unknown names are left out, and values move into their range. */
export function withParameters<A extends { readonly parameters?: Readonly<Record<string, Parameter>> }>(
  agent: A,
  values: Readonly<Record<string, number>>,
): A {
  const parameters = Object.entries(agent.parameters ?? {}).map(([name, one]) => {
    const value = Math.min(one.to, Math.max(one.from, values[name] ?? one.default))
    return [name, { ...one, default: one.whole ? Math.round(value) : value }] as const
  })
  return { ...agent, parameters: Object.fromEntries(parameters) }
}
