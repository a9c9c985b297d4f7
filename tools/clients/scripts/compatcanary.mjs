// The suite `compatcanary`: profile `modern` for a model with tools; for one without, the probe of tools has to be refused with 400.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { assert, play, site } from './cases.mjs'

const program = join(process.env.CLIENT_FOLDER, 'node_modules', '.bin', 'compatcanary')
const scan = (model, profile) =>
  new Promise((resolve, reject) => {
    const args = ['scan', '--base-url', site.url, '--model', model, '--profile', profile, '--format', 'json']
    execFile(program, args, { env: { ...process.env, OPENAI_API_KEY: site.key } }, (error, stdout) => {
      try {
        resolve(JSON.parse(stdout).results)
      } catch {
        reject(error ?? new Error(`no report: ${stdout}`))
      }
    })
  })

for (const { id, status, summary } of await scan(site.toolsModel, 'modern'))
  await play(id, () => assert.equal(status, 'pass', summary))
for (const { id, status, summary, error } of await scan(site.model, 'chat')) {
  await play(`${id} without tools`, () => {
    if (id === 'chat.tool_call') assert.equal(error?.httpStatus, 400, summary)
    else assert.equal(status, 'pass', summary)
  })
}
