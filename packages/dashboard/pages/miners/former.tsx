import { Link, useMechanism } from '../app/navigation.js'
import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { counted, number, score, shortKey } from '../parts/format.js'
import { MinerLink } from '../parts/miner-link.js'
import { OutcomeBar } from '../parts/outcome-bar.js'
import { Card } from '../parts/page.js'
import { Empty } from '../parts/states.js'
import { type Column, Table } from '../parts/table.js'

type Former = Awaited<ReturnType<typeof api.miners.former.query>>[number]

const columns: readonly Column<Former>[] = [
  {
    ...{ key: 'uid', title: 'Miner', isHead: true, by: ({ uid }: Former) => uid },
    cell: ({ uid, hotkey }) => <MinerLink uid={uid} hotkey={hotkey} />,
  },
  {
    ...{ key: 'round', title: 'Last round', isNumber: true, by: ({ lastRound }: Former) => lastRound },
    cell: ({ lastRound, hotkey }) => <Link href={`/rounds/${lastRound}/${hotkey}`}>{number(lastRound)}</Link>,
  },
  {
    ...{ key: 'rank', title: 'Rank then', isNumber: true, by: ({ rank }: Former) => rank ?? 65_536 },
    cell: ({ rank, miners }) => (rank === null ? '–' : `${rank} of ${miners}`),
  },
  {
    ...{ key: 'score', title: 'Score then', isNumber: true, by: (one: Former) => one.score ?? -1 },
    cell: (one) => score(one.score),
  },
  {
    ...{ key: 'tasks', title: 'Its last five rounds' },
    cell: ({ outcomes }) => <OutcomeBar outcomes={outcomes} />,
  },
  {
    ...{ key: 'taken', title: 'Its place now' },
    cell: ({ takenBy }) =>
      takenBy === null ? (
        'free'
      ) : (
        <Link href={`/miners/${takenBy.hotkey}`} class="key">
          {shortKey(takenBy.hotkey)}
        </Link>
      ),
  },
]

const useFormer = () => {
  const mechanism = useMechanism()
  return useQuery(
    `former ${mechanism}`,
    (signal) => api.miners.former.query({ mechanism }, { signal }),
    ({ kind }) => kind === 'round-folded',
  )
}

/** Miners that lost their places in the rounds that are kept; nothing where none has. */
export function FormerMiners() {
  const { data } = useFormer()
  if (data === null || data.length === 0) return null
  return (
    <Card title={`${counted(data.length, 'miner')} deregistered`}>
      <p class="muted">
        The chain gave their places to newcomers, or took them back. A newcomer takes the place of the miner
        that is paid least, once that one's immunity is over.
      </p>
      <Table
        caption="Deregistered miners, the newest first"
        columns={columns}
        rows={data}
        keyOf={({ hotkey, registeredAt }) => `${hotkey} ${registeredAt}`}
        empty=""
      />
    </Card>
  )
}

/** Reason why a hotkey has no page of a miner: it has lost its place, or was never asked. */
export function Former({ hotkey }: { readonly hotkey: string }) {
  const { data } = useFormer()
  if (data === null) return null
  const miner = data.find((one) => one.hotkey === hotkey)
  if (miner === undefined) {
    return (
      <Empty>
        It is not registered, and was in none of the newest rounds. <Link href="/miners">All miners</Link>
      </Empty>
    )
  }
  const { uid, registeredAt, lastRound, rank, miners, takenBy, immunityBlocks } = miner
  const least =
    rank === null
      ? 'It had no score'
      : `It had a score of ${score(miner.score)}, rank ${rank} of ${miners}, after round ${number(lastRound)}`
  return (
    <Card title="Why">
      <ul class="sentences">
        <li data-kind="deregistered">
          <strong>It was deregistered, and gets no pay any more.</strong>{' '}
          {takenBy === null ? (
            `Its place, uid ${uid}, is free.`
          ) : (
            <>
              Its place, uid {uid}, was taken by{' '}
              <Link href={`/miners/${takenBy.hotkey}`} class="key">
                {shortKey(takenBy.hotkey)}
              </Link>{' '}
              at block {number(takenBy.registeredAt)}.
            </>
          )}
        </li>
        <li data-kind="replaced">
          {least}. A newcomer takes the place of the miner that is paid least: this one had been registered
          since block {number(registeredAt)}, and no miner is safe after {number(immunityBlocks)} blocks.
        </li>
        <li data-kind="outcomes">
          Its last five rounds: <OutcomeBar outcomes={miner.outcomes} />
        </li>
        <li data-kind="receipts">
          <Link href={`/rounds/${lastRound}/${hotkey}`}>Its receipts of round {number(lastRound)}</Link>:
          questions, answers and scores.
        </li>
      </ul>
    </Card>
  )
}
