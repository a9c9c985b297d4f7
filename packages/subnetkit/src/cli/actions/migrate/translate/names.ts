/** `VideoMetadata` as `videoMetadata`; `HTTPError` as `httpError`. */
export function camelCase(name: string): string {
  const plain = name.replace(/^_+/, '').replace(/_+(\w)/g, (_, letter: string) => letter.toUpperCase())
  return plain.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]/, (start) => start.toLowerCase())
}

/** A key of an object literal. */
export const keyText = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)

/** A literal of TypeScript, in single quotes. */
export function literalText(value: unknown): string {
  if (typeof value === 'string') return stringText(value)
  if (Array.isArray(value)) return `[${value.map(literalText).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, one]) => `${keyText(key)}: ${literalText(one)}`)
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
  }
  return String(value)
}

function stringText(value: string): string {
  const inner = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"')
  return value.includes("'") && !value.includes('"')
    ? JSON.stringify(value)
    : `'${inner.replaceAll("'", "\\'")}'`
}

/** Lines of a text as TypeScript counts them: a line comment ends at each of these characters. */
export const linesOf = (text: string): readonly string[] => text.split(/\r\n|[\n\r\u2028\u2029]/)

/** Text that is safe in a block comment. */
export const commentText = (text: string): string => text.replaceAll('*/', '*\u200b/')
