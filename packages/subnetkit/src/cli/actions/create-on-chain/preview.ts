import {
  formatHyperparameter,
  type HyperparameterName,
  hyperparameterNames,
  newSubnet,
  type OwnerHyperparameters,
  type Plan,
  specOf,
} from '@subnetkit/chain'
import type { Palette } from '../../output/palette.js'

/** A part of the undertaking that can be planned on chain only once the subnet exists. */
export interface LaterPlan {
  readonly title: string
  readonly signer: Plan['signer']
  readonly steps: readonly {
    readonly call: { readonly pallet: string; readonly call: string }
    readonly description: string
  }[]
  readonly problems: readonly []
  readonly done: false
  readonly notes: readonly string[]
}

/** Everything that follows the registration of a new subnet, in the order in which it is sent. */
export function previewRest(options: {
  readonly coldkey: string
  readonly start: boolean
  readonly hyperparameters: OwnerHyperparameters
}): readonly LaterPlan[] {
  const { coldkey, start, hyperparameters } = options
  const signer = { key: 'coldkey', address: coldkey } as const
  const names = hyperparameterNames.filter((name) => {
    const wanted = hyperparameters[name as keyof OwnerHyperparameters]
    return wanted !== undefined && show(name, wanted) !== show(name, newSubnet.values[name])
  })
  const starting: LaterPlan = {
    title: 'start of the new subnet',
    signer,
    steps: [
      {
        call: { pallet: 'SubtensorModule', call: 'start_call' },
        description: 'starts its emissions and opens its pool',
      },
    ],
    problems: [],
    done: false,
    notes: ['the chain may ask for a delay after the registration; then run the same command again'],
  }
  const setting: LaterPlan = {
    title: 'hyperparameters of the new subnet',
    signer,
    steps: names.map((name) => {
      const { call } = specOf(name)
      const wanted = hyperparameters[name as keyof OwnerHyperparameters]
      return {
        call: { pallet: call.pallet, call: call.name },
        description: `sets ${name} from ${show(name, newSubnet.values[name])} to ${show(name, wanted)}`,
      }
    }),
    problems: [],
    done: false,
    notes: [
      'compared with the defaults of a new subnet; rate limits of the chain may put some off to later blocks',
    ],
  }
  return [...(start ? [starting] : []), ...(names.length > 0 ? [setting] : [])]
}

const show = (name: HyperparameterName, value: Parameters<typeof formatHyperparameter>[1] | undefined) =>
  value === undefined ? 'nothing' : formatHyperparameter(name, value)

/** The same for people. */
export function renderLater({ title, steps, notes }: LaterPlan, palette: Palette): readonly string[] {
  return [
    `${palette.bold(title)}  ${palette.dim('once it is registered')}`,
    ...steps.map(
      ({ description, call }, at) =>
        `  ${at + 1}. ${description}  ${palette.dim(`${call.pallet}.${call.call}`)}`,
    ),
    ...notes.map((note) => `  ${palette.warn('note')} ${note}`),
  ]
}
