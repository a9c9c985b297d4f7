import { Link, useMechanism } from '../app/navigation.js'
import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { counted, score, timeOfDay } from '../parts/format.js'
import type { OverviewData } from './data.js'
import { type Need, roundNeeds } from './round-needs.js'

type Check = OverviewData['checks'][number]
type TrustFall = Awaited<ReturnType<typeof api.trustFall.query>>

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
const ended = (text: string): string => (/[.:!?]$/.test(text) ? text : `${text}.`)

/** Facts that only the chain knows: a process may do all that it should and earn nothing. */
const ofChain: ReadonlySet<string> = new Set(['weights', 'earnings', 'stake', 'version key'])

function needsOf(
  { checks, alarms, rounds }: OverviewData,
  fall: TrustFall,
  onChain: readonly Check[],
): readonly Need[] {
  const failing = [...checks, ...onChain.filter(({ name }) => ofChain.has(name))].filter(
    ({ ok }) => ok === false,
  )
  return [
    ...failing.map(({ name, sentence, fix }) => ({
      key: name,
      sentence: `${capital(name)}: ${sentence}`,
      fix,
    })),
    ...alarms
      .filter(({ isOpen }) => isOpen)
      .map(({ code, sentence, fix }) => ({ key: code, sentence: capital(sentence), fix })),
    ...roundNeeds(rounds),
    ...(fall === null
      ? []
      : [
          {
            key: 'trust',
            sentence: `Validator trust fell from ${score(fall.from)} to ${score(fall.to)} within ${counted(fall.epochs, 'epoch')}.`,
            fix: <Link href="/validators">Read to which cause.</Link>,
          },
        ]),
  ]
}

/** Is all well: one sentence, and below it what needs attention. */
export function Verdict({ data }: { readonly data: OverviewData }) {
  const mechanism = useMechanism()
  const { data: trust } = useQuery(
    `trust ${mechanism}`,
    (signal) => api.trustFall.query({ mechanism }, { signal }).then((fall) => ({ fall })),
    ({ kind }) => kind === 'round-folded',
  )
  const { data: checkup } = useQuery(
    'checkup',
    (signal) => api.checkup.query(undefined, { signal }),
    ({ kind }) => kind === 'round-folded' || kind === 'weights-set',
  )
  const onChain = checkup?.groups.flatMap(({ checks }) => checks) ?? []
  const needs = needsOf(data, trust?.fall ?? null, onChain)
  /** The chain answers later than the process: until then, only a part is known. */
  const isWhole = trust !== null && checkup !== null
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
              ? `All is well${isWhole ? '' : ' so far'}`
              : `${counted(needs.length, 'thing')} ${needs.length === 1 ? 'needs' : 'need'} you`}
        </h2>
        {isWell && (
          <p>
            {counted(data.checks.length - unknown, 'check')} passed
            {unknown > 0 && `, ${unknown} cannot be judged yet`}.
            {!isWhole && ' Trust and pay are being read from the chain.'}
          </p>
        )}
        {!isWell && (
          <ul>
            {needs.map(({ key, sentence, fix }) => (
              <li key={key} data-kind={key}>
                {ended(sentence)}
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
