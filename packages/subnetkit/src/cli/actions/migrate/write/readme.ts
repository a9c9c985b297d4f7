import type { ForkConstant } from '../read/constants.js'
import type { ComputeFact } from '../read/min-compute.js'
import type { ForkSetting } from '../read/settings.js'
import type { MigrationReport } from './report.js'

/** Section about the machine, from min_compute.yml. */
export function computeSection(
  minCompute: string | null,
  facts: readonly ComputeFact[] | null,
): readonly string[] {
  if (minCompute === null) return []
  if (facts === null) {
    return [
      '## Minimum compute',
      '',
      'From `min_compute.yml`:',
      '',
      '```yaml',
      minCompute.trimEnd(),
      '```',
      '',
    ]
  }
  const shown = facts.filter(({ path }) => path[0] !== 'version')
  const rows = shown.map(({ path, value }) => {
    const names = path.filter((name) => name !== 'compute_spec' && name !== 'network_spec')
    return `| ${names.slice(0, -1).join(' ')} | ${names.at(-1)?.replaceAll('_', ' ')} | ${value.replaceAll('|', '\\|')} |`
  })
  return [
    '## Minimum compute',
    '',
    'From `min_compute.yml`:',
    '',
    '| part | need | value |',
    '|---|---|---|',
    ...rows,
    '',
  ]
}

/** Text of `MIGRATION.md`. */
export function migrationText(
  { fork, synapses, fields, share, marks, unread, stubs }: MigrationReport,
  settings: readonly ForkSetting[],
  constants: readonly ForkConstant[],
): string {
  const cell = (text: string) => text.replaceAll('|', '\\|')
  return [
    '# Migration from the Python template',
    '',
    `From \`${fork}\`: ${fields.translated} of ${fields.total} synapse fields are translated (${percent(share)}).`,
    '',
    '| synapse | Python | fields | translated | filled by the miner |',
    '|---|---|---|---|---|',
    ...synapses.map(
      (one) =>
        `| ${one.name} | \`${one.className}\` (${one.path}:${one.line}) | ${one.fields} | ${one.translated} | ${one.outputs.join(', ') || 'none'} |`,
    ),
    '',
    'Fields that the miner fills are those that its functions assign; check them in `src/protocol.ts`.',
    '',
    '## To write',
    '',
    ...stubs.map(({ part, file, place }) => `- [ ] ${part}: \`${file}\`, after ${place}`),
    '',
    '## Marks',
    '',
    ...stubs.map(({ part, file, place }) => `- ${part} (${place}): still to write, in \`${file}\``),
    ...marks.map(({ path, line, subject, reason }) => `- \`${subject}\` (${path}:${line}): ${reason}`),
    '',
    ...(unread.length === 0 ? [] : ['## Files that were not read', '']),
    ...unread.map(({ path, reason }) => `- \`${path}\`: ${reason}`),
    ...(unread.length === 0 ? [] : ['']),
    ...(settings.length === 0
      ? []
      : [
          '## Settings of the fork',
          '',
          'They configure Python neurons. `subnet config print` lists those that this project has in their place.',
          '',
          '| option | default | meaning |',
          '|---|---|---|',
          ...settings.map(
            ({ name, value, help }) => `| \`${name}\` | ${cell(String(value))} | ${cell(help)} |`,
          ),
          '',
        ]),
    ...(constants.length === 0
      ? []
      : [
          '## Constants of the fork',
          '',
          'Those that the tasks, the rubric or the miner need are to be written there.',
          '',
          '| constant | value | file |',
          '|---|---|---|',
          ...constants.map(({ name, value, path }) => `| \`${name}\` | ${cell(value)} | ${path} |`),
          '',
        ]),
  ].join('\n')
}

export const percent = (share: number): string => `${Math.floor(share * 1_000) / 10} %`
