/** A chunk as one line of JSON. */
export const lineOf = (chunk: unknown): string => `${JSON.stringify(chunk)}\n`

/** The lines of a text without their ends. */
export const linesIn = (text: string): readonly string[] => text.split('\n').slice(0, -1)

/** Chunks of which a text has a line each. */
export const chunksIn = (text: string): readonly unknown[] =>
  linesIn(text).map((line) => JSON.parse(line) as unknown)
