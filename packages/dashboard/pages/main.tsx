import './styles/base.css'
import './styles/shell.css'
import './styles/parts.css'
import './styles/charts.css'
import './styles/exhibits.css'
import { render } from 'preact'
import { App } from './app/app.js'

render(<App />, document.getElementById('app') as HTMLElement)
