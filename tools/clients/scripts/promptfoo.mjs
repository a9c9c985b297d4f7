// promptfoo, which needs a newer Node than we do: it comes as a package.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assert, play, site } from './cases.mjs'

const modules = join(process.env.CLIENT_FOLDER, 'node_modules')
const platform = process.platform === 'win32' ? 'win' : process.platform
const node = join(modules, `node-${platform}-${process.arch}`, 'bin', 'node')
const folder = await mkdtemp(join(tmpdir(), 'promptfoo-'))
const env = {
  ...process.env,
  ...{
    PROMPTFOO_DISABLE_TELEMETRY: '1',
    PROMPTFOO_DISABLE_UPDATE: '1',
    PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
  },
  PROMPTFOO_CONFIG_DIR: join(folder, 'state'),
}
const at = (apiKey, more = {}) => ({ apiBaseUrl: site.url, apiKey, ...more })

/** Evaluates tests; the rows of its report, in their order. */
async function evaluate(provider, tests) {
  const [config, report] = ['config.json', 'report.json'].map((name) => join(folder, name))
  await writeFile(config, JSON.stringify({ prompts: ['{{text}}'], providers: [provider], tests }))
  const args = [
    join(modules, '.bin', 'promptfoo'),
    'eval',
    '-c',
    config,
    '-o',
    report,
    '--no-cache',
    '--no-table',
  ]
  // It ends with 100 where a row fails, as one with a wrong key has to.
  const printed = await new Promise((resolve) =>
    execFile(node, args, { cwd: folder, env }, (_, stdout, stderr) => resolve(stdout + stderr)),
  )
  const text = await readFile(report, 'utf8').catch(() => assert.fail(printed.slice(-400)))
  return JSON.parse(text).results.results
}

const chat = (key, more) => ({ id: `openai:chat:${site.model}`, config: at(key, more) })
const greets = { type: 'equals', value: site.greeting }
const tests = [
  ['chat', [greets]],
  ['tokens are counted', [{ type: 'javascript', value: 'context.providerResponse.tokenUsage.total > 0' }]],
  [
    'embedding of the answer',
    [
      {
        ...{ type: 'similar', value: site.greeting, threshold: 0.99 },
        provider: { id: `openai:embedding:${site.model}`, config: at(site.key) },
      },
    ],
  ],
]
try {
  const rows = await evaluate(
    chat(site.key, { max_tokens: 50, temperature: 0 }),
    tests.map(([description, assertions]) => ({ description, vars: { text: 'Hi' }, assert: assertions })),
  )
  for (const [place, [name]] of tests.entries()) {
    const row = rows.find(({ testIdx }) => testIdx === place)
    await play(name, () => assert.ok(row?.success, row?.error ?? JSON.stringify(row)))
  }
  await play('a wrong key', async () => {
    const [row] = await evaluate(chat('wrong'), [{ vars: { text: 'Hi' }, assert: [greets] }])
    assert.equal(row.success, false)
    assert.match(JSON.stringify(row), /invalid_api_key|401/)
  })
} finally {
  await rm(folder, { recursive: true, force: true })
}
