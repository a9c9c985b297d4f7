import { hidePassword, type Redactor } from '../../secrets/redact.js'
import type { CliIo, TextSink } from '../io.js'

/** Wraps streams and prompts so that they show no secret; input at a password prompt becomes a secret. */
export function guardIo(io: CliIo, { hide, redact }: Redactor): CliIo {
  const guard = (sink: TextSink): TextSink => ({
    write: (text) => sink.write(redact(text)),
    get isTTY() {
      return sink.isTTY === true
    },
    get columns() {
      return sink.columns ?? 0
    },
  })
  const { prompter } = io
  return {
    ...io,
    stdout: guard(io.stdout),
    stderr: guard(io.stderr),
    prompter: prompter && {
      confirm: (question) => prompter.confirm(redact(question)),
      async password(question) {
        const typed = await prompter.password(redact(question))
        if (typed !== null) hidePassword(typed, hide)
        return typed
      },
    },
  }
}
