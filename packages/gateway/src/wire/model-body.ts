import type { GatewayModel } from '../model.js'

/** A model as `GET /v1/models` lists it. */
export const modelBody = (id: string, { created, owner, views: { chat } }: GatewayModel) => ({
  ...{ id, object: 'model', created, owned_by: owner },
  ...(chat !== undefined && { max_tokens: chat.maxTokens }),
  modalities: ['text'],
  capabilities: {
    chat: chat !== undefined,
    ...{ stream: true, tools: false, response_format: ['json_object', 'json_schema'] },
  },
})
