import { number, shortKey } from '../parts/format.js'
import { Pill } from '../parts/pill.js'
import type { RoundData } from './data.js'

interface Stage {
  readonly name: string
  readonly isDone: boolean
  readonly note: string
}

/** The way of a round, step by step, as anybody can check it on chain. */
export function Stages({ data }: { readonly data: RoundData }) {
  const { round, miners, secretHash, sealedRoot, rootBlock } = data
  if (round.state === 'skipped') return <p>It counts for nobody: {round.reason ?? 'no reason was kept'}.</p>
  const reached = ['opened', 'committed', 'planned', 'folded'].indexOf(round.state)
  const stages: readonly Stage[] = [
    { name: 'Secret stored', isDone: true, note: `hash ${secretHash.slice(0, 12)}…` },
    {
      name: 'Hash on chain',
      isDone: round.commitBlock !== null,
      note: round.commitBlock === null ? 'not yet' : `block ${number(round.commitBlock)}`,
    },
    {
      name: 'Miners chosen',
      isDone: reached >= 2,
      note: reached >= 2 ? `${number(miners.length)} of them` : 'not yet',
    },
    {
      name: 'Folded into the scores',
      isDone: reached >= 3,
      note: reached >= 3 ? 'counts' : `closes at block ${number(round.closesAt)}`,
    },
    { name: 'Weights decided', isDone: round.decided, note: round.decided ? 'see Weights' : 'not yet' },
    {
      name: 'Sealed',
      isDone: sealedRoot !== null,
      note: sealedRoot === null ? 'not yet' : `root ${shortKey(sealedRoot)}`,
    },
    {
      name: 'Root on chain',
      isDone: rootBlock !== null,
      note: rootBlock === null ? 'with one of the next rounds' : `block ${number(rootBlock)}`,
    },
    {
      name: 'Secret public',
      isDone: round.revealed,
      note: round.revealed ? 'tasks can be drawn again' : 'not yet',
    },
  ]
  return (
    <ol class="stages">
      {stages.map(({ name, isDone, note }) => (
        <li key={name}>
          <Pill tone={isDone ? 'good' : 'idle'}>{isDone ? 'done' : 'open'}</Pill>
          <strong>{name}</strong>
          <span class="muted">{note}</span>
        </li>
      ))}
    </ol>
  )
}
