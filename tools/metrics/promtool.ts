import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** True where promtool, which comes with Prometheus, is found. */
export const hasPromtool = spawnSync('promtool', ['--version']).status === 0

/** Reason for which tests are skipped. */
export const noPromtool = 'promtool is not installed: it comes with Prometheus (Debian: prometheus)'

/** Runs promtool over files, given by name and text, in a folder of their own; its output, and its exit code. */
export async function promtool(
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
  input = '',
): Promise<{ readonly status: number | null; readonly output: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'promtool-'))
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: folder, input, encoding: 'utf8' })
    return { status, output: `${stdout}${stderr}` }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
