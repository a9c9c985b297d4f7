import { relative } from 'node:path'
import type { SubnetError } from '@subnetkit/base'
import type { Outcome } from '../../program/action.js'
import type { PlannedFile } from '../add/plan.js'
import type { Upgraded } from './carry-out.js'
import type { Codemod } from './edit/codemod.js'
import type { Place } from './plan.js'
import type { RangeChange } from './ranges.js'

/** Everything that an upgrade changes, in the words of its owner. */
export interface UpgradePlan {
  readonly from: string
  readonly to: string
  readonly folder: string
  readonly ranges: readonly RangeChange[]
  readonly changes: readonly Codemod[]
  readonly files: readonly PlannedFile[]
  readonly places: readonly Place[]
}

/** The plan as text: releases with what changes in them, the files that are edited, and what is left to do. */
export function planText({ from, to, folder, ranges, changes, files, places }: UpgradePlan): string {
  const releases = [...new Set(changes.map(({ version }) => version))]
  return [
    `subnetkit ${from} → ${to}`,
    ...(releases.length === 0 ? ['no change that your sources must follow'] : []),
    ...releases.flatMap((release) => [
      `${release} changes:`,
      ...changes.filter(({ version }) => version === release).map(({ summary }) => `  ${summary}`),
    ]),
    'edits:',
    ...ranges.map(
      ({ name, range, to: next, part }) => `  package.json: ${name} ${range} → ${next} (${part})`,
    ),
    ...files.map(({ path, added }) => `  ${relative(folder, path)}: ${count(added.length, 'place')}`),
    ...handsText(places),
  ].join('\n')
}

const handsText = (places: readonly Place[]): readonly string[] =>
  places.length === 0
    ? []
    : ['left to you:', ...places.map(({ path, line, instruction }) => `  ${path}:${line}: ${instruction}`)]

/** The outcome of an upgrade. */
export function describeUpgrade(plan: UpgradePlan, { commit, tested }: Upgraded): Outcome {
  const { from, to, places } = plan
  return {
    data: { dryRun: false, ...dataOf(plan), commit, tested },
    text: () =>
      [
        `upgraded to subnetkit ${to}`,
        tested ? 'its tests pass' : 'it has no script test, so nothing was tested',
        commit === null
          ? 'nothing was committed'
          : `commit ${commit}: Upgrade subnetkit from ${from} to ${to}`,
        ...handsText(places),
      ].join('\n'),
  }
}

/** The outcome of a dry run, with the objection to the upgrade itself, if there is one. */
export function describeDryRun(plan: UpgradePlan, refusal: SubnetError | null): Outcome {
  return {
    data: { dryRun: true, ...dataOf(plan), commit: null, tested: false, refusal: refusal?.code ?? null },
    text: () =>
      [
        planText(plan),
        ...(refusal === null ? [] : [`the upgrade would be refused: ${refusal.message}`, refusal.fix]),
        'dry run: nothing was changed',
      ].join('\n'),
  }
}

function dataOf({ from, to, folder, ranges, changes, files, places }: UpgradePlan) {
  return {
    ...{ from, to },
    packages: ranges.map(({ part, name, range, to: next }) => ({ part, name, from: range, to: next })),
    changes: changes.map(({ version, summary }) => ({ version, summary })),
    files: files.map(({ path, added }) => ({ path: relative(folder, path), edits: added.length })),
    places,
  }
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`
