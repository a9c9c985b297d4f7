/**
 * Text that answers of one meaning share: JSON without its layout; other text without differences of case, spacing and
 * final punctuation.
 */
export function gistOfText(text: string): string {
  const trimmed = text.normalize('NFKC').trim()
  if (/^[[{]/.test(trimmed)) {
    try {
      return JSON.stringify(sorted(JSON.parse(trimmed)))
    } catch {
      // It only looked like JSON.
    }
  }
  return trimmed
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[\s.,;:!?…]+$/u, '')
}

/** The same value with the fields of its objects in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(fields.map(([name, field]) => [name, sorted(field)]))
}
