import { closestName } from '@subnetkit/base'
import { type ChainSettings, settingNames } from '@subnetkit/lab'
import { cliError } from '../../errors.js'

/** Part of the miners' pay that the subnet burns: the one setting of a sweep that is the subnet's own. */
export const burnShare = 'burnShare'

/** Part of all stake that dishonest validators have: a setting of the population. */
export const dishonestStake = 'dishonestStake'

/** Most that dishonest validators can have: honest ones hold the rest. */
export const mostDishonestStake = 0.95

/** A setting and the values that it takes in turn. */
export interface Sweep {
  readonly name: string
  readonly values: readonly SettingValue[]
}
type SettingValue = number | bigint | boolean

/** Values of a range without a list. */
const steps = 5

const amounts: ReadonlySet<string> = new Set(['burn', 'minBurn', 'maxBurn', 'alphaPerBlock'])

/** Largest amount that the chain holds, in rao. */
const mostRao = 2n ** 64n - 1n

/** Reads `immunityPeriod=1000..8000` or `yuma3=true,false`. Throws USAGE for an unknown setting and for values that are none. */
export function parseSweep(text: string): Sweep {
  const [name = '', given = ''] = text.split('=', 2)
  const known = [...settingNames, burnShare, dishonestStake]
  if (!known.includes(name)) {
    const meant = closestName(name, known)
    const fix = meant === null ? `Choose one of ${known.join(', ')}.` : `Write ${meant}, if that is meant.`
    throw cliError('USAGE', { detail: `there is no setting ${name}`, fix })
  }
  const range = /^([\d.]+)\.\.([\d.]+)$/.exec(given)
  const values = range
    ? valuesBetween(Number(range[1]), Number(range[2]))
    : given.split(',').map((one) => one.trim())
  const read = values.map((one) => readValue(name, one))
  checkShares(name, read)
  return { name, values: read }
}

/** Largest share that a sweep may take, by its name. */
const largest: Readonly<Record<string, number>> = { [burnShare]: 1, [dishonestStake]: mostDishonestStake }

/** Throws USAGE for a share that is too large, before anything is played. */
function checkShares(name: string, values: readonly SettingValue[]): void {
  const most = largest[name]
  if (most === undefined) return
  const odd = values.find((one) => typeof one !== 'number' || one > most)
  if (odd === undefined) return
  throw cliError('USAGE', {
    detail: `${name} cannot be ${odd}`,
    fix: `Sweep ${name} from 0 to ${most}.`,
  })
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
  if (isAmount && /^\d+$/.test(text) && BigInt(text) > mostRao) {
    throw cliError('USAGE', {
      detail: `${name} cannot be ${text}: amounts in rao are u64 on chain`,
      fix: `Set ${name} to at most ${mostRao}.`,
    })
  }
  if (/^\d+(\.\d+)?$/.test(text) && !(isAmount && text.includes('.')))
    return isAmount ? BigInt(text) : Number(text)
  throw cliError('USAGE', {
    detail: `${name} cannot be ${text === '' ? 'nothing' : text}`,
    fix: 'Write a range such as immunityPeriod=1000..8000, or values such as kappa=20000,32767 or yuma3=true,false.',
  })
}

/** Chain settings with one value of a sweep; none for the burn share, which is the subnet's own. */
export function chainWith({ name }: Pick<Sweep, 'name'>, value: SettingValue): ChainSettings {
  return name === burnShare || name === dishonestStake ? {} : ({ [name]: value } as ChainSettings)
}

/** Reads settings such as `tempo=100`, each with one value. Throws USAGE, as {@link parseSweep}, and for a list of values. */
export function parseSettings(texts: readonly string[]): ChainSettings {
  const settings = texts.map((text) => {
    const sweep = parseSweep(text)
    const [value] = sweep.values
    if (sweep.values.length !== 1 || !settingNames.has(sweep.name)) {
      throw cliError('USAGE', {
        detail: `${text} does not set a setting of the chain to one value`,
        fix: 'Write --set with a name and a value, such as --set liquidAlpha=true.',
      })
    }
    return [sweep.name, value]
  })
  return Object.fromEntries(settings) as ChainSettings
}
