import type { Originals } from '../read/originals.js'
import type { ForkSettings } from '../read/settings.js'
import { keyText, literalText } from '../translate/names.js'
import type { TranslatedSynapse } from '../translate/synapse.js'
import { originalComment, placeOfOriginal } from './original.js'
import { fieldsConstant } from './protocol.js'

/** Text of `src/untranslated.ts`. */
export const untranslatedText = `/** Error of a part that is still Python; \`place\` is where that is. */
export function untranslated(part: string, place: string): Error {
  return new Error(
    \`\${part} is not translated yet: write it in TypeScript after \${place}, whose Python is in the comment above it.\`,
  )
}
`

/** Name of the function that answers a synapse. */
const answerName = (name: string) => `answer${name.charAt(0).toUpperCase()}${name.slice(1)}`

/** Text of `src/miner.ts`. */
export function minerText(synapses: readonly TranslatedSynapse[], { miner }: Originals): string {
  const isStreamOnly = synapses.every(({ isStream }) => isStream)
  const types = ['Handlers', 'SynapseInput', ...(isStreamOnly ? [] : ['SynapseResponse'])]
  return [
    `import type { ${types.join(', ')} } from 'subnetkit'`,
    "import type { protocol } from './protocol.js'",
    "import { untranslated } from './untranslated.js'",
    '',
    'type Protocol = typeof protocol',
    ...synapses.flatMap(({ name, className, isStream }) => {
      const originals = miner.get(className) ?? []
      const input = `_input: SynapseInput<Protocol[${literalText(name)}]>`
      const answer = isStream
        ? `export function ${answerName(name)}(${input}): AsyncIterable<string> {`
        : `export async function ${answerName(name)}(${input}): Promise<SynapseResponse<Protocol[${literalText(name)}]>> {`
      return [
        '',
        ...originalComment(originals),
        `/** Answers \`${className}\`. */`,
        answer,
        `  throw untranslated(${literalText(`the answer to ${className}`)}, ${literalText(placeOfOriginal(originals))})`,
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

/** Text of `src/v10.ts`: the same synapses on the wire of the Python SDK. */
export function v10Text(synapses: readonly TranslatedSynapse[]): string {
  const constants = synapses.map(fieldsConstant).sort()
  const answers = synapses.map(({ name }) => answerName(name)).sort()
  return [
    'import {',
    '  type LegacyAxonOptions,',
    '  legacyRoute,',
    '  legacySynapse,',
    '  serveLegacyAxon,',
    "} from 'subnetkit/miner'",
    `import { ${answers.join(', ')} } from './miner.js'`,
    `import { ${constants.join(', ')} } from './protocol.js'`,
    ...synapses.flatMap((synapse) => {
      const { name, className, hashFields, timeout } = synapse
      return [
        '',
        `/** \`${className}\` as the Python SDK sends it. */`,
        `export const ${name}V10 = legacySynapse({`,
        `  name: ${literalText(className)},`,
        `  fields: ${fieldsConstant(synapse)},`,
        ...(hashFields.length === 0 ? [] : [`  hashFields: ${literalText(hashFields)},`]),
        `  deadline: '${timeout ?? 12}s',`,
        "  maxBytes: '1MB',",
        '})',
      ]
    }),
    '',
    '/** Routes for validators that still use the Python SDK; the answers are those of the miner. */',
    'export const v10Routes = [',
    ...synapses.map(({ name, isStream, fields, outputs }) => {
      const answer =
        fields.length === outputs.length
          ? `() => ${answerName(name)}({})`
          : `({ input }) => ${answerName(name)}(input)`
      return `  legacyRoute(${name}V10, { ${isStream ? 'stream' : 'forward'}: ${answer} }),`
    }),
    ']',
    '',
    '/** Serves them. Pass the hotkey as `keypair`, and as `admission` who may call: `metagraphAdmission()` admits validators. */',
    "export const serveV10 = (options: Omit<LegacyAxonOptions, 'routes'>) =>",
    '  serveLegacyAxon({ ...options, routes: v10Routes })',
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
      `      name: ${literalText(familyName(name))},`,
      `      synapse: ${literalText(name)},`,
      `      draw(): { input: SynapseRequest<(typeof protocol)[${literalText(name)}]>; truth: unknown } {`,
      `        throw untranslated(${literalText(`the draw of ${className}`)}, ${literalText(place)})`,
      '      },',
      '    },',
    ]),
    '  ],',
    '})',
    '',
  ].join('\n')
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
    `      throw untranslated('the reward', ${literalText(placeOfOriginal(reward))})`,
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
