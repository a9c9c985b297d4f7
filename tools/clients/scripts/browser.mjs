// The package `openai` in a real browser: its page has another origin than the gateway.
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { assert, play, site, skip } from './cases.mjs'

const { CHROMIUM } = process.env
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = CHROMIUM ?? places.find((path) => existsSync(path))
if (executablePath === undefined) skip('no Chromium is installed; name one in CHROMIUM')

const source = `
  import OpenAI from 'openai'
  window.ask = async ({ url, key, model }) => {
    const client = new OpenAI({ baseURL: url, apiKey: key, maxRetries: 0, dangerouslyAllowBrowser: true })
    const body = { model, messages: [{ role: 'user', content: 'Hi' }] }
    const { data, response } = await client.chat.completions.create(body).withResponse()
    let streamed = ''
    for await (const chunk of await client.chat.completions.create({ ...body, stream: true }))
      streamed += chunk.choices[0]?.delta?.content ?? ''
    const wrong = new OpenAI({ baseURL: url, apiKey: 'wrong', maxRetries: 0, dangerouslyAllowBrowser: true })
    const status = await wrong.chat.completions.create(body).catch((error) => error.status)
    const id = response.headers.get('x-request-id')
    return { text: data.choices[0].message.content, streamed, status, id }
  }`
const { outputFiles } = await build({
  stdin: { contents: source, resolveDir: process.env.CLIENT_FOLDER },
  ...{ bundle: true, write: false, format: 'iife', platform: 'browser' },
})
const page = `<!doctype html><meta charset="utf-8"><script>${outputFiles[0].text.replaceAll('</script', '<\\/script')}</script>`
const server = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
  response.end(page)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
try {
  const tab = await browser.newPage()
  await tab.goto(`http://localhost:${server.address().port}/`)
  const { url, key, model } = site
  const answer = await tab.evaluate((options) => window.ask(options), { url, key, model })
  await play('chat from another origin', () => assert.equal(answer.text, site.greeting))
  await play('stream from another origin', () => assert.equal(answer.streamed, site.greeting))
  await play('status of an error', () => assert.equal(answer.status, 401))
  await play('request id', () => assert.match(answer.id, /^req_/))
} finally {
  await browser.close()
  server.close()
}
