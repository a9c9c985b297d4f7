/** Keeps Vue from reading `{{ … }}` of a text as an expression. */
export function escapeInterpolation(md) {
  const render = md.renderer.rules.text
  md.renderer.rules.text = (...args) => render(...args).replaceAll('{{', '&#123;&#123;')
}
