import type { Context } from '../context/context.js'

/** Options that the next command need not repeat: a payment is signed by the wallet's coldkey. */
const hotkeys = ['wallet.hotkey', 'wallet.signerSocket']

/**
 * A command that is run next, with the configuration file and the options of this one: it can be pasted as it stands. Options of the
 * command's own sections are repeated with `settings`.
 */
export function nextCommand(
  { configured: { file, origins }, globalOrigins }: Pick<Context, 'configured' | 'globalOrigins'>,
  words: readonly string[],
  { settings = false }: { readonly settings?: boolean } = {},
): string {
  const globals = [...globalOrigins].filter(([key]) => !hotkeys.includes(key)).map(([, origin]) => origin)
  const flags = [...globals, ...(settings ? origins.values() : [])].flatMap(({ from, name, value }) =>
    from === 'flag' && value !== undefined ? [name, value] : [],
  )
  const all = ['subnet', ...words, ...(file === null ? [] : ['--config', file]), ...flags]
  return all.map(quotedForShell).join(' ')
}

const quotedForShell = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
