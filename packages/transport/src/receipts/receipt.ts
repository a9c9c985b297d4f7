import { maxLeaves } from '@subnetkit/base'
import type { AnswerReceipt } from '@subnetkit/core'
import { z } from 'zod'
import { hex, signatureHex } from '../validation/hex.js'
import { receiptsVersion } from './statements.js'

const hash = hex(32)
const time = z.int().min(0)

/** A receipt as JSON. */
export const receiptSchema = z.strictObject({
  version: z.literal(receiptsVersion),
  caller: z.string(),
  miner: z.string(),
  request: hash,
  status: z.int().min(100).max(599),
  body: hash,
  time,
  index: z.int().min(0),
  count: z.int().min(1).max(maxLeaves),
  path: z.array(hash).max(20),
  start: time,
  end: time,
  signature: signatureHex(),
}) satisfies z.ZodType<AnswerReceipt>
