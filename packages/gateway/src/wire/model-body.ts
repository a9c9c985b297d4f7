import type { Views } from '@subnetkit/core'
import type { GatewayModel } from '../model.js'
import { modesOf } from '../modes/modes-of.js'
import { endpointsOf } from './endpoints.js'

/** A model as `GET /v1/models` lists it, with what it does: a client can know before it asks. */
export function modelBody(
  id: string,
  { created, owner, views }: Pick<GatewayModel, 'created' | 'owner' | 'views'>,
) {
  const { chat, completion, embedding, image, files } = views
  const writes = chat ?? completion
  return {
    ...{ id, object: 'model', created, owned_by: owner },
    ...(writes !== undefined && { max_tokens: writes.maxTokens }),
    modalities: modalitiesOf(views),
    endpoints: endpointsOf(views),
    capabilities: {
      chat: chat !== undefined,
      completion: completion !== undefined,
      embedding: embedding !== undefined,
      image: image !== undefined,
      json: views.json !== undefined,
      files: files !== undefined,
      ...{ stream: writes !== undefined, tools: chat?.tools ?? false },
      response_format: chat === undefined ? [] : ['json_object', 'json_schema'],
      // Suffixes that its name may have, after a colon.
      modes: modesOf(views),
      ...(embedding !== undefined && { dimensions: embedding.dimensions, max_inputs: embedding.maxInputs }),
      ...(image !== undefined && { sizes: image.sizes, max_images: image.maxImages }),
      ...(files !== undefined && { max_file_bytes: files.maxBytes }),
    },
  }
}

/** Kinds of data that a model gives. */
function modalitiesOf({ chat, completion, embedding, image, json, files }: Views): readonly string[] {
  const kinds = {
    text: chat ?? completion,
    embedding,
    image,
    json,
    file: files,
  }
  return Object.entries(kinds).flatMap(([kind, view]) => (view === undefined ? [] : [kind]))
}
