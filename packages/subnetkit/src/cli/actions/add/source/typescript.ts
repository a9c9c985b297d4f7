import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readSmallFile } from '../../../config/json-file.js'
import { cliError } from '../../../errors.js'
import { lineOf, type Source } from '../../../syntax/tree.js'

/** Parses a text. Throws SOURCE_UNREADABLE for the first place that the grammar does not know. */
export type ParseTypeScript = (path: string, text: string) => Source

/**
 * Loads the grammar. Throws MODULE_NOT_FOUND where it is not installed.
 *
 * @param command name of the command that needs it
 * @param project folder of a project that may have it @default none
 */
export async function loadTypeScript(command: string, project?: string): Promise<ParseTypeScript> {
  const { parser } = await importGrammar(project).catch((cause) => {
    const detail = `${command} finds the places in your sources with it`
    const fix = 'Install it beside subnetkit: npm install --save-dev @lezer/javascript.'
    throw cliError('MODULE_NOT_FOUND', { name: '@lezer/javascript', detail, fix }, { cause })
  })
  const typescript = parser.configure({ dialect: 'ts' })
  return (path, text) => {
    const source = { path, text, root: typescript.parse(text).topNode }
    source.root.cursor().iterate(({ type, node }) => {
      if (type.isError) throw unreadable(source, lineOf(source, node))
    })
    return source
  }
}

/** The grammar beside this package, or that of a project: npm exec fetches nothing that the project has. */
const importGrammar = (project: string | undefined): Promise<typeof import('@lezer/javascript')> =>
  import('@lezer/javascript').catch((error: unknown) => {
    if (project === undefined) throw error
    const file = createRequire(join(project, 'package.json')).resolve('@lezer/javascript')
    return import(pathToFileURL(file).href)
  })

function unreadable({ path, text }: Source, line: number) {
  const content = text.split('\n')[line - 1]?.trim().slice(0, 80) ?? ''
  return cliError('SOURCE_UNREADABLE', { path, line, content })
}

/** Reads and parses a file of up to 1 MiB. Throws FILE_INVALID and SOURCE_UNREADABLE. */
export const readSource = async (parse: ParseTypeScript, path: string): Promise<Source> =>
  parse(path, await readSmallFile(path))
