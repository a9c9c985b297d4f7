import { expect, it } from 'vitest'
import { type FakeMiner, fakeModel, ok } from '../testing/fake-model.js'
import { frozen, frozenTasks } from '../testing/simulation/frozen-tasks.js'
import { seededRandom } from '../testing/simulation/random.js'
import { startTestGateway, type TestGateway } from '../testing/start-gateway.js'
import { createSkillFeed } from './skill/skill-source.js'

/** Answer of a gateway, with what its headers say of it. */
async function ask({ post }: TestGateway, model: string, content: string) {
  const response = await post({ model, messages: [{ role: 'user', content }] })
  const body = (await response.json()) as {
    readonly choices?: readonly { readonly message: { readonly content: string } }[]
    readonly error?: { readonly code: string }
  }
  return {
    text: body.choices?.[0]?.message.content ?? '',
    code: body.error?.code,
    miners: response.headers.get('x-subnet-miners'),
    mode: response.headers.get('x-subnet-mode'),
    asked: Number(response.headers.get('x-subnet-asked')),
    cost: Number(response.headers.get('x-subnet-cost')),
  }
}
const quiet = { probeShare: 0, crossCheckShare: 0 }
const price = { fixed: 10, perThousandTokens: 0 }
/** For tests of many requests: nothing is written for them. */
const free = { fixed: 0, perThousandTokens: 0 }

it('a late answer is hedged with a miner of another operator, and the slow call is ended', async () => {
  let isStuck = false
  const ended: string[] = []
  const stuck: FakeMiner = (_prompt, { signal }) =>
    isStuck
      ? new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(ended.push('stuck')))
        })
      : ok('stuck')
  const fine: FakeMiner = () => ok('fine')
  const model = fakeModel([stuck, stuck, fine], { price })
  const { miners } = model.candidates()
  const operators = miners.map((miner, at) => ({ ...miner, coldkey: at < 2 ? 'one operator' : 'another' }))
  const routed = {
    ...model,
    candidates: () => ({ miners: operators, stale: false }),
    query: (miner: { readonly hotkey: string }, ...rest: readonly unknown[]) =>
      model.query(
        miners.find(({ hotkey }) => hotkey === miner.hotkey)!,
        ...(rest as [string, unknown, object]),
      ),
  }
  await using gateway = await startTestGateway({ ...quiet, models: [routed], random: seededRandom(1) })
  for (let request = 0; request < 20; request++) await ask(gateway, 'text', 'Hello')
  isStuck = true
  const answers = []
  for (let request = 0; request < 6; request++) answers.push(await ask(gateway, 'text', 'Hello'))
  expect(answers.map(({ text }) => text)).toEqual(Array(6).fill('fine'))
  // The client pays for its answer, not for the call beside it.
  expect(answers.map(({ cost }) => cost)).toEqual(Array(6).fill(10))
  expect(answers.some(({ asked }) => asked === 2)).toBe(true)
  expect(ended.length).toBe(answers.filter(({ asked }) => asked === 2).length)
})

it('a panel and the router are right where single miners are wrong, by scores of a validator', async () => {
  const tasks = frozenTasks()
  const places = [frozen.reader, ...frozen.warm.slice(0, 2), ...frozen.hot.slice(0, 2)]
  const byPrompt = new Map(tasks.map((task) => [task.prompt, task]))
  const skills = createSkillFeed()
  const miners = places.map(
    (place): FakeMiner =>
      (prompt) =>
        ok(byPrompt.get(prompt)!.answers[place]!),
  )
  const model = fakeModel(miners, { price: free, skills })
  for (const { prompt, right } of tasks.slice(0, 60))
    for (const [at, { hotkey, registeredAt }] of model.candidates().miners.entries())
      skills.add({ hotkey, registeredAt, prompt, right: right[places[at]!] === '1' })
  await using gateway = await startTestGateway({
    ...quiet,
    models: [model],
    random: seededRandom(2),
    receipts: null,
  })
  const asked = tasks.slice(300, 400)
  const rightOf = async (name: string) => {
    let right = 0
    for (const { prompt, answers, right: marks } of asked) {
      const { text } = await ask(gateway, name, prompt)
      if (marks[answers.indexOf(text)] === '1') right++
    }
    return right / asked.length
  }
  const single = places.map(
    (place) => asked.filter(({ right }) => right[place] === '1').length / asked.length,
  )
  expect(Math.max(...single)).toBeLessThan(0.8)
  expect(await rightOf('text:panel')).toBeGreaterThan(0.9)
  expect(await rightOf('text')).toBeGreaterThan(0.9)
})

it('a miner that turns bad is dropped, by questions of known answer', async () => {
  let isBad = false
  const bad: FakeMiner = () => ok(isBad ? 'garbage' : '4')
  const good: FakeMiner = () => ok('4')
  const model = fakeModel([bad, good, good, good], {
    price: free,
    probe: () => ({
      ...{ synapse: 'complete', prompt: 'What is 2 + 2?', input: { prompt: 'What is 2 + 2?', request: {} } },
      isRight: (output: unknown) => (output as { readonly text: string }).text === '4',
    }),
  })
  await using gateway = await startTestGateway({
    probeShare: 0.5,
    models: [model],
    random: seededRandom(3),
    receipts: null,
  })
  const share = async (requests: number) => {
    let garbage = 0
    for (let request = 0; request < requests; request++)
      if ((await ask(gateway, 'text', 'What is 3 + 1?')).text === 'garbage') garbage++
    return garbage
  }
  await share(100)
  isBad = true
  await share(100)
  expect(await share(150)).toBeLessThan(3)
})

it('a mode names itself, its miners and its price; a model lists its modes', async () => {
  const miners = ['Paris.', 'paris', 'London'].map(
    (text): FakeMiner =>
      () =>
        ok(text),
  )
  await using gateway = await startTestGateway({ ...quiet, models: [fakeModel(miners, { price })] })
  const voted = await ask(gateway, 'text:vote', 'What is the capital of France?')
  expect(voted.text.toLowerCase()).toMatch(/^paris/)
  expect(voted).toMatchObject({ mode: 'vote', asked: 3 })
  expect(voted.miners?.split(', ').toSorted()).toEqual(['miner-0', 'miner-1'])
  expect(voted.cost).toBeGreaterThanOrEqual(20)
  expect(await ask(gateway, 'text:best', 'Say it')).toMatchObject({ code: 'unsupported_parameter' })
  expect(await ask(gateway, 'text:no', 'Say it')).toMatchObject({ code: 'model_not_found' })
  const listed = await (await gateway.send('/v1/models')).json()
  const capabilities = expect.objectContaining({ modes: ['vote', 'cascade', 'panel', 'best'] })
  expect(listed).toMatchObject({ data: [{ capabilities }] })
})
