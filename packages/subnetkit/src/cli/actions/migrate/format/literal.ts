/** A literal of TypeScript as the formatter of generated projects writes it. */
export function literalText(value: unknown): string {
  if (typeof value === 'string') return stringText(value)
  if (typeof value === 'number') return String(value).replace('e+', 'e')
  if (Array.isArray(value)) return `[${value.map(literalText).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, one]) => `${keyText(key)}: ${literalText(one)}`)
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
  }
  return String(value)
}

/** A key of an object literal. */
export const keyText = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : stringText(name))

/** Invisible characters, and those that turn the text around them. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu

/** A text in the quotes that need fewer escapes. */
function stringText(value: string): string {
  const [singles, doubles] = ["'", '"'].map((quote) => value.split(quote).length - 1)
  const quote = (singles ?? 0) > (doubles ?? 0) ? '"' : "'"
  const inner = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replace(unseen, escaped)
  return `${quote}${inner.replaceAll(quote, `\\${quote}`)}${quote}`
}

const escaped = (text: string): string =>
  text
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
