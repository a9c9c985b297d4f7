/** Takes secrets out of texts before they leave the process. */
export interface Redaction {
  /** For sentences of the process itself: everything with the shape of a secret is one. */
  ours(text: string): string
  /** For questions and answers, which hold hashes and numbers of all kinds: what is known or certain to be a secret. */
  theirs(text: string): string
}

/** Leaves texts as they are: the process has taken out what it knows. */
export const noRedaction: Redaction = { ours: (text) => text, theirs: (text) => text }

/** Fields that hold the texts of strangers. */
const theirs: ReadonlySet<string> = new Set(['json', 'text', 'facts'])
/** Hashes, addresses and names without a separator: no secret but a bare seed looks like them, and no field holds one. */
const plain = /^(?:0x)?[\w.-]{0,66}$/

/** Returns the value with every text in it redacted, at every level of nesting. */
export function redacted<T>(value: T, redaction: Redaction): T {
  return walk(value, '', redaction) as T
}

function walk(value: unknown, field: string, redaction: Redaction): unknown {
  if (typeof value === 'string') return textOf(value, field, redaction)
  if (Array.isArray(value)) return value.map((item) => walk(item, field, redaction))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, key, redaction)]))
}

function textOf(text: string, field: string, { ours, theirs: clean }: Redaction): string {
  return theirs.has(field) || plain.test(text) ? clean(text) : ours(text)
}
