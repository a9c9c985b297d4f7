/** Returns a path within a JSON schema as one within its values: `properties.items.items.when` is `items`, `[]`, `when`. */
export function valuePath(schemaPath: readonly (string | number)[]): string[] {
  const steps: string[] = []
  for (let at = 0; at < schemaPath.length; at += 1) {
    const [step, next] = [schemaPath[at], schemaPath[at + 1]]
    if (step === 'items' || step === 'additionalProperties') steps.push('[]')
    else if (step === 'properties' || step === 'prefixItems') {
      steps.push(step === 'properties' ? String(next) : `[${next}]`)
      at += 1
    }
  }
  return steps
}
