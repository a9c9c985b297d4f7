/** Texts that clients compare, word for word. */
const compared: Readonly<Record<string, string>> = {
  'Proxy.NotFound': 'Proxy registration not found.',
  'Proxy.NotProxy': 'Sender is not a proxy of the account to be proxied.',
  'Proxy.Duplicate': 'Account is already a proxy.',
  'Proxy.Unannounced': 'Announcement, if made at all, was made too recently.',
  'Proxy.NoSelfProxy': 'Cannot add self as proxy.',
}

/** Words that the names of errors write as two. */
const joined: readonly (readonly [apart: RegExp, word: string])[] = [
  [/\bhot key/g, 'hotkey'],
  [/\bcold key/g, 'coldkey'],
  [/\bchild key/g, 'childkey'],
  [/\bsub nets?\b/g, 'subnet'],
  [/\bsub token\b/g, 'subtoken'],
]

/**
 * Documentation of an error in the metadata: its name as a sentence. Python clients name a module error only where this is
 * not empty.
 */
export function docsOfError(pallet: string, error: string): readonly string[] {
  const known = compared[`${pallet}.${error}`]
  if (known !== undefined) return [known]
  const apart = error.replace(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3 $2').toLowerCase()
  const sentence = joined.reduce((text, [pattern, word]) => text.replace(pattern, word), apart)
  return [`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`]
}
