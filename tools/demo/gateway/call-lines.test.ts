import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { callLines } from './call-lines.js'

it('the lines reach a shell as they stand', () => {
  for (const line of callLines({ url: 'http://127.0.0.1:1', model: 'text', key: 'sn_live_x' })) {
    const said = execFileSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' })
    expect(said).toContain('What is 34 plus 58?')
    expect(said).toContain('http://127.0.0.1:1/v1')
    expect(said).toContain('sn_live_x')
  }
})
