// Writes the schemas by which tests judge the gateway's answers. They are a subset of the public API description of openai/openai-openapi
// (MIT): only responses, chunks, events and errors, without descriptions, with the null of OpenAPI 3.0 in the form of 3.1.
//   node --import tsx tools/gateway/openai-schemas.ts openapi.json <commit>
import { readFileSync, writeFileSync } from 'node:fs'

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }
type Schemas = { readonly [name: string]: Json }

const roots = [
  ...['CreateChatCompletionResponse', 'CreateChatCompletionStreamResponse', 'CreateCompletionResponse'],
  ...['CreateEmbeddingResponse', 'ImagesResponse', 'ListModelsResponse', 'Model', 'ErrorResponse'],
  ...['Response', 'ResponseCreatedEvent', 'ResponseInProgressEvent', 'ResponseOutputItemAddedEvent'],
  ...['ResponseContentPartAddedEvent', 'ResponseTextDeltaEvent', 'ResponseTextDoneEvent'],
  ...['ResponseContentPartDoneEvent', 'ResponseOutputItemDoneEvent', 'ResponseCompletedEvent'],
  ...['ResponseIncompleteEvent', 'ResponseFailedEvent', 'ResponseErrorEvent'],
]

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
/** Unions of which the gateway sends one member, or none: the others would be most of the file. */
const narrowed: Schemas = {
  OutputItem: ref('OutputMessage'),
  InputItem: ref('EasyInputMessage'),
  InputContent: ref('InputTextContent'),
  InputMessageContentList: { type: 'array', items: ref('InputTextContent') },
  ToolChoiceParam: ref('ToolChoiceOptions'),
  ...{ Tool: false, Annotation: false, Moderation: false },
}

const dropped = new Set([
  'description',
  'title',
  'example',
  'examples',
  'default',
  'deprecated',
  'externalDocs',
])

/** Copies a schema without what no validator reads; `isMap` for an object of schemas by name. */
function tidy(value: Json, isMap = false): Json {
  if (Array.isArray(value)) return value.map((one) => tidy(one))
  if (typeof value !== 'object' || value === null) return value
  const { nullable, ...fields } = value as Schemas
  const kept = Object.entries(isMap ? (value as Schemas) : fields)
    .filter(([name]) => isMap || !(dropped.has(name) || name.startsWith('x-')))
    .map(([name, one]): [string, Json] => [name, tidy(one, !isMap && name === 'properties')])
  const schema = Object.fromEntries(kept)
  return !isMap && nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema
}

function refsOf(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(refsOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) =>
    name === '$ref' && typeof one === 'string' ? [one.slice(one.lastIndexOf('/') + 1)] : refsOf(one),
  )
}

const [source = 'openapi.json', commit = 'unknown'] = process.argv.slice(2)
const all: Schemas = { ...JSON.parse(readFileSync(source, 'utf8')).components.schemas, ...narrowed }
const schemas: Record<string, Json> = {}
const open = [...roots]
for (let name = open.pop(); name !== undefined; name = open.pop()) {
  if (name in schemas) continue
  const schema = tidy(all[name] ?? false)
  schemas[name] = schema
  open.push(...refsOf(schema))
}
const sorted = Object.fromEntries(Object.entries(schemas).sort(([one], [other]) => (one < other ? -1 : 1)))
const notice = `Subset of openapi.json of github.com/openai/openai-openapi at ${commit}: The MIT License, Copyright (c) OpenAI (https://openai.com). See LICENSE-openai-openapi beside this file. Made by tools/gateway/openai-schemas.ts.`
const path = new URL('../../packages/gateway/src/testing/fixtures/openai-schemas.json', import.meta.url)
writeFileSync(path, `${JSON.stringify({ $comment: notice, components: { schemas: sorted } })}\n`)
process.stdout.write(`${Object.keys(sorted).length} schemas written\n`)
