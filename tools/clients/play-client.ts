import { run } from '../interop/process.js'
import { type CaseResult, type Client, type ClientResult, ClientUnavailable } from './client.js'
import { install } from './install/install.js'

/** Time for all cases of one client, in ms. */
const deadlineMs = 120_000

/** Installs a client and plays its cases. */
export async function playClient(
  client: Client,
  { cache, env }: { readonly cache: string; readonly env: Readonly<Record<string, string>> },
): Promise<ClientResult> {
  const begun = performance.now()
  const result = (cases: readonly CaseResult[], skipped: string | null) => {
    const seconds = (performance.now() - begun) / 1_000
    return { client, cases, skipped, seconds }
  }
  try {
    const { command, folder } = await install(client, cache)
    const [program, ...args] = command
    const own = { PYTHONDONTWRITEBYTECODE: '1', PYTHONWARNINGS: 'ignore', NODE_NO_WARNINGS: '1' }
    const { code, output } = await run(program, args, {
      ...{ deadlineMs, cwd: folder, env: { ...own, ...env, CLIENT_FOLDER: folder } },
    })
    const skipped = skippedOf(output)
    return skipped === null ? result(casesOf(output, code), null) : result([], skipped)
  } catch (error) {
    if (error instanceof ClientUnavailable) return result([], error.message)
    throw error
  }
}

/** The cases that a script has printed, one JSON object a line; a script that breaks off, or plays nothing, has failed. */
export function casesOf(output: string, code: number | null): readonly CaseResult[] {
  const lines = output.split('\n').filter(Boolean)
  const cases = lines.flatMap((line) => parsed(line))
  if (code === 0 && cases.length > 0) return cases
  const last = lines.filter((line) => parsed(line).length === 0).at(-1) ?? 'it printed nothing'
  return [...cases, { case: 'to the end', ok: false, why: `exit code ${code}: ${last.slice(0, 300)}` }]
}

/** Reason for which a script was not played, if something that it needs is missing. */
export const skippedOf = (output: string): string | null =>
  /^\{"skipped":"(.*)"\}$/m.exec(output)?.[1] ?? null

function parsed(line: string): readonly CaseResult[] {
  if (!line.startsWith('{"case":')) return []
  try {
    return [JSON.parse(line) as CaseResult]
  } catch {
    return []
  }
}
