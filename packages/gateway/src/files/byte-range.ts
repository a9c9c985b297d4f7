import type { FileRange } from '@subnetkit/core'

/**
 * The range that a `range` header asks for; null for the whole file, which is also the answer to what is not understood, and to several
 * ranges at once. `unsatisfiable` for one beyond the end.
 */
export function parseRange(header: string | undefined, size: number): FileRange | null | 'unsatisfiable' {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? '') ?? []
  if (first === '' && last === '') return null
  if (first === '') {
    const suffix = Number(last)
    return suffix === 0 || size === 0 ? 'unsatisfiable' : { from: Math.max(0, size - suffix), to: size }
  }
  const from = Number(first)
  if (last !== '' && Number(last) < from) return null
  if (from >= size) return 'unsatisfiable'
  return { from, to: last === '' ? size : Math.min(size, Number(last) + 1) }
}
