import type { SyntaxNode } from '@lezer/common'
import type { Source } from '../../../syntax/tree.js'

/** Line ending of a file: that of its first line. */
export const lineEndingOf = ({ text }: Source): string => (/\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n')

/** White space at the start of the line of a place. */
export function indentationAt({ text }: Source, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? ''
}

/** One step of indentation: the smallest in the file, a tab or spaces. */
export function indentationStep({ text }: Source): string {
  const found = [...text.matchAll(/^(\t| {2,})(?=[^\s*])/gm)].map(([, space = '']) => space)
  if (found.includes('\t')) return '\t'
  return found.sort((a, b) => a.length - b.length)[0] ?? '  '
}

/** Quotation mark of a string literal of the file. */
export const quoteOf = ({ text }: Source, node: SyntaxNode): string => text[node.from] ?? "'"

/** Length of the longest line, at least 80: what its owner lets stand. */
export const lineWidthOf = ({ text }: Source): number =>
  text.split(/\r?\n/).reduce((longest, { length }) => Math.max(longest, length), 80)

/** Moves the lines of a text after the first to another indentation. */
export const reindent = (text: string, from: string, to: string): string =>
  text.replaceAll(new RegExp(`(?<=\\n)${from}`, 'g'), to)
