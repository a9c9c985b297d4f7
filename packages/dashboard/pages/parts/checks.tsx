import { Pill } from './pill.js'
import { Empty } from './states.js'

interface Check {
  readonly name: string
  readonly ok: boolean | null
  readonly sentence: string
  readonly fix: string | null
}

/** All checks with what they found. */
export function Checks({ checks }: { readonly checks: readonly Check[] }) {
  if (checks.length === 0) return <Empty>The process has not begun to judge itself.</Empty>
  return (
    <ul class="checks">
      {checks.map(({ name, ok, sentence, fix }) => (
        <li key={name}>
          <Pill tone={ok === null ? 'idle' : ok ? 'good' : 'bad'}>
            {ok === null ? 'open' : ok ? 'passed' : 'failed'}
          </Pill>
          <div>
            <strong>{name}</strong>
            <p>
              {sentence}
              {fix !== null && <em> {fix}</em>}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}
