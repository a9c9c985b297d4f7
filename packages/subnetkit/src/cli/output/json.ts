/** One document, two spaces deep. Amounts are bigint rao and become strings of digits: no reader rounds them. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, replaceBigint, 2)}\n`
}

/** The same on one line, for streaming output. */
export function toJsonLine(value: unknown): string {
  return `${JSON.stringify(value, replaceBigint)}\n`
}

const replaceBigint = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value
