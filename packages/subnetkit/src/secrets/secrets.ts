const seed = /^(0x)?[0-9a-f]{64}$/i
const privateKey = /^(0x)?[0-9a-f]{128}$/i
const word = /^[a-z]{3,8}$/i
/** Fewest words that count as a mnemonic: one that was cut short is a secret, too. */
const fewestWords = 8

/** Names of options that take secrets in other tools. The options of subnet take none. */
const secretOption =
  /^--?(?:[\w.-]*[-_.])?(mnemonic|phrase|seed|password|passwd|passphrase|pass|secret|suri|private[-_]?key|api[-_]?key|apikey|token)$/i
/** Options whose values are no secrets, though their name or the form of a value says so; by command. */
const harmlessOptions: Readonly<Record<string, string>> = {
  dev: '--seed',
  model: '--hash',
  'verify-package': '--hash',
}
/** A number for random draws, as `subnet dev --seed` takes it: too small for a key. */
const smallNumber = /^\d{1,9}$/
/** The digits of a SHA-256. */
const bareHash = /^[\da-f]{64}$/i
/** Switches about passwords, which hold none. */
const harmless = /^--(no|use|no-use)[-_]/

/** The kind of secret that a text has the shape of, or null. */
export function secretKind(text: string): string | null {
  const bare = text.trim().replace(/^(?!\w+:\/\/)(.*?)\/\/.*$/s, '$1')
  if (seed.test(bare)) return 'a seed or private key'
  if (privateKey.test(bare)) return 'a private key'
  const words = bare.split(/[\s,_-]+/)
  if (words.length >= fewestWords && words.every((one) => word.test(one))) return 'a mnemonic'
  return /^(?!\w+:\/\/).*\/\/\//s.test(text) ? 'a secret URI' : null
}

/** A secret that was typed as an argument. */
export interface TypedSecret {
  /** The option that holds it, or a description of its position. */
  readonly place: string
  readonly kind: string
  /** The secret, as one text or as the words that a shell made of it. */
  readonly values: readonly string[]
}

/** The first secret among the words of a command line, or null. */
export function findTypedSecret(argv: readonly string[]): TypedSecret | null {
  const command = argv.find((text) => !text.startsWith('-'))
  const exempt = harmlessOptions[command ?? '']
  for (const [at, text] of argv.entries()) {
    const [, flag, value] = /^(--?[\w.-]+)=(.*)$/s.exec(text) ?? []
    const before = argv[at - 1]
    const place = flag ?? (before?.startsWith('-') ? (before.split('=')[0] ?? before) : 'the command line')
    if (place === exempt && exempt === '--hash' && bareHash.test(value ?? text)) continue
    const kind = secretKind(value ?? text)
    if (kind !== null) return { place, kind, values: [value ?? text] }
    const name = flag ?? text
    if (!secretOption.test(name) || harmless.test(name)) continue
    const given = value ?? argv[at + 1]
    if (given === undefined || (value === undefined && given.startsWith('-'))) continue
    if (name === exempt || (name === '--seed' && smallNumber.test(given))) continue
    const rest = value === undefined ? wordsFrom(argv, at + 1) : [value]
    return { place: name, kind: 'a secret', values: [rest.join(' '), ...rest] }
  }
  return findWords(argv)
}

/** A mnemonic without quotes is a word an argument. */
function findWords(argv: readonly string[]): TypedSecret | null {
  for (const at of argv.keys()) {
    const words = wordsFrom(argv, at)
    if (words.length >= fewestWords) {
      return { place: 'the command line', kind: 'a mnemonic', values: [words.join(' ')] }
    }
  }
  return null
}

function wordsFrom(argv: readonly string[], from: number): readonly string[] {
  const rest = argv.slice(from)
  const end = rest.findIndex((text) => !word.test(text))
  return end === 0 ? rest.slice(0, 1) : rest.slice(0, end === -1 ? rest.length : end)
}

/** Keys inside a URL: its user and password, the values of its query, path segments and host labels that look like a token. */
export function secretsOfUrl(text: string): readonly string[] {
  const list = text.split(/,(?=rediss?(?:\+cluster)?:\/\/)/)
  if (list.length > 1) return list.flatMap(secretsOfUrl)
  if (databaseUrl.test(text)) return passwordsOf(text)
  const [, , userinfo = '', host = '', path = '', query = ''] = partsOf(text) ?? []
  const values = query
    .slice(1)
    .split('&')
    .map((pair) => pair.slice(pair.indexOf('=') + 1))
  return [
    ...userinfo.replace(/@$/, '').split(':'),
    ...values,
    ...path.split('/').filter(isToken),
    ...host.split(/[.:]/).filter(isKeyLabel),
  ]
}

/** The user, the host and the database of a server are no secrets: to hide them would black out words such as `validator`. */
const databaseUrl = /^(postgres(ql)?|rediss?(\+cluster)?):\/\//

function passwordsOf(url: string): readonly string[] {
  const [, scheme = '', userinfo = '', , , query = ''] = partsOf(url) ?? []
  const [user = '', password] = userinfo.replace(/@$/, '').split(/:(.*)/s)
  // A lone name of Redis is a password that lacks its colon.
  const given = password ?? (scheme.startsWith('redis') ? user : '')
  const more = [...query.matchAll(/[?&](?:password|sslpassword)=([^&]*)/g)].map(([, value = '']) => value)
  const all = [given, ...more].filter((secret) => secret !== '')
  return [...new Set(all.flatMap((secret) => [secret, decoded(secret)]))]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A URL without what {@link secretsOfUrl} finds in it. */
export function maskUrl(text: string): string {
  const parts = partsOf(text)
  if (parts === null) return text
  const [, scheme = '', , host = '', path = '', query, hash] = parts
  const shown = path
    .split('/')
    .map((segment) => (isToken(segment) ? '…' : segment))
    .join('/')
  const shownHost = host.replace(/[^.:]+/g, (label) => (isKeyLabel(label) ? '…' : label))
  return `${scheme}${shownHost}${shown}${query ? '?…' : ''}${hash ? '#…' : ''}`
}

/** Scheme, userinfo, host, path, query, fragment. */
const partsOf = (text: string): RegExpExecArray | null =>
  /^([\w+]+:\/\/)([^/?#]*@)?([^/?#@]*)([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(text)

/** A host label of 20 or more letters and digits without a hyphen, or a UUID, is a key of the provider. */
const isKeyLabel = (label: string): boolean =>
  /^([a-z\d]{20,}|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})$/i.test(label)

const isToken = (segment: string): boolean =>
  segment.length >= 16 || (segment.length >= 8 && /\d/.test(segment) && /[a-z]/i.test(segment))
