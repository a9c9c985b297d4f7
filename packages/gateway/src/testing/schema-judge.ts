import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

/** Schemas of the public API description; see the notice in the file. */
const path = new URL('./fixtures/openai-schemas.json', import.meta.url)

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
ajv.addSchema(JSON.parse(readFileSync(path, 'utf8')), 'openai')
const validators = new Map<string, ValidateFunction>()

/** Validates a value against one of the schemas, and returns what is wrong with it; empty for nothing. */
export function flawsOf(schema: string, value: unknown): readonly string[] {
  const validate = validators.get(schema) ?? ajv.compile({ $ref: `openai#/components/schemas/${schema}` })
  validators.set(schema, validate)
  if (validate(value)) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message }) =>
      `${schema}${instancePath} ${message}: ${JSON.stringify(value).slice(0, 300)}`,
  )
}

/** Schemas by endpoint: of a response, and of the frames of its stream. */
const byEndpoint: Readonly<Record<string, { readonly body: string; readonly frame?: string }>> = {
  'POST /v1/chat/completions': {
    body: 'CreateChatCompletionResponse',
    frame: 'CreateChatCompletionStreamResponse',
  },
  'POST /v1/completions': { body: 'CreateCompletionResponse', frame: 'CreateCompletionResponse' },
  'POST /v1/embeddings': { body: 'CreateEmbeddingResponse' },
  'POST /v1/images/generations': { body: 'ImagesResponse' },
  'POST /v1/responses': { body: 'Response' },
  'GET /v1/models': { body: 'ListModelsResponse' },
}

/** Schemas of the events of `/v1/responses`, by their type. */
const byEvent: Readonly<Record<string, string>> = {
  'response.created': 'ResponseCreatedEvent',
  'response.in_progress': 'ResponseInProgressEvent',
  'response.output_item.added': 'ResponseOutputItemAddedEvent',
  'response.content_part.added': 'ResponseContentPartAddedEvent',
  'response.output_text.delta': 'ResponseTextDeltaEvent',
  'response.output_text.done': 'ResponseTextDoneEvent',
  'response.content_part.done': 'ResponseContentPartDoneEvent',
  'response.output_item.done': 'ResponseOutputItemDoneEvent',
  'response.completed': 'ResponseCompletedEvent',
  'response.incomplete': 'ResponseIncompleteEvent',
  'response.failed': 'ResponseFailedEvent',
  error: 'ResponseErrorEvent',
}

/** Returns what is wrong with a response of the gateway that has ended. */
export function flawsOfResponse(
  endpoint: string,
  status: number,
  type: string,
  text: string,
): readonly string[] {
  const schemas = byEndpoint[endpoint]
  // Synapses have frames of their own.
  if (!endpoint.includes(' /v1/')) return []
  if (type.startsWith('text/event-stream'))
    return framesOf(text).flatMap((frame) => flawsOfFrame(endpoint, schemas?.frame, frame))
  if (!type.startsWith('application/json')) return []
  const body: unknown = JSON.parse(text)
  if (status >= 400) return flawsOf('ErrorResponse', body)
  if (endpoint.startsWith('GET /v1/models/')) return flawsOf('Model', body)
  return schemas === undefined ? [] : flawsOf(schemas.body, withFloats(body))
}

const framesOf = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice('data: '.length)] : []))

function flawsOfFrame(endpoint: string, schema: string | undefined, frame: string): readonly string[] {
  if (frame === '[DONE]') return endpoint.endsWith('/responses') ? ['[DONE] in a stream of events'] : []
  const value = JSON.parse(frame) as { readonly type?: string; readonly error?: unknown }
  if (endpoint.endsWith('/responses')) {
    const event = byEvent[value.type ?? '']
    return event === undefined ? [`an event of the type ${value.type}`] : flawsOf(event, value)
  }
  return flawsOf('error' in value ? 'ErrorResponse' : (schema ?? 'unknown'), value)
}

/** The description knows embeddings as lists only, and services send the base64 that clients ask for. */
function withFloats(body: unknown): unknown {
  const { data, ...rest } = Object(body) as { readonly data?: unknown }
  if (!Array.isArray(data)) return body
  const floats = (text: string) => {
    const { buffer, byteOffset, length } = Buffer.from(text, 'base64')
    return Array.from({ length: length / 4 }, (_, at) =>
      new DataView(buffer, byteOffset).getFloat32(at * 4, true),
    )
  }
  return {
    ...rest,
    data: data.map((one: object) =>
      'embedding' in one && typeof one.embedding === 'string'
        ? { ...one, embedding: floats(one.embedding) }
        : one,
    ),
  }
}
