import { expect, test } from 'vitest'
import { serveText } from './serve.js'

test('defect: npx is given the file of create-subnet, for it would run the one that it has from an earlier clone by that name', () => {
  const manifest = { name: 'create-subnet', version: '0.2.0' }
  const text = serveText('http://127.0.0.1:4873/', [{ package: { manifest } }] as unknown as Parameters<
    typeof serveText
  >[1])
  expect(text).toContain(' http://127.0.0.1:4873/create-subnet/-/create-subnet-0.2.0.tgz my-subnet ')
  expect(text).toContain('has 1 packages')
})
