import { systemClock } from '@subnetkit/base'
import { type AnswerForm, readForm } from '../../store/answer-form.js'
import type { NewAnswer } from '../../store/answers.js'
import type { QueryState, Receipt } from '../../store/records.js'
import type { Store } from '../../store/store.js'
import type { Subnet } from '../../subnet/define-subnet.js'
import type { QueryClient } from '../../subnet/miner-client.js'
import type { WorkerContext } from '../context.js'
import { createLastLooks } from '../last-looks.js'
import { createShadowTime } from '../shadow-time.js'
import { queryMiner } from '../steps/query.js'
import { scoreMiner } from '../steps/score.js'
import { fakeNeuron } from './fake-chain.js'

/** Runs the two steps of a worker for one miner, without a queue, and returns its receipts. Answers are written and read. */
export async function askAndScore(
  subnet: unknown,
  client: unknown,
  { number, secret }: { readonly number: number; readonly secret: Uint8Array },
): Promise<readonly Receipt[]> {
  const receipts: Receipt[] = []
  const answers: NewAnswer[] = []
  let state: QueryState = 'planned'
  const store: Partial<Store> = {
    query: async () => ({ ...fakeNeuron(1, 'miner'), round: number, state, reason: null, neverAsked: 0 }),
    hasOpenQueries: async () => false,
    round: async () =>
      ({
        ...{ state: 'planned', revealed: false, version: null, drawnAs: number, secret },
        observedHash: null,
      }) as never,
    doneTasks: async () => new Set(),
    addAnswer: async (_round, _uid, answer) => void answers.push(answer),
    answered: async () => {
      state = 'answered'
      return true
    },
    answers: async () =>
      answers.map(({ taskId, result, output }) => ({
        ...{ taskId, result },
        output: output && {
          form: output.form,
          value: readForm(output.form satisfies AnswerForm, output.text, (part) => output.parts[part]!),
        },
      })),
    async scored(_round, _uid, added) {
      receipts.push(...added)
      state = 'scored'
      return true
    },
  }
  const queue = { tag: 'sn-1', name: 'test' }
  const context: WorkerContext = {
    ...{
      netuid: 1,
      mechanism: 0,
      hotkey: 'validator',
      version: '1',
      tasksAtOnce: 4,
      retryDelayMs: 1,
      lockMs: 1,
    },
    subnet: subnet as Subnet,
    client: client as QueryClient<never>,
    store: store as Store,
    names: { rounds: queue, query: queue, score: queue },
    queues: { add: async () => {} } as unknown as WorkerContext['queues'],
    clock: systemClock,
    signal: new AbortController().signal,
    emit: () => {},
    troubles: { met() {}, over() {}, begin() {}, end() {} },
    background: { run: () => {}, close: async () => {} },
    answerSpace: { wait: async () => true },
    shadowTime: createShadowTime(systemClock),
    signer: { note() {} },
    rounds: { round: (number) => store.round!(number) },
    lastLooks: createLastLooks(),
  }
  await queryMiner(context, { round: number, uid: 1 })
  await scoreMiner(context, { round: number, uid: 1 })
  return receipts
}
