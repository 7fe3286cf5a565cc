/* Works while the page is closed: shows what the node tells, and opens exactly that. No request of the page passes it. */
const home = self.location.origin

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('push', (event) => event.waitUntil(show(event.data)))
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data))
})

/* Something must be shown for each message, or the browser takes the permission back. */
async function show(data) {
  let told = {}
  try {
    told = data.json()
  } catch {}
  const { title = 'Something new', body = '', icon, url, tag, at } = told
  const timestamp = Date.parse(at) || Date.now()
  await self.registration.showNotification(String(title), { body: String(body), icon: icon ?? undefined, tag, timestamp, data: pathOf(url) })
}

/* A page of this node, whatever the message says. */
function pathOf(url) {
  const address = new URL(String(url ?? '/notifications'), home)
  return address.origin === home ? address.pathname + address.search : '/notifications'
}

/* In the page that is open, else in a new one. */
async function open(path) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = pages.find(({ focused }) => focused) ?? pages[0]
  if (page === undefined) return self.clients.openWindow(path)
  page.postMessage({ open: path })
  return page.focus()
}
