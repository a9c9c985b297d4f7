import { showUnits } from '@subnetkit/base'
import { finding, type LintCheck, type LintContext } from '../finding.js'
import { type HyperparameterName, specOf } from '../table.js'
import { formatValue } from '../value.js'

/** Hyperparameters that the runtime does not have cannot be set. */
const unavailable: LintCheck = ({ changed, state }) =>
  changed
    .filter((name) => state.missing.includes(name))
    .map((name) =>
      finding(
        'unavailable',
        [name],
        `the runtime of this chain has no ${specOf(name).call.name}, so an owner cannot set ${name}`,
        `Leave ${name} out on this chain.`,
      ),
    )

/** Bounds of single values, some of which depend on the chain. */
const bounds: LintCheck = (context) =>
  context.changed.flatMap((name) => {
    const [least, most] = boundsOf(context, name)
    const numbers = [context.wanted[name]].flat().filter(isNumber)
    const outside = numbers.find((value) => !isWithin(value, least, most))
    if (outside === undefined) return []
    const lower = formatValue(name, least)
    const upper = most === undefined ? '' : ` to ${formatValue(name, most)}`
    return [
      finding(
        'bounds',
        [name],
        `${name} is ${formatValue(name, context.wanted[name] ?? null)}; the chain takes ${lower}${upper}`,
        `Choose a value from ${lower}${upper === '' ? ' up' : upper}.`,
      ),
    ]
  })

type Numeric = number | bigint
const isNumber = (value: unknown): value is Numeric => typeof value === 'number' || typeof value === 'bigint'
const isWithin = (value: Numeric, least: Numeric, most: Numeric | undefined) =>
  value >= least && (most === undefined || value <= most)

function boundsOf({ state }: LintContext, name: HyperparameterName): [Numeric, Numeric | undefined] {
  const { least = 0, most } = specOf(name)
  if (name === 'maxAllowedUids') return [Math.max(state.minAllowedUids, state.uids), most]
  if (name === 'mechanismCount') return [1, state.maxMechanismCount]
  if (name === 'minChildkeyTake') return [...state.childkeyTake]
  if (name === 'activityCutoff') return [state.minActivityCutoff, most]
  return [least, most]
}

const burnRange: LintCheck = ({ value, changed }) => {
  const [min, max] = [value('minBurn'), value('maxBurn')]
  const isTouched = changed.includes('minBurn') || changed.includes('maxBurn')
  if (!isTouched || min === undefined || max === undefined || min < max) return []
  const message = `minBurn (${showUnits(min)} TAO) is not below maxBurn (${showUnits(max)} TAO)`
  return [finding('burn-range', ['minBurn', 'maxBurn'], message, 'Set minBurn below maxBurn.')]
}

const alphaValues: LintCheck = ({ wanted, value, changed }) => {
  if (wanted.alphaValues === undefined) return []
  const [low, high] = wanted.alphaValues
  const names = ['alphaValues', 'liquidAlpha'] as const
  return [
    ...(low > high
      ? [
          finding(
            'alpha-values',
            names,
            `the low alpha ${low} is above the high one ${high}`,
            'Swap the two.',
          ),
        ]
      : []),
    ...(value('liquidAlpha') === true || !changed.includes('alphaValues')
      ? []
      : [
          finding(
            'alpha-values',
            names,
            'alphaValues are set while liquidAlpha is off, which the chain refuses',
            'Set liquidAlpha: true as well, or leave alphaValues out.',
          ),
        ]),
  ]
}

/** Values that the chain would refuse. */
export const boundsRules: readonly LintCheck[] = [unavailable, bounds, burnRange, alphaValues]
