/** An unmodified client, at the version that is tested. */
export interface Client {
  readonly name: string
  readonly version: string
  readonly from: 'npm' | 'pypi' | 'go'
  /** Packages that are installed, each with its version: `openai@7.59.0`, `openai==3.57.0`. */
  readonly packages: readonly string[]
  /** File in `scripts/` that plays its cases. */
  readonly script: string
  /** Takes minutes or hundreds of megabytes: only with `--all`. @default false */
  readonly heavy?: boolean | undefined
}

/** One case of a client: passed, or why not. */
export interface CaseResult {
  readonly case: string
  readonly ok: boolean
  readonly why?: string | undefined
}

/** A client that was tried. */
export interface ClientResult {
  readonly client: Client
  readonly cases: readonly CaseResult[]
  /** Reason for which it was not run; null if it was. */
  readonly skipped: string | null
  readonly seconds: number
}

/** No runtime, or no packages to be had: a reason to skip, not to fail. */
export class ClientUnavailable extends Error {}
