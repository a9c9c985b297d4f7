/** A name with hyphens as an identifier: `next-words` is `nextWords`. */
export const camelCase = (name: string): string =>
  name.replaceAll(/-+([a-z\d]?)/g, (_, letter: string) => letter.toUpperCase())
