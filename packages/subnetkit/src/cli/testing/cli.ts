import { type CliIo, type Prompter, runCli } from '../index.js'

/** Output and exit code of a command. */
export interface CliRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** stdout as the one JSON document that it is. */
  json<T = Record<string, unknown>>(): T
}

/** Options for running a command in a test; there is no terminal unless a prompter is given. */
export interface CliRunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly prompter?: Prompter
  readonly signal?: AbortSignal
  readonly columns?: number
  /** Called as output arrives. */
  readonly onStdout?: (text: string) => void
  readonly onStderr?: (text: string) => void
}

/** Runs a command line in this process. */
export async function runInProcess(argv: readonly string[], options: CliRunOptions = {}): Promise<CliRun> {
  let stdout = ''
  let stderr = ''
  const io: CliIo = {
    stdout: {
      write: (text) => {
        stdout += text
        options.onStdout?.(text)
      },
      ...(options.columns !== undefined && { columns: options.columns }),
    },
    stderr: {
      write: (text) => {
        stderr += text
        options.onStderr?.(text)
      },
    },
    env: { HOME: '/nonexistent', ...options.env },
    prompter: options.prompter ?? null,
    ...(options.signal && { signal: options.signal }),
  }
  const code = await runCli(argv, io)
  return { code, stdout, stderr, json: <T>() => JSON.parse(stdout) as T }
}
