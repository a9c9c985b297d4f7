import { importText } from '../format/imports.js'
import { keyText, literalText } from '../format/literal.js'
import { formatted } from '../format/print.js'
import type { TranslatedField } from '../translate/field.js'
import { type Mark, markComment } from '../translate/mark.js'
import type { TranslatedModel } from '../translate/models.js'
import { commentText, isOfObjects, linesOf } from '../translate/names.js'
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
  const text = [
    importText([...makers, 'z'], 'subnetkit'),
    ...models.flatMap((model) => ['', ...modelLines(model)]),
    ...synapses.flatMap((one) => ['', ...fieldsLines(one)]),
    '',
    '/** The synapses of the subnet. */',
    'export const protocol = {',
    ...synapses.flatMap(synapseLines),
    '}',
    '',
  ].join('\n')
  return `${suppressions(text)}${text}`
}

/** Rules of the linter that names and numbers of a fork may break. */
const suppressed: readonly (readonly [rule: string, pattern: RegExp])[] = [
  ['noThenProperty', /^ {2}then: /m],
  ['noTemplateCurlyInString', /^(?!\s*(\/\/|\*|\/\*)).*['"].*\$\{.*\}/m],
  ['noApproximativeNumericConstant', /[^\d.](3\.141|2\.718|1\.414|0\.707|0\.693|2\.302|1\.442|0\.434)\d/],
]

const suppressions = (text: string): string =>
  suppressed
    .filter(([, pattern]) => pattern.test(text))
    .map(([rule]) => `// biome-ignore-all lint/suspicious/${rule}: it is so in the fork\n`)
    .join('')

function modelLines({
  declared,
  constant,
  fields,
  values,
  form,
  gaps,
  methods,
}: TranslatedModel): readonly string[] {
  const about = `/** \`${declared.name}\` of ${commentText(declared.path)}.${declared.doc === '' ? '' : ` ${commentText(declared.doc)}`} */`
  if (values !== null) {
    const isText = values.every((value) => typeof value === 'string')
    const code = `${isText ? 'z.enum' : 'z.literal'}(${literalText(values)})`
    return [about, formatted(`export const ${constant} = `, code, '', 0)]
  }
  const whole = gaps.map((reason) => `// ${oneLine(markComment({ ...declared, subject: '', reason }))}`)
  whole.push(...methods.flatMap((source) => pythonLines(source, '//   ')))
  const lines = fields.flatMap((field) => fieldLines(field))
  if (form !== 'tuple') return [about, ...whole, ...objectLines(constant, lines, form)]
  // The marks of its items stand above it.
  const marks = fields.flatMap(({ name, gaps: reasons, place }) =>
    reasons.map(
      (reason) => `// ${oneLine(markComment({ ...place, subject: name, reason: `${name}: ${reason}` }))}`,
    ),
  )
  const names = fields.map(({ name }) => name).join(', ')
  const items = fields.map(({ code }) => code).join(', ')
  return [
    about,
    `// A NamedTuple is an array in JSON: ${names}.`,
    ...whole,
    ...marks,
    formatted(`export const ${constant} = `, `z.tuple([${items}])`, '', 0),
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
    ...own.flatMap((mark) => [
      `// ${oneLine(markComment({ ...mark, reason: `${mark.subject}: ${mark.reason}` }))}`,
      ...pythonLines(mark.source ?? '', '//   '),
    ]),
    ...(deserialize === null ? [] : deserializeLines(deserialize.source)),
    ...objectLines(
      fieldsConstant(synapse),
      fields.flatMap((field) =>
        fieldLines(
          field,
          marks.filter(({ subject }) => subject === `${className}.${field.name}`),
        ),
      ),
    ),
  ]
}

/** Lines of a method that a comment carries at most. */
const mostLines = 20

/** Python in the lines of a comment; what follows the first ones is where it was. */
function pythonLines(source: string, start: string): readonly string[] {
  if (source === '') return []
  const lines = linesOf(commentText(source)).map((line) => `${start}${line}`.trimEnd())
  const rest = lines.length - mostLines
  return rest > 0 ? [...lines.slice(0, mostLines), `${start}(${rest} more lines are in the fork)`] : lines
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
  { name, code, comment, gaps, place, validators }: TranslatedField,
  marks?: readonly Mark[],
): readonly string[] {
  const reasons = marks ?? gaps.map((reason) => ({ ...place, subject: name, reason }))
  return [
    ...(comment === '' ? [] : [`  /** ${commentText(oneLine(comment))} */`]),
    ...reasons.map((mark) => `  // ${oneLine(markComment(mark))}`),
    ...(reasons.length > 0 ? linesOf(place.source).map((line) => `  //   ${line.trim()}`.trimEnd()) : []),
    ...validators.flatMap((source) => pythonLines(source, '  //   ')),
    `  ${formatted(`${keyText(name)}: `, code, ',', 2)}`,
  ]
}

const objectLines = (constant: string, lines: readonly string[], form = 'object'): readonly string[] =>
  lines.length === 0
    ? [`export const ${constant} = z.${form}({})`]
    : [`export const ${constant} = z.${form}({`, ...lines, '})']

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

function synapseLines(synapse: TranslatedSynapse): readonly string[] {
  const { name, isStream, fields, outputs, timeout } = synapse
  const constant = fieldsConstant(synapse)
  // The keys of .pick() take what every object has for theirs.
  const isPlain = !fields.some((field) => isOfObjects(field.name))
  const pick = (names: readonly string[]) => {
    if (names.length === 0) return 'z.object({})'
    if (names.length === fields.length) return constant
    const keys = names.map((one) => `${keyText(one)}: ${isPlain ? 'true' : `${constant}.shape.${one}`}`)
    return `${isPlain ? `${constant}.pick` : 'z.object'}({ ${keys.join(', ')} })`
  }
  const inputs = fields.map((field) => field.name).filter((one) => !outputs.includes(one))
  const answer = isStream ? '    chunk: z.string(),' : `    ${formatted('output: ', pick(outputs), ',', 4)}`
  return [
    `  ${keyText(name)}: ${isStream ? 'streamSynapse' : 'synapse'}({`,
    `    ${formatted('input: ', pick(inputs), ',', 4)}`,
    answer,
    `    deadline: '${timeout ?? 12}s',`,
    "    maxBytes: '1MB',",
    '  }),',
  ]
}
