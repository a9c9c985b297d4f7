import { counted } from '../parts/format.js'
import { Pill, toneOfOutcome } from '../parts/pill.js'
import { Empty } from '../parts/states.js'
import type { MinerData } from './data.js'

/** Tasks without a score, by their cause. */
export function Failures({ failures, neverAsked }: Pick<MinerData, 'failures' | 'neverAsked'>) {
  return (
    <>
      {failures.length === 0 ? (
        <Empty>Every task has a score.</Empty>
      ) : (
        <ul class="failures">
          {failures.map(({ outcome, code, count, counts, example }) => (
            <li key={`${outcome} ${code} ${counts}`}>
              <Pill tone={toneOfOutcome[outcome] ?? 'idle'}>
                {count} {outcome}
              </Pill>
              <div>
                <code>{code || outcome}</code>
                <p>{withoutCode(example, code)}</p>
                {!counts && <p class="muted">Trouble of the validator: it counts for nobody.</p>}
              </div>
            </li>
          ))}
        </ul>
      )}
      {neverAsked > 0 && (
        <p class="muted">{counted(neverAsked, 'task')} never sent: the round was over before.</p>
      )}
    </>
  )
}

/** A reason begins with its code, which stands above it. */
const withoutCode = (reason: string, code: string) =>
  code !== '' && reason.startsWith(`${code}: `) ? reason.slice(code.length + 2) : reason
