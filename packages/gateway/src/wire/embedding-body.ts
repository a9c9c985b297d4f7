/** Vectors of a request, and how the client wants them. */
export interface Embeddings {
  /** As the client asked for it. */
  readonly model: string
  readonly vectors: readonly Float32Array[]
  readonly format: 'float' | 'base64'
  readonly promptTokens: number
}

/** The body of a response. Both formats have the same numbers: those of 32 bits. */
export const embeddingsBody = ({ model, vectors, format, promptTokens }: Embeddings) => ({
  object: 'list',
  data: vectors.map((vector, index) => ({
    ...{ object: 'embedding', index },
    embedding: format === 'base64' ? base64Of(vector) : [...vector],
  })),
  model,
  usage: { prompt_tokens: promptTokens, total_tokens: promptTokens },
})

/** Little-endian whatever the machine is. */
function base64Of(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4)
  for (const [at, value] of vector.entries()) bytes.writeFloatLE(value, at * 4)
  return bytes.toString('base64')
}
