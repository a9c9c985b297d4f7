import { dirname, relative, resolve } from 'node:path'
import type { Context } from '../../context/context.js'
import { uncommitted } from '../../module/uncommitted.js'
import type { Outcome } from '../../program/action.js'
import type { Plan } from './plan.js'
import { writeFiles } from './write-files.js'

/** Subject of an addition. */
export interface Addition {
  readonly kind: 'synapse' | 'family' | 'criterion' | 'mechanism'
  readonly name: string
  /** Work that is left for the owner, as sentences. */
  readonly next: readonly string[]
}

/** Writes the files of a plan, or only shows them in a dry run. */
export async function carryOutPlan(context: Context, addition: Addition, plan: Plan): Promise<Outcome> {
  const { kind, name, next } = addition
  const { dryRun } = context.settings
  const { like, files } = plan
  const existing = files.flatMap(({ path, before }) => (before === null ? [] : [resolve(path)]))
  const changed = uncommitted(dirname(existing[0] ?? '.'), existing)
  const warnings =
    changed === 0 ? [] : [`${changed} of these files had changes that are not committed: look at git diff`]
  if (!dryRun) await writeFiles(files)
  return {
    data: {
      ...{ dryRun, kind, name, like, warnings, next },
      files: files.map(({ path, before, added }) => ({ path: shown(path), isNew: before === null, added })),
    },
    text: () =>
      [
        `${kind} ${name}, a copy of ${like}`,
        ...files.flatMap(({ path, before, added }) => [
          before === null ? `  ${shown(path)} (new)` : `  ${shown(path)}`,
          ...added.flatMap(linesOf).map((line) => `    + ${line}`),
        ]),
        ...warnings.map((warning) => `warning: ${warning}`),
        ...(dryRun ? ['dry run: nothing was written'] : next),
      ].join('\n'),
  }
}

const shown = (path: string): string => relative(process.cwd(), path) || path

const linesOf = (text: string): readonly string[] =>
  text.split(/\r?\n/).filter((line) => line.trim().length > 1)
