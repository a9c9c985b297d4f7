/** Documents and programs that are generated from a protocol. */
export const productErrors = {
  SCHEMA_UNSUPPORTED: {
    message: '{place}: no {product} can be generated from {detail}',
    fix: '{fix}',
  },
} as const
