import { describe, expect, it } from 'vitest'
import { isProjectReadme, packageReadme } from './readme.js'
import { roles } from './roles.js'

const command = 'node_modules/subnetkit/dist/cli/main.js'
const project = { name: 'my-subnet', version: '1.0.0', subnet: { name: 'sums', version: 1 } }

describe('the README of a package', () => {
  it.each(roles)('defect: that of a %s says how to develop the project, not how to run it', (role) => {
    const readme = packageReadme(project, role, command)
    expect(readme).toContain(`node run.mjs --config /etc/my-subnet/${role}.json`)
    expect(readme).toContain('node health.mjs')
    expect(readme).toContain(`node ${command} config schema`)
    expect(readme).not.toContain('npm install')
  })

  it('takes the place of the one at the top of the project, and of no other', () => {
    expect(['README.md', 'readme', 'Readme.txt'].every(isProjectReadme)).toBe(true)
    expect(['data/README.md', 'readme.mjs', 'README.de.md'].some(isProjectReadme)).toBe(false)
  })
})
