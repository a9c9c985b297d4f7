import { closestName } from '@subnetkit/base'
import { cheats, dishonestValidators, type Lab, type MinerAgent } from '@subnetkit/lab'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { renderTable } from '../../output/table.js'
import type { Outcome } from '../../program/action.js'

/** Built-in cheats, and those of a lab in place of the ones of the same name. */
export function cheatsOf(lab: Pick<Lab, 'agents'>): readonly MinerAgent[] {
  const own = new Set(lab.agents.map(({ name }) => name))
  return [...cheats().filter(({ name }) => !own.has(name)), ...lab.agents]
}

/** Names that options choose; undefined for all. Throws USAGE for an unknown one. */
export function chosenCheats(lab: Lab, names: readonly string[]): readonly string[] | undefined {
  const known = cheatsOf(lab).map(({ name }) => name)
  const lost = names.find((name) => !known.includes(name))
  if (lost === undefined) return names.length === 0 ? undefined : names
  const meant = closestName(lost, known)
  throw cliError('USAGE', {
    detail: `there is no agent ${lost}`,
    fix:
      meant === null ? 'List the agents with subnet sim --list.' : `Pass --agent ${meant}, if that is meant.`,
  })
}

/** Dishonest validators that options choose; true for all. Throws USAGE for an unknown one. */
export function chosenValidators(names: readonly string[]): true | readonly string[] {
  const known = dishonestValidators().map(({ name }) => name)
  const lost = names.find((name) => !known.includes(name))
  if (lost === undefined) return names.length === 0 ? true : names
  const fix = `Choose one of ${known.join(', ')}.`
  throw cliError('USAGE', { detail: `there is no dishonest validator ${lost}`, fix })
}

/** All agents of a lab, with how each earns. */
export function listCheats({ palette, width }: Context, lab: Lab): Outcome {
  const rows = cheatsOf(lab).map(({ name, intent, about, hotkeys }) => ({ name, intent, about, hotkeys }))
  return {
    data: rows,
    text: () =>
      renderTable(
        [
          { title: 'agent', text: ({ name }) => name },
          { title: 'hotkeys', text: ({ hotkeys }) => String(hotkeys), align: 'right' },
          { title: 'how it earns', text: ({ about }) => about, shrinkTo: 20 },
        ],
        rows,
        { palette, width },
      ).join('\n'),
  }
}
