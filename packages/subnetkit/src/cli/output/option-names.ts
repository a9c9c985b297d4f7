/** Options of functions, as texts of the packages name them, and the same settings at a command line and in a file. */
const settings = [
  [/\bredisUrl\b/g, '--redis-url (redis.url)'],
  [/\bdrainingUrls\b/g, '--redis-draining (redis.draining)'],
  [/\bdatabaseUrl\b/g, '--database-url (database.url)'],
] as const

/** A text of a package, with the names of options as a user of the command line knows them. */
export const nameSettings = (text: string): string =>
  settings.reduce((named, [option, setting]) => named.replace(option, setting), text)
