import { closestName } from '@subnetkit/base'
import { type ChainSettings, settingNames } from '@subnetkit/lab'
import { cliError } from '../../errors.js'

/** Part of the miners' pay that the subnet burns: the one setting of a sweep that is the subnet's own. */
export const burnShare = 'burnShare'

/** A setting and the values that it takes in turn. */
export interface Sweep {
  readonly name: string
  readonly values: readonly SettingValue[]
}
type SettingValue = number | bigint | boolean

/** Values of a range without a list. */
const steps = 5

const amounts: ReadonlySet<string> = new Set(['burn', 'minBurn', 'maxBurn', 'alphaPerBlock'])

/** Reads `immunityPeriod=1000..8000` or `yuma3=true,false`. Throws USAGE for an unknown setting and for values that are none. */
export function parseSweep(text: string): Sweep {
  const [name = '', given = ''] = text.split('=', 2)
  const known = [...settingNames, burnShare]
  if (!known.includes(name)) {
    const meant = closestName(name, known)
    const fix = meant === null ? `Choose one of ${known.join(', ')}.` : `Write ${meant}, if that is meant.`
    throw cliError('USAGE', { detail: `there is no setting ${name} to sweep`, fix })
  }
  const range = /^([\d.]+)\.\.([\d.]+)$/.exec(given)
  const values = range
    ? valuesBetween(Number(range[1]), Number(range[2]))
    : given.split(',').map((one) => one.trim())
  return { name, values: values.map((one) => readValue(name, one)) }
}

function valuesBetween(from: number, to: number): readonly string[] {
  const isWhole = Number.isInteger(from) && Number.isInteger(to)
  return Array.from({ length: steps }, (_, at) => {
    const value = from + ((to - from) * at) / (steps - 1)
    return String(isWhole && Math.abs(to - from) >= steps - 1 ? Math.round(value) : Number(value.toFixed(6)))
  })
}

function readValue(name: string, text: string): SettingValue {
  if (text === 'true' || text === 'false') return text === 'true'
  const isAmount = amounts.has(name)
  if (/^\d+(\.\d+)?$/.test(text) && !(isAmount && text.includes('.')))
    return isAmount ? BigInt(text) : Number(text)
  throw cliError('USAGE', {
    detail: `${name} cannot be ${text === '' ? 'nothing' : text}`,
    fix: 'Write a range such as immunityPeriod=1000..8000, or values such as kappa=20000,32767 or yuma3=true,false.',
  })
}

/** Chain settings with one value of a sweep; none for the burn share, which is the subnet's own. */
export function chainWith({ name }: Pick<Sweep, 'name'>, value: SettingValue): ChainSettings {
  return name === burnShare ? {} : ({ [name]: value } as ChainSettings)
}
