import { allSections, type Setting, settingsOf } from '../../config/texts/sections.js'
import { variableOf } from '../../config/texts/setting-text.js'

/** The reference of all settings, in Markdown: docs/settings.md. */
export function settingsPage(): string {
  return [
    '# Settings',
    '',
    'All settings of `subnet miner`, `validator`, `coordinator` and `worker`, by the sections of the',
    '[configuration file](cli.md#configuration). Made by `subnet config schema --markdown`.',
    ...allSections.flatMap((section) => ['', `## ${section}`, '', ...tableOf(settingsOf([section]))]),
    '',
  ].join('\n')
}

const tableOf = (settings: readonly Setting[]): readonly string[] => [
  '| setting | meaning | default | option | variable |',
  '|---|---|---|---|---|',
  ...settings.map(({ name, text, fallback = '', flags = '', key, variables }) => {
    const names = (variables ?? [variableOf(key)]).map((variable) => `\`${variable}\``)
    const option = /--[\w-]+/.exec(flags)?.[0]
    return `| \`${name}\` | ${cell(text)} | ${cell(fallback)} | ${option ? `\`${option}\`` : ''} | ${names.join(', ')} |`
  }),
]

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
