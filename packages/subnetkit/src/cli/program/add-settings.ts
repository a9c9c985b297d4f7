import type { Command } from 'commander'
import { type SectionName, type Setting, settingsOf } from '../config/texts/sections.js'
import { attributeOf } from '../config/texts/setting-text.js'

/** Heading of the options that are settings. */
const heading = 'Settings (an option beats the environment, which beats the configuration file):'

/** The settings of some sections, without those that only commands of other sections have. */
const settingsFor = (sections: readonly SectionName[]) =>
  settingsOf(sections).filter(({ only }) => only === undefined || sections.includes(only))

/** Adds the settings of some sections as options; the help lists those that only the file has. */
export function addSettings(command: Command, sections: readonly SectionName[]): void {
  const add = (flags: string, description: string) =>
    command.addOption(command.createOption(flags, description).helpGroup(heading))
  const settings = settingsFor(sections)
  const added = new Set<string>()
  for (const setting of settings) {
    // One option may be for several sections, such as --concurrency.
    if (setting.flags === undefined || added.has(setting.flags)) continue
    added.add(setting.flags)
    add(setting.flags, describe(setting))
  }
  const others = settings.filter(({ flags }) => flags === undefined)
  if (others.length === 0) return
  const width = Math.max(...others.map(({ key }) => key.length)) + 2
  const lines = others.map((setting) => `  ${setting.key.padEnd(width)}${describe(setting)}`)
  command.addHelpText(
    'after',
    `\nSettings of the configuration file; subnet config print shows their values and variables:\n${lines.join('\n')}`,
  )
}

function describe({ text, fallback }: Setting): string {
  return fallback === undefined ? text : `${text} (default: ${fallback})`
}

/** Separates the options that are settings from those of the command itself. */
export function withoutSettings(
  options: Readonly<Record<string, unknown>>,
  sections: readonly SectionName[],
): Readonly<Record<string, unknown>> {
  const settings = settingsFor(sections).flatMap(({ flags }) =>
    flags === undefined ? [] : attributeOf(flags),
  )
  const names = new Set(settings)
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.has(name)))
}
