// The suite `compatcanary`, profile `chat`. This model has no tools, so the probe of tools has to be refused with 400.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { assert, play, site } from './cases.mjs'

const program = join(process.env.CLIENT_FOLDER, 'node_modules', '.bin', 'compatcanary')
const args = ['scan', '--base-url', site.url, '--model', site.model, '--profile', 'chat', '--format', 'json']
const report = await new Promise((resolve, reject) => {
  execFile(program, args, { env: { ...process.env, OPENAI_API_KEY: site.key } }, (error, stdout) => {
    try {
      resolve(JSON.parse(stdout))
    } catch {
      reject(error ?? new Error(`no report: ${stdout}`))
    }
  })
})
for (const { id, status, summary, error } of report.results) {
  await play(id, async () => {
    if (id === 'chat.tool_call') assert.equal(error?.httpStatus, 400, summary)
    else assert.equal(status, 'pass', summary)
  })
}
