/** Names the fields of a request that have no effect, as far as a header can carry them. */
export function ignoredHeader(fields: readonly string[]): Readonly<Record<string, string>> {
  const names = fields.filter((name) => /^[\w.-]{1,64}$/.test(name)).slice(0, 20)
  return names.length === 0 ? {} : { 'x-subnet-ignored-fields': names.join(', ') }
}
