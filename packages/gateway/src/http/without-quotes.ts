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
    const { details, cause } = current as { details?: unknown; cause?: unknown }
    if (typeof details === 'object' && details !== null && leaks(details, forms)) {
      Reflect.set(current, 'details', {})
    }
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

const leaks = (value: unknown, texts: readonly string[]): boolean => {
  const shown = String(
    JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner)),
  )
  return hide(shown, texts) !== shown
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
  return marks.includes(1) ? blackOut(kept, marks) : text
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
