/** Characters that a text must share with a request to count as a quote of it. */
const shortest = 12
/** Characters of one text of an error that are kept. */
const longest = 4_000
/** Errors below an error that are searched. */
const deepest = 8

/**
 * An error without what it quotes of a request: a view that fails, or a library below it, may put the prompt into its message, and
 * prompts belong in no log. Changes the error itself, which has no other use by then.
 */
export function withoutQuotes(error: unknown, texts: readonly string[]): unknown {
  const forms = texts.flatMap((text) => [text, ...decoded(text)])
  if (typeof error === 'string') return hide(error, forms)
  let current: unknown = error
  for (let depth = 0; depth < deepest && current instanceof Error; depth++) {
    const hidden = { message: hide(current.message, forms), stack: hide(current.stack ?? '', forms) }
    const changed = hidden.message !== current.message || hidden.stack !== current.stack
    // One that cannot be changed is not passed on.
    if (changed && !Reflect.set(current, 'message', hidden.message)) return new Error(hidden.message)
    if (changed) Reflect.set(current, 'stack', hidden.stack)
    hideProperties(current, forms)
    const { errors, cause } = current as { errors?: unknown; cause?: unknown }
    if (Array.isArray(errors) && depth === 0) for (const one of errors) withoutQuotes(one, texts)
    if (cause !== undefined && !(cause instanceof Error) && leaks(cause, forms)) {
      Reflect.set(current, 'cause', undefined)
    }
    current = cause
  }
  return error
}

/** The strings of a JSON text: an error quotes them as they are, and not as they were sent. */
function decoded(text: string): readonly string[] {
  const found: string[] = []
  try {
    JSON.parse(text, (_, value: unknown) => {
      if (typeof value === 'string') found.push(value)
      return value
    })
  } catch {
    // Not JSON, or cut off.
  }
  return found
}

/** Empties everything else that an error carries and that quotes a text: a log may show the whole object. */
function hideProperties(error: Error, texts: readonly string[]): void {
  for (const name of Object.getOwnPropertyNames(error)) {
    if (['message', 'stack', 'cause'].includes(name)) continue
    const value: unknown = Reflect.get(error, name)
    if (leaks(value, texts)) Reflect.set(error, name, typeof value === 'object' ? {} : undefined)
  }
}

const leaks = (value: unknown, texts: readonly string[]): boolean => {
  if (typeof value !== 'string' && typeof value !== 'object') return false
  try {
    const shown = String(
      JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner)),
    )
    return hide(shown, texts) !== shown
  } catch {
    return true // what cannot be searched is not shown
  }
}

/** Replaces each run of characters that one of the texts has as well. */
function hide(text: string, texts: readonly string[]): string {
  const kept = text.slice(0, longest)
  const whole = texts.find((one) => one.length > 0 && one.length < shortest && kept.trim() === one)
  if (whole !== undefined) return hiddenMark
  const places = new Map<string, number[]>()
  for (let at = 0; at + shortest <= kept.length; at++) {
    const run = kept.slice(at, at + shortest)
    places.set(run, [...(places.get(run) ?? []), at])
  }
  const marks = new Uint8Array(kept.length)
  for (const one of texts) {
    for (let at = 0; at + shortest <= one.length; at++) {
      for (const place of places.get(one.slice(at, at + shortest)) ?? [])
        marks.fill(1, place, place + shortest)
    }
  }
  // What was not searched is not shown.
  return marks.includes(1) ? blackOut(kept, marks) : kept
}

const hiddenMark = '[of the request]'

function blackOut(text: string, marks: Uint8Array): string {
  let shown = ''
  for (let at = 0; at < text.length; at++) {
    if (marks[at] === 0) shown += text[at]
    else if (at === 0 || marks[at - 1] === 0) shown += hiddenMark
  }
  return shown
}
