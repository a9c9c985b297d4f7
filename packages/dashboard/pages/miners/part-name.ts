/** Name of a part for people. */
export function nameOf(kind: string, name: string): string {
  if (kind === 'score') return 'whole score'
  if (kind === 'answered') return 'valid answers'
  return `${kind} ${name}`
}
