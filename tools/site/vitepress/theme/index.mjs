import '@shikijs/vitepress-twoslash/style.css'
import FloatingVue from 'floating-vue'
// The theme without Inter: fonts of the system load nothing.
import DefaultTheme from 'vitepress/theme-without-fonts'
import './style.css'

/** Where the type of a name appears. The client of the package does the same, and writes an error into the console of each page. */
const types = {
  $extend: 'dropdown',
  triggers: ['hover', 'touch'],
  popperTriggers: ['hover', 'touch'],
  placement: 'bottom-start',
  overflowPadding: 10,
  delay: 0,
  noAutoFocus: true,
  instantMove: true,
  flip: false,
  arrowPadding: 8,
  autoBoundaryMaxSize: true,
}

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.use(FloatingVue, { themes: { twoslash: types } })
  },
}
