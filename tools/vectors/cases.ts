import { reasonOf } from '@subnetkit/base'
import { z } from 'zod'
import type { CaseResult, VectorKind } from './kind.js'

// Every schema is strict: a field that is not compared is a problem, never skipped.

export const scheme = z.enum(['sr25519', 'ed25519'])
export const hex = z.string().regex(/^(0x)?([0-9a-f]{2})*$/)
export const nonce = z.string().regex(/^[0-9]+$/)
export const note = z.string().optional()
export const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text.replace(/^0x/, ''), 'hex'))
export const hexOf = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`

/** Collects what differs in one case. */
export function comparer(): {
  same(what: string, ours: unknown, theirs: unknown): void
  problem(): string | null
} {
  const problems: string[] = []
  return {
    same(what, ours, theirs) {
      const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)]
      if (a !== b) problems.push(`${what} is ${a} instead of ${b}`)
    },
    problem: () => (problems.length === 0 ? null : problems.join('; ')),
  }
}

async function attempt(comparison: () => string | null | Promise<string | null>): Promise<string | null> {
  try {
    return await comparison()
  } catch (error) {
    if (error instanceof z.ZodError) return z.prettifyError(error).replaceAll('\n', ' ')
    return reasonOf(error)
  }
}

function onlyAbout(file: unknown): null {
  z.strictObject({ about: z.string().optional() }).parse(file)
  return null
}

/** A kind whose file is `{ about, cases }`: each case is parsed and compared on its own. */
export function caseKind<C>(
  fileName: RegExp,
  schema: z.ZodType<C>,
  nameOf: (raw: Record<string, unknown>, index: number) => string,
  compare: (given: C) => string | null | Promise<string | null>,
  compareFile: (file: unknown) => string | null | Promise<string | null> = onlyAbout,
): VectorKind {
  const fileSchema = z.looseObject({ cases: z.array(z.looseObject({})) })
  return {
    fileName,
    async run(file) {
      const { cases, ...rest } = fileSchema.parse(file)
      const results: CaseResult[] = []
      const stated = await attempt(() => compareFile(rest))
      if (stated !== null) results.push({ name: 'file', problem: stated })
      for (const [index, raw] of cases.entries()) {
        results.push({ name: nameOf(raw, index), problem: await attempt(() => compare(schema.parse(raw))) })
      }
      return results
    },
  }
}

export const nameField = (raw: Record<string, unknown>, index: number) =>
  String(raw.name ?? raw.uri ?? raw.address ?? index)

/** Hex as the files of ciphertexts have it: without 0x. */
export const bareHex = (bytes: Uint8Array) => hexOf(bytes).slice(2)
export const sameHex = (text: string) => text.replace(/^0x/, '').toLowerCase()
