import { z } from 'zod'
import { netuidField } from '../../config/fields.js'
import { renderTable } from '../../output/table.js'
import { formatAmount } from '../../output/units.js'
import { defineAction } from '../../program/define-action.js'
import { findUnaccepted, proposalsField, toUnaccepted } from '../governance/count-proposals.js'
import { unacceptedLines } from '../governance/render.js'

/** One line of the table. */
interface Line {
  readonly name: string
  readonly value: string
  readonly unit: string
  readonly who: 'owner' | 'root'
}

export const action = defineAction(
  z.strictObject({ netuid: netuidField, proposals: proposalsField }),
  async (context, { netuid, proposals }) => {
    const { formatHyperparameter, hyperparameterNames, hyperparameters, readHyperparameters } = await import(
      '@subnetkit/chain'
    )
    const state = await readHyperparameters(await context.chain(), { netuid })
    const unaccepted = await findUnaccepted(context, netuid, proposals)
    const known = hyperparameterNames.filter((name) => state.values[name] !== undefined)
    const of = (who: 'owner' | 'root') =>
      Object.fromEntries(
        known.filter((name) => hyperparameters[name].who === who).map((name) => [name, state.values[name]]),
      )
    return {
      data: {
        netuid,
        block: state.block.number,
        owner: state.owner,
        hyperparameters: of('owner'),
        setByRoot: of('root'),
        missing: state.missing,
        frozenUntil: state.frozenUntil,
        unaccepted: unaccepted.changes.map(toUnaccepted),
      },
      text: () => {
        const { palette, width } = context
        const lines = known.map((name): Line => {
          const { unit, who, kind } = hyperparameters[name]
          const value = state.values[name] ?? null
          if (kind !== 'amount') return { name, value: formatHyperparameter(name, value), unit, who }
          return { name, value: formatAmount(BigInt(String(value))), unit: '', who }
        })
        const table = renderTable<Line>(
          [
            { title: 'NAME', text: ({ name }) => name },
            { title: 'VALUE', text: ({ value }) => value, align: 'right', paint: palette.bold, shrinkTo: 13 },
            { title: 'UNIT', text: ({ unit }) => unit, paint: palette.dim, leaves: 2 },
            { title: 'SET BY', text: ({ who }) => who, leaves: 1 },
          ],
          lines,
          { palette, width },
        )
        const notes = unacceptedLines(unaccepted, context)
        const frozen = state.frozen
          ? [palette.warn(`frozen: changes are taken again from block ${state.frozenUntil ?? 'unknown'} on`)]
          : []
        return [
          `${palette.bold(`hyperparameters of subnet ${netuid}`)}  ${palette.dim(`block ${state.block.number}, owner ${state.owner}`)}`,
          ...frozen,
          '',
          ...table,
          ...(notes.length === 0 ? [] : ['', ...notes]),
        ].join('\n')
      },
    }
  },
)
