import { cliError } from '../../../errors.js'
import type { Source } from '../../../syntax/tree.js'

/** Parses a Python text; its path is relative to the fork. Errors of syntax become nodes of their own. */
export type ParsePython = (path: string, text: string) => Source

/** Loads the grammar. Throws MODULE_NOT_FOUND where it is not installed. */
export async function loadPython(): Promise<ParsePython> {
  const { parser } = await import('@lezer/python').catch((cause) => {
    const detail = 'subnet migrate reads Python with it'
    const fix = 'Install it beside subnetkit: npm install --save-dev @lezer/python.'
    throw cliError('MODULE_NOT_FOUND', { name: '@lezer/python', detail, fix }, { cause })
  })
  return (path, text) => ({ path, text, root: parser.parse(text).topNode })
}
