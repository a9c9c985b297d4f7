import { readFileSync } from 'node:fs'
import type { Answers } from './answers.js'
import {
  anyVersion,
  commands,
  deployOnly,
  namesCommands,
  projectOnly,
  replacementsIn,
  templateName,
  workspaceOnly,
} from './replacements.js'

/** Version of this package, which is that of subnetkit. */
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string
}

/** The content of a stamped file: that of the template with the declared replacements. Binary files stay as they are. */
export function replaceText(source: Buffer, stored: string, answers: Answers): Buffer {
  if (source.includes(0)) return source
  const { name, packageManager, flavour, deploy = true } = answers
  const texts = new Map([[templateName, name], ...Object.entries(replacementsIn(stored, answers))])
  if (stored === '_package.json') texts.set(`: ${anyVersion}`, `: "^${version}"`)
  if (namesCommands.test(stored))
    for (const [from, to] of Object.entries(commands[packageManager])) texts.set(from, to)
  const text = source
    .toString('utf8')
    .replace(projectOnly, (_, section: string) => (flavour === 'project' ? section : ''))
    .replace(workspaceOnly, (_, section: string) => (flavour === 'workspace' ? section : ''))
    .replace(deployOnly, (_, section: string) => (deploy ? section : ''))
  return Buffer.from(replaceAll(text, texts))
}

/** Replaces in one pass, longest first: what was put in is not replaced again. */
function replaceAll(text: string, texts: ReadonlyMap<string, string>): string {
  const longestFirst = [...texts.keys()].sort((a, b) => b.length - a.length)
  const pattern = new RegExp(
    longestFirst.map((one) => one.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join('|'),
    'g',
  )
  return text.replaceAll(pattern, (found) => texts.get(found) ?? found)
}
