import { z } from 'zod'

/** Lower-case hex of a number of bytes. */
export const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`))

/** Signature of 64 bytes as hex with 0x. */
export const signatureHex = () => z.string().regex(/^0x[0-9a-f]{128}$/)
