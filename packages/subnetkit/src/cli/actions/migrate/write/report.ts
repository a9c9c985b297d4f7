import type { UnreadFile } from '../read/python-files.js'
import type { TranslatedField } from '../translate/field.js'
import type { Mark } from '../translate/mark.js'
import type { TranslatedModel } from '../translate/models.js'
import type { TranslatedSynapse } from '../translate/synapse.js'

/** Result of a migration. */
export interface MigrationReport {
  /** Folder that was read. */
  readonly fork: string
  readonly synapses: readonly {
    readonly name: string
    readonly className: string
    readonly path: string
    readonly line: number
    readonly fields: number
    readonly translated: number
    readonly outputs: readonly string[]
  }[]
  readonly fields: { readonly total: number; readonly translated: number }
  /** Share of the synapse fields that are translated whole: type, constraints and default; 1 where there are none. */
  readonly share: number
  readonly marks: readonly Mark[]
  /** Files of the fork that were not read. */
  readonly unread: readonly UnreadFile[]
  /** Parts that throw until they are written. */
  readonly stubs: readonly { readonly part: string; readonly file: string; readonly place: string }[]
}

/** Sums up the translated synapses. A field does not count as translated if it has a gap, itself or in a model that it refers to. */
export function reportOf(
  fork: string,
  synapses: readonly TranslatedSynapse[],
  models: readonly TranslatedModel[],
  rest: Pick<MigrationReport, 'marks' | 'stubs' | 'unread'>,
): MigrationReport {
  const incomplete = incompleteModels(models)
  const isWhole = ({ gaps, code }: TranslatedField) =>
    gaps.length === 0 && !incomplete.some((constant) => refersTo(code, constant))
  const rows = synapses.map(({ name, className, place, fields, lost, outputs }) => ({
    ...{ name, className, path: place.path, line: place.line, outputs },
    fields: fields.length + lost,
    translated: fields.filter(isWhole).length,
  }))
  const total = rows.reduce((sum, { fields }) => sum + fields, 0)
  const translated = rows.reduce((sum, one) => sum + one.translated, 0)
  return {
    fork,
    synapses: rows,
    fields: { total, translated },
    share: total === 0 ? 1 : translated / total,
    ...rest,
  }
}

const refersTo = (code: string, constant: string) => new RegExp(`\\b${constant}\\b`).test(code)

/** Constants of the models that have a gap, in themselves or in a model that they refer to. */
function incompleteModels(models: readonly TranslatedModel[]): readonly string[] {
  const found = new Set<string>()
  // Models may refer to each other.
  for (let before = -1; before < found.size; ) {
    before = found.size
    for (const { constant, fields, gaps: whole } of models) {
      const hasGap =
        whole.length > 0 ||
        fields.some(({ gaps, code }) => gaps.length > 0 || [...found].some((other) => refersTo(code, other)))
      if (hasGap) found.add(constant)
    }
  }
  return [...found]
}
