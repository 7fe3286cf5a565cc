/* Before the first paint: the reader's theme and text size. Runs inline, named by its hash in the content security policy. */
(() => {
  let look = {}
  try {
    look = JSON.parse(localStorage.getItem('nodeapp.look')) ?? {}
  } catch {}
  const root = document.documentElement
  const dark = look.theme === 'dark' || (look.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset.theme = dark ? 'dark' : 'light'
  if (look.scale) root.style.setProperty('--text-scale', look.scale)
  if (look.calm) root.dataset.motion = 'less'
  document.querySelector('meta[name=theme-color]').content = dark ? '#15202B' : '#FFFFFF'
})()
