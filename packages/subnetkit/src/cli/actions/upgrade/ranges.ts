import { nodesOf } from '../../syntax/tree.js'
import { memberOf, unquoted } from '../add/source/declarations.js'
import { applyEdits, replacement } from '../add/source/edit.js'
import type { ParseTypeScript } from '../add/source/typescript.js'
import type { Dependency, Project } from './project.js'

/** A dependency before and after. */
export interface RangeChange extends Dependency {
  readonly to: string
}

/** Ranges for a version of the framework, of the kind that each dependency has: all packages of ours share one version. */
export const rangesFor = ({ ours }: Project, version: string): readonly RangeChange[] =>
  ours
    .map((one) => ({
      ...one,
      to: `${/^[~^]/.exec(one.range)?.[0] ?? (/^\d/.test(one.range) ? '' : '^')}${version}`,
    }))
    .filter(({ range, to }) => range !== to)

/** The text of package.json with other ranges, formatted as it is. */
export function withRanges(
  parse: ParseTypeScript,
  project: Project,
  changes: readonly RangeChange[],
): string {
  const { manifestPath, manifestText } = project
  // JSON is an expression of JavaScript.
  const source = parse(manifestPath, `(${manifestText}\n)`)
  const [root] = nodesOf(source.root, 'ObjectExpression')
  const edits = changes.map(({ part, name, to }) => {
    const list = root && memberOf(source, root, part)?.value
    const value = list && memberOf(source, list, name)?.value
    if (!value || unquoted(source, value) === '') throw new Error(`${part} of ${manifestPath} has no ${name}`)
    return replacement(value, `"${to}"`)
  })
  return applyEdits(source.text, edits).slice(1, -2)
}
