import type { TranslatedField } from '../translate/field.js'
import { type Mark, markComment } from '../translate/mark.js'
import type { TranslatedModel } from '../translate/models.js'
import { commentText, keyText, linesOf, literalText } from '../translate/names.js'
import type { TranslatedSynapse } from '../translate/synapse.js'

/** Text of `src/protocol.ts`. */
export function protocolText(
  synapses: readonly TranslatedSynapse[],
  models: readonly TranslatedModel[],
): string {
  const makers = [
    ...(synapses.some(({ isStream }) => isStream) ? ['streamSynapse'] : []),
    ...(synapses.some(({ isStream }) => !isStream) ? ['synapse'] : []),
  ]
  return [
    `import { ${[...makers, 'z'].join(', ')} } from 'subnetkit'`,
    ...models.flatMap((model) => ['', ...modelLines(model)]),
    ...synapses.flatMap((one) => ['', ...fieldsLines(one)]),
    '',
    '/** The synapses of the subnet. */',
    'export const protocol = {',
    ...synapses.flatMap(synapseLines),
    '}',
    '',
  ].join('\n')
}

function modelLines({ declared, constant, fields, values }: TranslatedModel): readonly string[] {
  const about = `/** \`${declared.name}\` of ${commentText(declared.path)}.${declared.doc === '' ? '' : ` ${commentText(declared.doc)}`} */`
  if (values !== null) {
    const isText = values.every((value) => typeof value === 'string')
    return [about, `export const ${constant} = ${isText ? 'z.enum' : 'z.literal'}(${literalText(values)})`]
  }
  return [
    about,
    `export const ${constant} = z.object({`,
    ...fields.flatMap((field) => fieldLines(field)),
    '})',
  ]
}

/** Constant with the fields of a synapse. */
export const fieldsConstant = ({ name }: Pick<TranslatedSynapse, 'name'>): string => `${name}Fields`

function fieldsLines(synapse: TranslatedSynapse): readonly string[] {
  const { className, place, doc, fields, marks, deserialize } = synapse
  const own = marks.filter(({ subject }) => !fields.some(({ name }) => subject === `${className}.${name}`))
  return [
    '/**',
    ` * Fields of \`${className}\` (${commentText(place.path)}:${place.line}), in the order of its Python class.`,
    ...(doc === '' ? [] : [` * ${commentText(doc)}`]),
    ' */',
    ...own.map((mark) => `// ${oneLine(markComment(mark))}`),
    ...(deserialize === null ? [] : deserializeLines(deserialize.source)),
    `export const ${fieldsConstant(synapse)} = z.object({`,
    ...fields.flatMap((field) =>
      fieldLines(
        field,
        marks.filter(({ subject }) => subject === `${className}.${field.name}`),
      ),
    ),
    '})',
  ]
}

/** The value that callers of the Python class received in place of the synapse. */
function deserializeLines(source: string): readonly string[] {
  const body = linesOf(source.replace(/("""|''')[\s\S]*?\1/g, '')).slice(1)
  const lines = body.map((line) => line.trim()).filter((line) => line !== '')
  return lines.length > 6
    ? ['// deserialize() of the Python class computes what validators receive: see its source.']
    : lines.map((line) => `// deserialize(): ${line}`)
}

function fieldLines(
  { name, code, comment, gaps, place }: TranslatedField,
  marks?: readonly Mark[],
): readonly string[] {
  const reasons = marks ?? gaps.map((reason) => ({ ...place, subject: name, reason }))
  return [
    ...(comment === '' ? [] : [`  /** ${commentText(oneLine(comment))} */`]),
    ...reasons.map((mark) => `  // ${oneLine(markComment(mark))}`),
    ...(reasons.length > 0 ? linesOf(place.source).map((line) => `  //   ${line.trim()}`) : []),
    `  ${keyText(name)}: ${code},`,
  ]
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

function synapseLines(synapse: TranslatedSynapse): readonly string[] {
  const { name, isStream, fields, outputs, timeout } = synapse
  const constant = fieldsConstant(synapse)
  const pick = (names: readonly string[]) => {
    if (names.length === 0) return 'z.object({})'
    if (names.length === fields.length) return constant
    return wrapped(
      `${constant}.pick(`,
      names.map((one) => `${keyText(one)}: true`),
      ')',
    )
  }
  const inputs = fields.map((field) => field.name).filter((one) => !outputs.includes(one))
  const limits = `deadline: '${timeout ?? 12}s', maxBytes: '1MB'`
  const answer = isStream ? 'chunk: z.string()' : `output: ${pick(outputs)}`
  return [
    `  ${keyText(name)}: ${isStream ? 'streamSynapse' : 'synapse'}({`,
    `    input: ${pick(inputs)},`,
    `    ${answer},`,
    `    ${limits.split(', ').join(',\n    ')},`,
    '  }),',
  ]
}

/** Longest line of a list, in characters. */
const longestLine = 90

/** An object literal on one line, or with a line for each entry. */
function wrapped(before: string, entries: readonly string[], after: string): string {
  const line = `${before}{ ${entries.join(', ')} }${after}`
  if (line.length <= longestLine) return line
  return [`${before}{`, ...entries.map((entry) => `      ${entry},`), `    }${after}`].join('\n')
}
