import { z } from 'zod'
import { defineAction } from '../../program/define-action.js'
import { type Migration, migrateFork } from './migrate-fork.js'
import { writeProject } from './write/project.js'
import { percent } from './write/readme.js'

const schema = z.strictObject({ out: z.string().min(1, 'must not be empty').optional() })

export const action = defineAction(schema, async (context, { out }, [folder = '']) => {
  const migration = await migrateFork(folder)
  const target = out ?? migration.name
  const { dryRun } = context.settings
  const files = dryRun ? [] : await writeProject(target, migration)
  return {
    data: { dryRun, folder: target, files, ...migration.report },
    text: () => summary(migration, dryRun ? null : target).join('\n'),
  }
})

/** Marks that the output lists; MIGRATION.md has all of them. */
const mostMarks = 20

function summary({ report }: Migration, target: string | null): readonly string[] {
  const { synapses, fields, share, marks, unread, stubs } = report
  const rest = marks.length - mostMarks
  return [
    `${synapses.length} synapses: ${fields.translated} of ${fields.total} fields are translated (${percent(share)})`,
    ...synapses.map(
      ({ name, className, translated, fields: all }) => `  ${name} (${className}): ${translated} of ${all}`,
    ),
    ...(marks.length === 0 ? [] : [`marks: ${marks.length}`]),
    ...marks
      .slice(0, mostMarks)
      .map(({ subject, path, line, reason }) => `  ${subject} (${path}:${line}): ${reason}`),
    ...(rest > 0 ? [`  and ${rest} more in MIGRATION.md`] : []),
    ...unread.slice(0, mostMarks).map(({ path, reason }) => `not read: ${path}: ${reason}`),
    `to write: ${stubs.map(({ part, file }) => `${part} (${file})`).join(', ')}`,
    target === null
      ? 'dry run: nothing was written'
      : `written to ${target}; MIGRATION.md there says what is left`,
  ]
}
