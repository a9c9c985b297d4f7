/** Names between braces in a message template: `'stake {stake} < {threshold}'` gives `'stake' | 'threshold'`. */
export type TemplateNames<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | TemplateNames<Rest>
  : never

export type TemplateValue = string | number | bigint

/** Fills a template; a missing value stays visible as its name, so that a message is never lost. */
export function fillTemplate(template: string, values: Readonly<Record<string, TemplateValue>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : String(value)
  })
}
