import { lineWidth } from './print.js'
import { compareNames } from './sort.js'

/** `import { a, b } from './a.js'`, sorted and laid out; a name may begin with `type `. */
export function importText(names: readonly string[], module: string): string {
  const plain = (name: string) => name.replace(/^type /, '')
  const sorted = [...names].sort((left, right) => compareNames(plain(left), plain(right)))
  const line = `import { ${sorted.join(', ')} } from '${module}'`
  if (line.length <= lineWidth) return line
  return ['import {', ...sorted.map((name) => `  ${name},`), `} from '${module}'`].join('\n')
}
