import { spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Example } from './examples.js'
import type { Tool } from './find-tools.js'

/** A check of an example: its tool, and what that finds; undefined if it finds nothing. */
export interface Check {
  readonly name: string
  readonly tool: Tool
  run(command: string): Promise<string | undefined>
}

/** Most that a unit may be exposed, in tenths, by systemd-analyze security. */
const mostExposed = 15

/** Version of Kubernetes that a chart is made for: helm without a cluster takes an old one. */
const kubernetes = '1.34.0'

/** Roles that the chart can run at once, and values that it has to refuse. */
const charts = {
  validator: [],
  scaled: ['roles.validator=false', 'roles.coordinator=true', 'roles.worker=true', 'roles.gateway=true'],
  'all of one': ['roles.miner=true', 'roles.worker=true', 'autoscaling.enabled=false', 'metrics=false'],
} as const
const refused = {
  'two validators': ['roles.coordinator=true'],
  'a word for a number': ['gateway.replicas=many'],
  'an unknown value': ['gatway.replicas=2'],
} as const

/** Every check of an example. */
export function checksOf({ folder }: Example): readonly Check[] {
  const at = (...names: readonly string[]) => join(folder, ...names)
  const list = (name: string) => readdirSync(at(name)).map((file) => at(name, file))
  const check = (name: string, tool: Tool, ...args: readonly string[]): Check => ({
    name,
    tool,
    run: async (command) => problemOf(run(command, args)),
  })
  return [
    ...list('systemd').map((file) =>
      check(
        file.slice(folder.length + 1),
        'systemd-analyze',
        ...['security', '--offline=true', `--threshold=${mostExposed}`, file],
      ),
    ),
    check('Dockerfile', 'hadolint', at('Dockerfile')),
    check('compose.yaml', 'check-jsonschema', '--builtin-schema', 'vendor.compose-spec', at('compose.yaml')),
    check('alerts', 'promtool', 'check', 'rules', at('monitoring/alerts.yml')),
    // That of Kubernetes is left out: Debian builds promtool without the discovery of pods.
    check('scrapes', 'promtool', 'check', 'config', '--syntax-only', at('monitoring/prometheus.yml')),
    ...readdirSync(at('kubernetes/overlays')).flatMap((overlay) => overlayChecks(folder, overlay)),
    check('chart', 'helm', 'lint', '--strict', '--kube-version', kubernetes, at('helm')),
    ...Object.entries(charts).flatMap(([name, values]) => chartChecks(folder, name, values)),
    ...Object.entries(refused).map(
      ([name, values]): Check => ({
        name: `chart refuses ${name}`,
        tool: 'helm',
        run: async (command) => {
          const { status, stderr } = run(command, template(at('helm'), values))
          return status !== 0 && stderr.includes('meet the specifications of the schema')
            ? undefined
            : stderr || 'it was taken'
        },
      }),
    ),
  ]
}

/** The manifests of an overlay as kustomize gives them, by the schemas of Kubernetes. */
const overlayChecks = (folder: string, overlay: string): readonly Check[] =>
  rendered(`kubernetes ${overlay}`, 'kubectl', join(folder, `${overlay}.k8s.yaml`), [
    'kustomize',
    join(folder, 'kubernetes/overlays', overlay),
  ])

const chartChecks = (folder: string, name: string, values: readonly string[]): readonly Check[] =>
  rendered(`chart ${name}`, 'helm', join(folder, `${name}.helm.yaml`), template(join(folder, 'helm'), values))

const template = (chart: string, values: readonly string[]): readonly string[] => [
  ...['template', 'my-release', chart, '--namespace', 'mine', '--kube-version', kubernetes],
  ...values.flatMap((value) => ['--set', value]),
]

/** Two checks: a program writes manifests, and these fit their schemas. KEDA's objects have none, and are left out. */
function rendered(name: string, tool: Tool, file: string, args: readonly string[]): readonly Check[] {
  let text = ''
  return [
    {
      name,
      tool,
      run: async (command) => {
        const result = run(command, args)
        text = result.stdout
          .split(/^---$/m)
          .filter((document) => !/^kind: ScaledObject$/m.test(document))
          .join('---')
        writeFileSync(file, text)
        return problemOf(result) ?? (/^kind: /m.test(text) ? undefined : 'it has no manifests')
      },
    },
    {
      name: `${name}, by its schemas`,
      tool: 'kubernetes-validate',
      run: async (command) => (text === '' ? undefined : problemOf(run(command, ['--strict', file]))),
    },
  ]
}

interface Result {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

const run = (command: string, args: readonly string[]): Result =>
  spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 1_048_576 })

const problemOf = ({ status, stdout, stderr }: Result): string | undefined =>
  status === 0 ? undefined : stdout + stderr || `it ended with ${status}`
