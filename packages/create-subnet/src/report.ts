import type { Created } from './create.js'

/** Outcome for people. */
export function reportOf(created: Created): string {
  const { name, packageName, folder, files, dryRun, installed, git, packageManager } = created
  const scoped = packageName === name ? [] : [`The package is ${packageName}.`]
  if (dryRun) {
    const width = Math.max(...files.map(({ path }) => path.length))
    const lines = files.map(({ path, bytes }) => `  ${path.padEnd(width)}  ${bytes} bytes`)
    return `${[`Would write ${files.length} files to ${folder}:`, ...lines, ...scoped].join('\n')}\n`
  }
  const steps = [
    ...(folder === '.' ? [] : [`cd ${folder}`]),
    ...(installed ? [] : [`${packageManager} install`]),
    `${packageManager} run dev`,
  ]
  return [
    `Created ${folder}: ${files.length} files${git.state === 'committed' ? ', committed' : ''}.`,
    ...scoped,
    ...(git.detail === undefined ? [] : [git.detail]),
    '',
    'Next:',
    ...steps.map((step) => `  ${step}`),
    '',
  ].join('\n')
}
