import { escapeHtml } from './escape.js'

/** A number, with its interval or unit, which no line break parts. */
const figure = /^-?[\d.]+( ± [\d.]+)?( %)?$/

const row = (cells: readonly string[], tag = 'td') =>
  `<tr>${cells.map((cell) => `<${tag}${figure.test(cell) ? ' class="figure"' : ''}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`

/** Table of texts, which scrolls by itself where the page is narrow. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  `<div class="wide"><table><thead>${row(head, 'th')}</thead><tbody>${rows.map((cells) => row(cells)).join('\n')}</tbody></table></div>`
