/** Starts the page. */
import './styles/tokens.css'
import './styles/base.css'
import './styles/marks.css'
import { mount } from 'svelte'
import App from './App.svelte'

const target = document.getElementById('app')
if (target !== null) mount(App, { target })
