/** Evidence of one suspicion that gathers over epochs: it is complete with `needed` of the last `of` looks. */
export interface Evidence<Look> {
  /** Adds the look of an epoch, null where it shows nothing; returns the looks that count once it is complete. */
  add(at: number, look: Look | null): readonly { readonly at: number; readonly look: Look }[] | null
}

export function createEvidence<Look>(needed: number, of: number): Evidence<Look> {
  const last: { readonly at: number; readonly look: Look | null }[] = []
  return {
    add(at, look) {
      last.push({ at, look })
      if (last.length > of) last.shift()
      const counted = last.flatMap((one) => (one.look === null ? [] : [{ at: one.at, look: one.look }]))
      return look !== null && counted.length >= needed ? counted : null
    },
  }
}

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
