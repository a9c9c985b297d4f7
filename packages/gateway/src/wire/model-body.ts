import type { GatewayModel } from '../model.js'

/** A model as `GET /v1/models` lists it. */
export const modelBody = (id: string, { created, owner, view }: GatewayModel) => ({
  ...{ id, object: 'model', created, owned_by: owner },
  max_tokens: view.maxTokens,
  modalities: ['text'],
  capabilities: { chat: true, stream: true, tools: false, response_format: ['json_object', 'json_schema'] },
})
