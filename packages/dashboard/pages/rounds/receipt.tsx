import { useMechanism } from '../app/navigation.js'
import type { Params } from '../app/page-definition.js'
import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { Exhibits } from '../exhibits/exhibits.js'
import { milliseconds, number, score, shortKey } from '../parts/format.js'
import { Card, Figure, Figures, Page } from '../parts/page.js'
import { Pill, toneOfOutcome } from '../parts/pill.js'
import { Empty, Loaded } from '../parts/states.js'
import type { ReceiptData } from './data.js'
import { ScoreParts } from './score-parts.js'

/** One task of one miner: what was asked, what it answered, and what the score is made from. */
export function ReceiptPage({ params }: { readonly params: Params }) {
  const mechanism = useMechanism()
  const { hotkey = '', task: taskId = '' } = params
  const round = Number(params.round)
  const query = useQuery(`receipt ${mechanism} ${round} ${hotkey} ${taskId}`, (signal) =>
    api.receipts.one.query({ mechanism, round, hotkey, taskId }, { signal }),
  )
  const above = [
    { href: '/rounds', title: 'Rounds' },
    { href: `/rounds/${round}`, title: `Round ${number(round)}` },
    { href: `/rounds/${round}/${hotkey}`, title: `Miner ${shortKey(hotkey)}` },
  ]
  return (
    <Page title={`Task ${taskId}`} above={above}>
      <Loaded query={query}>{(data) => <Receipt data={data} />}</Loaded>
    </Page>
  )
}

function Receipt({ data }: { readonly data: ReceiptData }) {
  const { receipt, question, answer, answerHash, requestHash, replay, exhibits, exhibitFailure } = data
  const { outcome, reason, family, synapse, latencyMs, flags } = receipt
  return (
    <>
      <Figures>
        <Figure
          label="Outcome"
          value={<Pill tone={toneOfOutcome[outcome] ?? 'idle'}>{outcome}</Pill>}
          note={reason ?? undefined}
        />
        <Figure
          label="Score"
          value={score(receipt.score)}
          note={
            receipt.score === null
              ? 'compared with the answers of the others when the round is over'
              : `family ${family}, synapse ${synapse}`
          }
        />
        <Figure label="Time" value={milliseconds(latencyMs)} note="from connect to the last byte" />
      </Figures>
      <Exhibits exhibits={exhibits} failure={exhibitFailure} />
      <Card title="What the score is made from">
        <ScoreParts receipt={receipt} />
      </Card>
      {flags.length > 0 && (
        <Card title="Likeness to other miners">
          <ul>
            {flags.map(({ kind, miner, sentence }) => (
              <li key={`${kind} ${miner}`}>
                <Pill tone="warn">{kind}</Pill> <span class="key">{shortKey(miner)}</span>: {sentence}
              </li>
            ))}
          </ul>
          <p class="muted">Flags are reported, and have no effect on a score.</p>
        </Card>
      )}
      <div class="columns">
        <Card title="Question">
          <Body body={question} />
        </Card>
        <Card title="Answer">
          {answer === null ? <Empty>There is no answer.</Empty> : <Body body={answer} />}
        </Card>
      </div>
      <Card title="Proof">
        <dl class="facts">
          <dt>Answer, SHA-256</dt>
          <dd class="key">{answerHash ?? 'none'}</dd>
          <dt>Request, SHA-256</dt>
          <dd class="key">{requestHash ?? 'none'}</dd>
          <dt>Score the round again</dt>
          <dd>
            <code>{replay}</code>
          </dd>
        </dl>
      </Card>
    </>
  )
}

function Body({ body: { json, isCut } }: { readonly body: ReceiptData['question'] }) {
  return (
    <>
      <pre tabIndex={0}>{json}</pre>
      {isCut && (
        <p class="muted">
          It is longer than what the validator keeps (keepBodyChars): this is its beginning.
        </p>
      )}
    </>
  )
}
