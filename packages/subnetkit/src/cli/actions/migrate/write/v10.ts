import { importText } from '../format/imports.js'
import { literalText } from '../format/literal.js'
import { formatted } from '../format/print.js'
import { isOfObjects } from '../translate/names.js'
import type { TranslatedSynapse } from '../translate/synapse.js'
import { fieldsConstant } from './protocol.js'
import { answerName } from './stubs.js'

/** Text of `src/v10.ts`: the same synapses on the wire of the Python SDK. */
export function v10Text(synapses: readonly TranslatedSynapse[]): string {
  const routes = synapses.map(({ name, isStream, fields, outputs }) => {
    const isAsked = fields.length > outputs.length
    const call = `${answerName(name)}(${isAsked ? 'input' : '{}'})`
    const answer = `${isAsked ? '({ input })' : '()'} => ${isUnchecked(fields) && !isStream ? `unchecked(${call})` : call}`
    return `legacyRoute(${name}V10, { ${isStream ? 'stream' : 'forward'}: ${answer} })`
  })
  return [
    importText(
      ['type LegacyAxonOptions', 'legacyRoute', 'legacySynapse', 'serveLegacyAxon'],
      'subnetkit/miner',
    ),
    importText(
      synapses.map(({ name }) => answerName(name)),
      './miner.js',
    ),
    importText(synapses.map(fieldsConstant), './protocol.js'),
    ...synapses.flatMap(synapseLines),
    ...(synapses.some(({ fields, isStream }) => isUnchecked(fields) && !isStream) ? uncheckedLines : []),
    '',
    '/** Routes for validators that still use the Python SDK; the answers are those of the miner. */',
    formatted('export const v10Routes = ', `[${routes.join(', ')}]`, '', 0),
    '',
    '/** Serves them. Pass the hotkey as `keypair`, and as `admission` who may call: `metagraphAdmission()` admits validators. */',
    "export const serveV10 = (options: Omit<LegacyAxonOptions, 'routes'>) =>",
    '  serveLegacyAxon({ ...options, routes: v10Routes })',
    '',
  ].join('\n')
}

const isUnchecked = (fields: TranslatedSynapse['fields']) => fields.some(({ name }) => isOfObjects(name))

const uncheckedLines = [
  '',
  '/** TypeScript takes the `constructor` of every object, and its like, for the field of that name. */',
  'const unchecked = (answer: Promise<unknown>) => answer as Promise<never>',
]

function synapseLines(synapse: TranslatedSynapse): readonly string[] {
  const { name, className, wireName, hashFields, timeout } = synapse
  return [
    '',
    `/** \`${className}\` as the Python SDK sends it. */`,
    `export const ${name}V10 = legacySynapse({`,
    `  name: ${literalText(wireName)},`,
    `  fields: ${fieldsConstant(synapse)},`,
    ...(hashFields.length === 0 ? [] : [`  ${formatted('hashFields: ', literalText(hashFields), ',', 2)}`]),
    `  deadline: '${timeout ?? 12}s',`,
    "  maxBytes: '1MB',",
    '})',
  ]
}
