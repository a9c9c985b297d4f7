import { counted, timeOfDay } from '../parts/format.js'
import type { OverviewData } from './data.js'

/** Something that needs attention, with the instruction. */
interface Need {
  readonly key: string
  readonly sentence: string
  readonly fix: string | null
}

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`

function needsOf({ checks, alarms }: OverviewData): readonly Need[] {
  const failing = checks.filter(({ ok }) => ok === false)
  return [
    ...failing.map(({ name, sentence, fix }) => ({
      key: name,
      sentence: `${capital(name)}: ${sentence}`,
      fix,
    })),
    ...alarms
      .filter(({ isOpen }) => isOpen)
      .map(({ code, sentence, fix }) => ({ key: code, sentence: capital(sentence), fix })),
  ]
}

/** Is all well: one sentence, and below it what needs attention. */
export function Verdict({ data }: { readonly data: OverviewData }) {
  const needs = needsOf(data)
  const unknown = data.checks.filter(({ ok }) => ok === null).length
  const isWell = needs.length === 0
  const isYoung = isWell && unknown > data.checks.length / 2
  const past = data.alarms.filter(({ isOpen }) => !isOpen)
  return (
    <section class={`verdict ${isWell ? 'good' : 'bad'}`} aria-labelledby="verdict">
      <svg viewBox="0 0 40 40" width="40" height="40" aria-hidden="true">
        <circle cx="20" cy="20" r="18" />
        <path d={isWell ? 'M12 20.5l5.5 5.5L28.5 14' : 'M20 11v11M20 27.5v.5'} />
      </svg>
      <div aria-live="polite">
        <h2 id="verdict">
          {isYoung
            ? 'Starting: nothing to judge yet'
            : isWell
              ? 'All is well'
              : `${counted(needs.length, 'thing')} ${needs.length === 1 ? 'needs' : 'need'} you`}
        </h2>
        {isWell && (
          <p>
            {counted(data.checks.length - unknown, 'check')} passed
            {unknown > 0 && `, ${unknown} cannot be judged yet`}.
          </p>
        )}
        {!isWell && (
          <ul>
            {needs.map(({ key, sentence, fix }) => (
              <li key={key}>
                {sentence}
                {fix !== null && <strong> {fix}</strong>}
              </li>
            ))}
          </ul>
        )}
      </div>
      {past.length > 0 && (
        <details>
          <summary>{counted(past.length, 'alarm')} since the start that may be over</summary>
          <ul>
            {past.map(({ code, sentence, fix, at, count }) => (
              <li key={code}>
                <span class="number">{timeOfDay(at)}</span> <code>{code}</code> {sentence}
                {count > 1 && ` (${count} times)`}
                {fix !== null && <strong> {fix}</strong>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}
