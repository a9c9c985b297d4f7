import type { Views } from '@subnetkit/core'

/** Endpoints by the view that answers them. */
const byView: Readonly<Record<keyof Views, readonly string[]>> = {
  chat: ['POST /v1/chat/completions', 'POST /v1/responses'],
  completion: ['POST /v1/completions'],
  embedding: ['POST /v1/embeddings'],
  image: ['POST /v1/images/generations'],
  json: ['POST /v1/json'],
  files: ['PUT /v1/objects/{name}', 'GET /v1/objects/{name}', 'DELETE /v1/objects/{name}', 'GET /v1/objects'],
}

/** Endpoints that a model answers. */
export const endpointsOf = (views: Views): readonly string[] =>
  Object.entries(byView).flatMap(([name, endpoints]) =>
    views[name as keyof Views] === undefined ? [] : endpoints,
  )
