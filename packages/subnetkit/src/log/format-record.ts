import type { LogRecord } from './record.js'

const longestMessage = 1_000
const longestStack = 4_000

/** One line for a terminal or a log file: time, level, source, sentence; a stack follows on lines of its own. */
export function formatRecord({ time, level, source, message, error }: LogRecord): string {
  const line = `${new Date(time).toISOString()} ${level.toUpperCase().padEnd(5)} ${source}: ${printable(message, longestMessage)}`
  return error === undefined ? line : `${line}\n${stackOf(error)}`
}

/** Control characters and marks that reorder text become escapes: nobody may forge a line of our log. */
function printable(text: string, longest: number): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text
  return cut.replace(
    /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function stackOf(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return text
    .slice(0, longestStack)
    .split('\n')
    .map((line) => `    ${printable(line.trim(), longestMessage)}`)
    .join('\n')
}
