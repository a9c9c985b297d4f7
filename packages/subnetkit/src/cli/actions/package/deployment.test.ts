import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { allSections, settingsOf } from '../../config/texts/sections.js'
import { variableOf } from '../../config/texts/setting-text.js'
import { parseCommandLine } from '../../program/parse.js'
import { roles } from './roles.js'

const base = new URL('../../../../../templates/base/', import.meta.url)
const read = (name: string): string => readFileSync(new URL(name, base), 'utf8')
const units = readdirSync(new URL('systemd/', base)).map((name) => `systemd/${name}`)
const files = ['Dockerfile', 'compose.yaml', ...units]

const variables = new Set([
  'SUBNETKIT_CONFIG',
  ...settingsOf(allSections).flatMap(({ key, variables }) => variables ?? variableOf(key)),
])

describe('the deployment files of a generated project', () => {
  it.each(files)('%s names settings that exist', (name) => {
    const named = [...read(name).matchAll(/\b(?:SUBNETKIT|BT)_[A-Z_]+/g)].map(([variable]) => variable)
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter((variable) => !variables.has(variable))).toEqual([])
  })

  it('build an image of any role with the command that packages it', () => {
    const [, line = ''] = /npx subnet (package[^&]*?) &&/.exec(read('Dockerfile')) ?? []
    const parsed = parseCommandLine(line.replace('"$ROLE"', 'miner').split(' '))
    expect(parsed).toMatchObject({ kind: 'run', invocation: { command: 'package' } })
    const [, ...used] = read('Dockerfile').split('ARG ROLE=')
    expect(used.map((text) => text.split('\n')[0])).toEqual(['miner', 'miner'])
  })

  it('run roles that exist, hardened, each with its secrets as files', () => {
    const compose = read('compose.yaml')
    const built = [...compose.matchAll(/ROLE: (\w+)/g)].map(([, role]) => role)
    expect(built).toEqual(['miner', 'coordinator', 'worker'])
    const services = compose.split(/^services:$/m)[1]?.split(/^\w/m)[0] ?? ''
    const each = services.split(/^ {2}(?=\w+:$)/m).slice(1)
    expect(each).toHaveLength(5)
    for (const service of each) expect(service).toContain('<<: *hardened')
    for (const rule of ['read_only: true', 'cap_drop: [ALL]', 'no-new-privileges:true', 'init: true'])
      expect(compose).toContain(rule)
    expect(compose.replace(/#.*/g, '')).not.toMatch(/PASSWORD:|:[^/]*@/)
    // Only the miner is there for others.
    const open = [...compose.matchAll(/ports: \['(?!127\.0\.0\.1:)([^']*)'\]/g)].map(([, port]) => port)
    expect(open).toEqual(['8091:8091'])
  })

  it('have settings as examples that a configuration takes', async () => {
    const { configSchema } = await import('../../config/file-schema.js')
    const comments = read('compose.yaml').replace(/^# {0,30}/gm, '')
    const examples = [...comments.matchAll(/ (\{"subnet"[\s\S]*?\}\})(?=\n)/g)].map(([, text]) => text ?? '')
    expect(examples).toHaveLength(2)
    for (const text of examples) configSchema.parse(JSON.parse(text.replaceAll('\n', '')))
  })

  it.each(units)('%s runs a package of its role, without root and with its key as a credential', (name) => {
    const unit = read(name)
    const role = /(\w+)@?\.service/.exec(name)?.[1]
    expect(roles).toContain(role)
    expect(unit).toContain(`WorkingDirectory=/opt/my-subnet/${role}\n`)
    expect(unit).toMatch(
      /^ExecStart=\/usr\/bin\/node run\.mjs --config \$\{CREDENTIALS_DIRECTORY\}\/config$/m,
    )
    expect(unit).toMatch(/^DynamicUser=yes$/m)
    expect(unit).toMatch(/^LoadCredential=hotkey:/m)
  })
})
