import { findTypedSecret, maskUrl, secretKind, secretsOfUrl } from './secrets.js'

type Environment = Readonly<Record<string, string | undefined>>

/** Keeps secrets out of everything that a command or a log writes. */
export interface Redactor {
  /** Never shows this text again, nor a part of it that would give it away. */
  hide(secret: string): void
  /** The text with hidden secrets and keys of endpoint URLs taken out. */
  redact(text: string): string
}

const hidden = '[hidden]'
/** Number of consecutive characters of a secret that are redacted anywhere; shorter secrets are redacted as a whole. */
const partLength = 12
/** A shorter text is no secret worth its false alarms. */
const shortest = 6
/** The protocols of endpoints: other URLs, such as those of identities, are shown as they are. */
const endpointUrl = /\bwss?:\/\/[^\s"'<>\\]+/g

/** Starts with the secrets in the command line and the environment. */
export function createRedactor(argv: readonly string[], env: Environment): Redactor {
  /** Parts of secrets in lower case, by their length. */
  const parts = new Map<number, Set<string>>()

  function hide(secret: string): void {
    const text = secret.trim()
    if (text.length < shortest) return
    const escaped = JSON.stringify(text).slice(1, -1)
    for (const form of new Set([text, escaped, text.replace(/\s+/g, ' '), encodeURIComponent(text)])) {
      const length = Math.min(form.length, partLength)
      const known = parts.get(length) ?? new Set()
      for (let at = 0; at + length <= form.length; at += 1) {
        known.add(form.slice(at, at + length).toLowerCase())
      }
      parts.set(length, known)
    }
  }

  function redact(text: string): string {
    const masked = text.replace(endpointUrl, (url) => {
      const end = /[.,;:)\]]*$/.exec(url)?.[0] ?? ''
      return maskUrl(url.slice(0, url.length - end.length)) + end
    })
    return parts.size === 0 ? masked : blackOut(masked, parts)
  }

  for (const secret of findTypedSecret(argv)?.values ?? []) hide(secret)
  for (const secret of secretsOfEnvironment(env)) hide(secret)
  const settings = Object.entries(env).flatMap(([name, value]) => (name.startsWith('BT_') && value) || [])
  for (const url of [...argv, ...settings].flatMap(urlsIn))
    for (const secret of secretsOfUrl(url)) hide(secret)
  return { hide, redact }
}

/** A word such as `wallet` may be a password, but redacting it would make the output useless. */
export function hidePassword(text: string, hide: (secret: string) => void): void {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(text)).length
  if (kinds > 1 || text.length >= 16) hide(text)
}

function secretsOfEnvironment(env: Environment): readonly string[] {
  const found: string[] = []
  for (const [name, value = ''] of Object.entries(env)) {
    if (!name.startsWith('BT_')) continue
    const isPassword = /^BT_(WALLET_PASSWORD|PW_)/.test(name) && !/_FILE$/.test(name)
    if (isPassword) hidePassword(value, (secret) => found.push(secret))
    // A password instead of the name of its file.
    else if (/PASSWORD_FILE$/.test(name) && !value.includes('/')) {
      hidePassword(value, (secret) => found.push(secret))
    } else if (secretKind(value) !== null) found.push(value)
  }
  return found
}

/** The URLs in `--chain=wss://one,wss://two`. */
const urlsIn = (text: string): readonly string[] =>
  text
    .replace(/^--?[\w.-]+=/, '')
    .split(/[,\s]+/)
    .filter((part) => part.includes('://'))

function blackOut(text: string, parts: ReadonlyMap<number, ReadonlySet<string>>): string {
  const lower = text.toLowerCase()
  // A letter with a longer lower case would shift the rest: rare enough to compare as it is.
  const compared = lower.length === text.length ? lower : text
  const ranges: [start: number, end: number][] = []
  for (const [length, known] of parts) {
    for (let at = 0; at + length <= compared.length; at += 1) {
      if (known.has(compared.slice(at, at + length))) ranges.push([at, at + length])
    }
  }
  ranges.sort((left, right) => left[0] - right[0])
  let shown = ''
  let end = 0
  for (const [from, to] of ranges) {
    if (from > end || end === 0) shown += text.slice(end, from) + hidden
    end = Math.max(end, to)
  }
  return shown + text.slice(end)
}
