import { importText } from '../format/imports.js'
import { keyText, literalText } from '../format/literal.js'
import { formatted, lineWidth } from '../format/print.js'
import type { Originals } from '../read/originals.js'
import type { ForkSettings } from '../read/settings.js'
import { createNames } from '../translate/names.js'
import type { TranslatedSynapse } from '../translate/synapse.js'
import { originalComment, placeOfOriginal } from './original.js'

/** Text of `src/untranslated.ts`. */
export const untranslatedText = `import { defineErrors } from 'subnetkit'

const migrationError = defineErrors({
  NOT_TRANSLATED: {
    message: '{part} is not translated yet: its Python is in {place}',
    fix: 'Write it in TypeScript at {at}, after the comment above it.',
  },
})

/** Error of a part that is still Python; \`place\` is where that is. */
export function untranslated(part: string, place: string): Error {
  // The line that throws it, with the name of its file.
  const [at = 'the line that throws this'] =
    /(?:src|dist)\\/(?!untranslated\\b)[\\w-]+\\.[jt]s:\\d+/.exec(new Error().stack ?? '') ?? []
  return migrationError('NOT_TRANSLATED', { part, place, at })
}
`

function throwText(part: string, place: string, indent: number): string {
  const call = `untranslated(${literalText(part)}, ${literalText(place)})`
  return `${' '.repeat(indent)}${formatted('throw ', call, '', indent)}`
}

/** Name of the function that answers a synapse. */
export const answerName = (name: string) => `answer${name.charAt(0).toUpperCase()}${name.slice(1)}`

/** Text of `src/miner.ts`. */
export function minerText(synapses: readonly TranslatedSynapse[], { miner }: Originals): string {
  const isStreamOnly = synapses.every(({ isStream }) => isStream)
  const types = ['Handlers', 'SynapseInput', ...(isStreamOnly ? [] : ['SynapseResponse'])]
  return [
    importText(types, 'subnetkit').replace('import', 'import type'),
    "import type { protocol } from './protocol.js'",
    "import { untranslated } from './untranslated.js'",
    '',
    'type Protocol = typeof protocol',
    ...synapses.flatMap(({ name, className, isStream }) => {
      const originals = miner.get(className) ?? []
      const input = `_input: SynapseInput<Protocol[${literalText(name)}]>`
      const output = isStream
        ? 'AsyncIterable<string>'
        : `Promise<SynapseResponse<Protocol[${literalText(name)}]>>`
      const start = `export ${isStream ? '' : 'async '}function ${answerName(name)}(`
      const line = `${start}${input}): ${output} {`
      const answer = line.length <= lineWidth ? line : `${start}\n  ${input},\n): ${output} {`
      return [
        '',
        ...originalComment(originals),
        `/** Answers \`${className}\`. */`,
        answer,
        throwText(`the answer to ${className}`, placeOfOriginal(originals), 2),
        '}',
      ]
    }),
    '',
    '/** Handlers of the miner. */',
    'export const handlers: Handlers<Protocol> = {',
    ...synapses.map(({ name }) => `  ${keyText(name)}: ({ input }) => ${answerName(name)}(input),`),
    '}',
    '',
  ].join('\n')
}

/** `videoRequest` as `video-request`, at most 32 characters. */
const familyName = (name: string) =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .slice(0, 32)
    .replace(/-$/, '')

/** Text of `src/tasks.ts`. */
export function tasksText(synapses: readonly TranslatedSynapse[], { forward }: Originals): string {
  const place = placeOfOriginal(forward)
  const familyOf = createNames('family')
  return [
    "import { type SynapseRequest, taskSource } from 'subnetkit'",
    "import { protocol } from './protocol.js'",
    "import { untranslated } from './untranslated.js'",
    '',
    ...originalComment(forward),
    '/** The questions of the validators. A draw must depend on its random numbers alone. */',
    'export const tasks = taskSource({',
    '  protocol,',
    '  families: [',
    ...synapses.flatMap(({ name, className }) => [
      '    {',
      `      name: ${literalText(familyOf(familyName(name)))},`,
      `      synapse: ${literalText(name)},`,
      ...drawLines(name),
      throwText(`the draw of ${className}`, place, 8),
      '      },',
      '    },',
    ]),
    '  ],',
    '})',
    '',
  ].join('\n')
}

function drawLines(name: string): readonly string[] {
  const input = `input: SynapseRequest<(typeof protocol)[${literalText(name)}]>`
  const line = `      draw(): { ${input}; truth: unknown } {`
  return line.length <= lineWidth
    ? [line]
    : ['      draw(): {', `        ${input}`, '        truth: unknown', '      } {']
}

/** Text of `src/rubric.ts`. */
export function rubricText({ reward }: Originals): string {
  return [
    "import { criterion, rubric } from 'subnetkit'",
    "import { tasks } from './tasks.js'",
    "import { untranslated } from './untranslated.js'",
    '',
    ...originalComment(reward),
    '/** Scores of answers, from 0 to 1. */',
    'export const scoring = rubric(tasks, {',
    '  criteria: [',
    "    criterion('reward', 1, (): number => {",
    throwText('the reward', placeOfOriginal(reward), 6),
    '    }),',
    '  ],',
    '})',
    '',
  ].join('\n')
}

/** Text of `src/subnet.ts`. */
export function subnetText(name: string, { version, alpha }: ForkSettings): string {
  return [
    `import { defineSubnet${alpha === null ? '' : ', ema'} } from 'subnetkit'`,
    "import { protocol } from './protocol.js'",
    "import { scoring } from './rubric.js'",
    "import { tasks } from './tasks.js'",
    '',
    "export { handlers } from './miner.js'",
    '',
    'export default defineSubnet({',
    `  name: ${literalText(name)},`,
    `  version: ${version},`,
    '  protocol,',
    '  tasks,',
    '  rubric: scoring,',
    ...(alpha === null ? [] : [`  incentive: { scoreboard: ema({ alpha: ${alpha} }) },`]),
    '})',
    '',
  ].join('\n')
}

/** Text of `src/protocol.test.ts`. */
export const protocolTestText = `import { expect, test } from 'vitest'
import { protocol } from './protocol.js'
import subnet from './subnet.js'
import { v10Routes } from './v10.js'

test('the subnet has every synapse, and each has its class of the Python SDK', () => {
  expect(Object.keys(subnet.protocol)).toEqual(Object.keys(protocol))
  expect(v10Routes).toHaveLength(Object.keys(protocol).length)
})
`
