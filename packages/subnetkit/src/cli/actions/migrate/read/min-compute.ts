/** A value of min_compute.yml with the names that lead to it. */
export interface ComputeFact {
  readonly path: readonly string[]
  readonly value: string
}

/**
 * Reads min_compute.yml: nested names with plain values, which is all that the template has of YAML. Null for anything else.
 */
export function readMinCompute(text: string): readonly ComputeFact[] | null {
  const facts: ComputeFact[] = []
  const open: { readonly indent: number; readonly name: string }[] = []
  for (const line of text.split(/\r?\n/)) {
    const plain = line.replace(/(^|\s)#.*$/, '').trimEnd()
    if (plain.trim() === '' || plain.trim() === '---') continue
    const match = /^( *)([\w .-]+?)\s*:(?:\s+(.*))?$/.exec(plain)
    if (match === null) return null
    const [, { length: indent } = '', name = '', value = ''] = match
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop()
    open.push({ indent, name })
    if (value !== '')
      facts.push({ path: open.map((one) => one.name), value: value.replace(/^(["'])(.*)\1$/, '$2') })
  }
  return facts
}
