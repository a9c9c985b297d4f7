import { fillTemplate, type TemplateValue } from './template.js'

/** One entry of an error catalogue; `{name}` in its texts is filled from the error's details. */
export interface ErrorDescriptor {
  /** Describes what happened, with the value that was wrong: a clause without capital and full stop. */
  readonly message: string
  /** Instruction for the reader: imperative sentences with a capital and a full stop. */
  readonly fix: string
  /**
   * True when the same request may succeed later without anything being changed; a function when the details decide.
   * @default false
   */
  readonly transient?: boolean | ((details: ErrorDetails) => boolean)
  /**
   * HTTP status when a miner answers with this error.
   * @default 500
   */
  readonly status?: number
}

/** Values for the placeholders of a descriptor. */
export type ErrorDetails = Readonly<Record<string, TemplateValue>>

/** Everything that an error is made of; crosses a socket to be thrown again on the other side. */
export interface ErrorParts<C extends string = string, D extends ErrorDetails = ErrorDetails> {
  readonly code: C
  readonly message: string
  readonly fix: string
  readonly details: D
  readonly transient?: boolean
  readonly status?: number
}

const brand = Symbol.for('subnetkit.error')
/** Name under which Node looks for the method that formats a value for the console. */
const inspectName = Symbol.for('nodejs.util.inspect.custom')

/**
 * The one error class of subnetkit and of subnets built with it. `code` is closed and stable, `message` says what
 * happened, `fix` what to do. Check with {@link isSubnetError}, not `instanceof`: two copies may be installed.
 * Create errors with the function that `defineErrors` returns.
 */
export class SubnetError<C extends string = string, D extends ErrorDetails = ErrorDetails> extends Error {
  readonly [brand] = true
  readonly code: C
  readonly fix: string
  readonly details: D
  /** True when the same request may succeed later without anything being changed. */
  readonly transient: boolean
  /** HTTP status when a miner answers with this error. */
  readonly status: number

  constructor(parts: ErrorParts<C, D>, options?: { readonly cause?: unknown }) {
    super(parts.message, options)
    this.name = 'SubnetError'
    this.code = parts.code
    this.fix = parts.fix
    this.details = parts.details
    this.transient = parts.transient ?? false
    this.status = parts.status ?? 500
  }

  /** Formats the error for a console, as Node does with one that is never caught: with its fix, without its details. */
  [inspectName](
    depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    const title = `SubnetError [${this.code}]: ${this.message}`
    if (depth < 0) return title
    const stack = (this.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
    const cause =
      this.cause === undefined
        ? []
        : `cause: ${inspect(this.cause, options)}`.split('\n').map((line) => `  ${line}`)
    return [title, `  fix: ${this.fix}`, ...stack, ...cause].join('\n')
  }
}

/** Returns the error of a descriptor, its texts filled from `details`. */
export function errorOf<C extends string, D extends ErrorDetails>(
  code: C,
  descriptor: ErrorDescriptor,
  details: D,
  options?: { readonly cause?: unknown },
): SubnetError<C, D> {
  const message = fillTemplate(descriptor.message, details)
  const fix = fillTemplate(descriptor.fix, details)
  const { transient = false, status = 500 } = descriptor
  const isTransient = typeof transient === 'function' ? transient(details) : transient
  return new SubnetError({ code, message, fix, details, status, transient: isTransient }, options)
}

/** Returns true for an error of subnetkit; with `code`, only for an error with that code. */
export function isSubnetError<C extends string = string>(value: unknown, code?: C): value is SubnetError<C> {
  if (typeof value !== 'object' || value === null || !(brand in value)) return false
  return code === undefined || (value as SubnetError).code === code
}
