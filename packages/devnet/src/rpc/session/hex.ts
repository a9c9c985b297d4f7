import { z } from 'zod'

/** Hex of whole bytes, as lower case with 0x in front. As with a node, the given 0x may be missing. */
export const hex = z
  .string()
  .regex(/^(?:0x)?(?:[0-9a-fA-F]{2})*$/, 'expected hex of whole bytes')
  .transform((text) => `0x${text.replace(/^0x/, '').toLowerCase()}`)

/** The hash of a block; absent for the head. */
export const blockRef = hex.optional()
