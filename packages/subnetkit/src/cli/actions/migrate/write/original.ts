import type { PythonFunction } from '../python/module.js'
import { commentText, linesOf } from '../translate/names.js'

/** Lines of Python that a comment carries at most; the rest is where it was. */
const mostLines = 120

/** Comment with the Python that a stub stands for. */
export function originalComment(functions: readonly PythonFunction[]): readonly string[] {
  if (functions.length === 0)
    return [
      '// UNTRANSLATED: no function of the fork was recognised by its name as the Python of this part: look for it.',
    ]
  const lines = functions.flatMap((one) => [
    ` * UNTRANSLATED (${commentText(one.path)}:${one.line}):`,
    ' *',
    ...sourceLines(one),
    ' *',
  ])
  const kept = lines.slice(0, mostLines)
  const rest =
    lines.length > kept.length ? [` * (${lines.length - kept.length} more lines are in the fork)`] : []
  return ['/*', ...(rest.length > 0 ? kept : kept.slice(0, -1)), ...rest, ' */']
}

const sourceLines = ({ source }: PythonFunction): readonly string[] =>
  linesOf(commentText(source)).map((line) => ` *   ${line}`.trimEnd())

/** Place of the Python that a stub stands for, for its error. */
export const placeOfOriginal = ([first]: readonly PythonFunction[]): string =>
  first === undefined ? 'the fork' : `${first.path}:${first.line}`
