import { showUnits } from '../units/tao.js'

/** Names between braces in a message template: `'stake {stake} < {threshold:tao}'` gives `'stake' | 'threshold'`. */
export type TemplateNames<T extends string> = T extends `${string}{${infer Place}}${infer Rest}`
  ? (Place extends `${infer Name}:tao` ? Name : Place) | TemplateNames<Rest>
  : never

export type TemplateValue = string | number | bigint

const placeholder = /\{(\w+)(:tao)?\}/g

/** Text of any value, even of one that cannot become text: an object of a miner may have a `toString` that is no function. */
export function safeText(value: unknown): string {
  try {
    return String(value)
  } catch {
    return `${Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`} that has no text`
  }
}

/** The names of the placeholders of a template. */
export function placeholdersOf(template: string): readonly string[] {
  return [...template.matchAll(placeholder)].map(([, name = '']) => name)
}

/**
 * Fills a template; `{name:tao}` writes bigint rao as TAO. A missing value stays visible as its name, so that a message
 * is never lost.
 */
export function fillTemplate(template: string, values: Readonly<Record<string, TemplateValue>>): string {
  return template.replace(placeholder, (whole, name: string, unit: string | undefined) => {
    const value = values[name]
    if (value === undefined) return whole
    return unit !== undefined && typeof value === 'bigint' ? `${showUnits(value)} TAO` : safeText(value)
  })
}
