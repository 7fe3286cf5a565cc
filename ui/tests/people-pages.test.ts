import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import BlockedNodes from '../src/components/BlockedNodes.svelte'
import CropDialog from '../src/components/CropDialog.svelte'
import FollowedTags from '../src/components/FollowedTags.svelte'
import ListDialog from '../src/components/ListDialog.svelte'
import ListsDialog from '../src/components/ListsDialog.svelte'
import MutedPeople from '../src/components/MutedPeople.svelte'
import PinnedTweets from '../src/components/PinnedTweets.svelte'
import ProfileSettings from '../src/components/ProfileSettings.svelte'
import TagButton from '../src/components/TagButton.svelte'
import TweetSettings from '../src/components/TweetSettings.svelte'
import FollowRequests from '../src/pages/FollowRequests.svelte'
import ListMembers from '../src/pages/ListMembers.svelte'
import ListPage from '../src/pages/ListPage.svelte'
import Lists from '../src/pages/Lists.svelte'
import QuoteRequests from '../src/pages/QuoteRequests.svelte'
import { choices } from '../src/state/choices.svelte'
import { confirm } from '../src/state/confirm.svelte'
import { PagedList, type Entry } from '../src/state/lists.svelte'
import { people } from '../src/state/people.svelte'
import { session } from '../src/state/session.svelte'
import { tweets } from '../src/state/tweets.svelte'
import { aNode, aTweet, aUser, json, MIRA, NODE, problem, STRANGER, type Asked } from './builders'

const PAGINATION = { limit: 30, offset: null, cursor: null, newest: null, has_more: false }
const TEA = { id: '5', title: 'Tea people', exclusive: false, replies: 'followed', member_count: 1, created_at: '2026-01-31T12:00:00.000Z' } as const
const BO = aUser({ id: '3', username: 'bo', host: 'bike.example', display_name: 'Bo Nyström' })
const writes = (heard: Asked[]): Asked[] => heard.filter(({ method }) => method !== 'GET')

beforeEach(() => {
  localStorage.clear()
  session.node = NODE
  session.user = { ...MIRA }
  session.birthDate = null
  tweets.forgetAll()
  people.forgetAll()
})

afterEach(() => vi.unstubAllGlobals())

test('without lists the page says what they are good for', async () => {
  aNode(() => json({ lists: [] }))

  render(Lists)

  await waitFor(() => expect(screen.getByText('No lists yet.')).toBeTruthy())
  expect(screen.getByRole('button', { name: 'Make a list' })).toBeTruthy()
})

test('lists that did not come are asked for again', async () => {
  let up = false
  aNode(() => (up ? json({ lists: [TEA, { ...TEA, id: '6', title: 'Ferries', exclusive: true, member_count: 2 }] }) : problem(503, 'The node is busy.')))
  render(Lists)
  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('The node is busy.'))

  up = true
  await fireEvent.click(screen.getByRole('button', { name: 'Try again' }))

  await waitFor(() => expect(screen.getAllByRole('link').map((link) => link.textContent?.trim())).toEqual(['Tea people1 person', 'Ferries2 people · not in home']))
})

test('a list is made with its name, its sentence of what only here means, and its answers', async () => {
  const heard = aNode(({ body }) => json({ ...TEA, ...(body as object) }, 201))
  const saved: string[] = []
  render(ListDialog, { list: null, onsaved: (list) => saved.push(list.title), onclose: () => {} })
  await fireEvent.input(screen.getByLabelText('Name'), { target: { value: ' Ferries ' } })
  await fireEvent.click(screen.getByRole('switch', { name: /^Only here What people in this list write stands here and no longer in home\.$/ }))
  await fireEvent.click(screen.getByLabelText(/^None/))

  await fireEvent.click(screen.getByRole('button', { name: 'Make it' }))

  await waitFor(() => expect(saved).toEqual(['Ferries']))
  expect(heard[0]).toMatchObject({ method: 'POST', path: '/api/lists', body: { title: 'Ferries', exclusive: true, replies: 'none' } })
})

test('a name the node refuses stays in the dialog with the reason', async () => {
  aNode(() => problem(400, 'No.', [{ field: 'title', code: 'too_long', message: 'A title has at most 100 characters.', limit: 100 }]))
  render(ListDialog, { list: TEA, onsaved: () => {}, onclose: () => {} })

  await fireEvent.click(screen.getByRole('button', { name: 'Save' }))

  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('A title has at most 100 characters.'))
})

test('somebody is put in a list and taken out by its switch', async () => {
  const heard = aNode(({ method, path }) => (method !== 'GET' ? new Response(null, { status: 204 }) : json({ lists: path === '/api/lists' ? [TEA, { ...TEA, id: '6', title: 'Ferries' }] : [TEA] })))
  render(ListsDialog, { user: people.keep(aUser()) })
  await waitFor(() => expect(screen.getAllByRole('switch').map((one) => one.getAttribute('aria-checked'))).toEqual(['true', 'false']))

  for (const one of screen.getAllByRole('switch')) await fireEvent.click(one)

  await waitFor(() => expect(writes(heard).map(({ method, path }) => `${method} ${path}`)).toEqual(['DELETE /api/lists/5/members/2', 'POST /api/lists/6/members/2']))
})

test('a list’s page has its name, its people and what they write', async () => {
  aNode(({ path }) => {
    if (path === '/api/lists/5') return json(TEA)
    if (path.startsWith('/api/lists/5/members')) return json({ users: [aUser()], pagination: PAGINATION })
    return json({ tweets: [aTweet()], pagination: PAGINATION })
  })

  render(ListPage, { id: '5' })

  await waitFor(() => expect(screen.getByText('Fired the tall kiln.')).toBeTruthy())
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Tea people')
  expect(screen.getByRole('link', { name: '1 person' }).getAttribute('href')).toBe('/lists/5/members')
})

test('a list that is not there says so', async () => {
  aNode(() => problem(404, 'No such list.'))

  render(ListPage, { id: '5' })

  await waitFor(() => expect(screen.getByText('There is no such list.')).toBeTruthy())
})

test('people are found and put in, and taken out again', async () => {
  const heard = aNode(({ method, path }) => {
    if (method !== 'GET') return new Response(null, { status: 204 })
    if (path === '/api/lists/5') return json(TEA)
    return json({ users: path.startsWith('/api/users/search') ? [BO] : [aUser()], pagination: PAGINATION })
  })
  render(ListMembers, { id: '5' })
  await waitFor(() => expect(screen.getByRole('button', { name: 'Remove Ada' })).toBeTruthy())

  await fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'bo' } })
  await waitFor(() => expect(screen.getByRole('button', { name: 'Add Bo' })).toBeTruthy())
  await fireEvent.click(screen.getByRole('button', { name: 'Add Bo' }))
  await waitFor(() => expect(screen.getByRole('button', { name: 'Remove Bo' })).toBeTruthy())
  await fireEvent.click(screen.getByRole('button', { name: 'Remove Bo' }))

  await waitFor(() => expect(writes(heard).map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /api/lists/5/members/3', 'DELETE /api/lists/5/members/3']))
})

test('a quote that is asked for is shown with the tweet it quotes, and answered', async () => {
  const request = { id: '9', tweet: aTweet({ id: '50', user: MIRA, content: 'Rye again.' }), user: aUser(), quote: aTweet({ id: '60', content: 'She is right.' }), created_at: '2026-01-31T12:00:00.000Z' }
  const heard = aNode(({ method }) => (method === 'GET' ? json({ requests: [request], pagination: PAGINATION }) : new Response(null, { status: 204 })))
  render(QuoteRequests)
  await waitFor(() => expect(screen.getByText('She is right.')).toBeTruthy())
  expect(screen.getByText('Rye again.')).toBeTruthy()

  await fireEvent.click(screen.getByRole('button', { name: 'Let Ada quote it' }))

  await waitFor(() => expect(screen.getByText('Nobody is waiting.')).toBeTruthy())
  expect(writes(heard)[0]).toMatchObject({ method: 'POST', path: '/api/quote-requests/9/accept' })
})

test('many requests to follow are answered at once', async () => {
  const asking = { ...STRANGER, requested_by: true }
  const heard = aNode(({ method }) => (method === 'GET' ? json({ users: [aUser({ relationship: asking }), { ...BO, relationship: asking }], pagination: PAGINATION }) : json({ done: 2 })))
  render(FollowRequests)
  await waitFor(() => expect(screen.getByRole('checkbox', { name: 'Choose all' })).toBeTruthy())

  await fireEvent.click(screen.getByRole('checkbox', { name: 'Choose all' }))
  await fireEvent.click(within(screen.getByRole('group', { name: 'Many at once' })).getByRole('button', { name: 'Decline' }))

  await waitFor(() => expect(screen.getByText('Nobody is waiting.')).toBeTruthy())
  expect(writes(heard)[0]).toMatchObject({ path: '/api/follow-requests/reject', body: { ids: ['2', '3'] } })
})

test('all of more than are shown means everybody', async () => {
  const heard = aNode(({ method }) => (method === 'GET' ? json({ users: [aUser(), BO], pagination: { ...PAGINATION, cursor: '3', has_more: true } }) : json({ done: 40 })))
  render(FollowRequests)
  await waitFor(() => expect(screen.getByRole('checkbox', { name: 'Choose all' })).toBeTruthy())

  await fireEvent.click(screen.getByRole('checkbox', { name: 'Choose all' }))
  await fireEvent.click(within(screen.getByRole('group', { name: 'Many at once' })).getByRole('button', { name: 'Approve' }))

  await waitFor(() => expect(writes(heard)[0]).toMatchObject({ path: '/api/follow-requests/accept', body: { all: true } }))
})

test('a hashtag is followed from its page, and the button says so', async () => {
  const heard = aNode(({ method }) => json({ tag: 'kiln', following: method === 'POST' }))
  render(TagButton, { tag: 'kiln' })
  await waitFor(() => expect(screen.getByRole('button', { name: 'Follow #kiln' })).toBeTruthy())

  await fireEvent.click(screen.getByRole('button', { name: 'Follow #kiln' }))

  expect(screen.getByRole('button', { name: 'Following. Unfollow #kiln' })).toBeTruthy()
  await waitFor(() => expect(writes(heard)[0]).toMatchObject({ method: 'POST', path: '/api/hashtags/kiln/follow' }))
})

test('a followed hashtag is let go and taken back in its place', async () => {
  aNode(({ method, path }) => json(path.includes('/followed') ? { hashtags: [{ tag: 'rye', following: true }], pagination: PAGINATION } : { tag: 'rye', following: method === 'POST' }))
  render(FollowedTags)
  await waitFor(() => expect(screen.getByRole('link', { name: '#rye' })).toBeTruthy())

  await fireEvent.click(screen.getByRole('button', { name: 'Following. Unfollow #rye' }))

  expect(screen.getByRole('button', { name: 'Follow #rye' })).toBeTruthy()
  expect(screen.getByRole('link', { name: '#rye' })).toBeTruthy()
})

test('muted people are listed with the end of their mute, and stay in sight when unmuted', async () => {
  aNode(({ method }) => json(method === 'GET' ? { users: [aUser({ relationship: { ...STRANGER, muting: true, muting_notifications: true, muting_until: '2099-01-03T10:00:00.000Z' } })], pagination: PAGINATION } : STRANGER))
  render(MutedPeople)
  await waitFor(() => expect(screen.getByText('Until 3 Jan 2099, notifications too')).toBeTruthy())

  await fireEvent.click(screen.getByRole('button', { name: 'Unmute Ada' }))

  expect(screen.getByRole('button', { name: 'Mute Ada again' })).toBeTruthy()
})

test('a node is blocked by its name after a question, and unblocked in its place', async () => {
  const heard = aNode(({ method }) => (method === 'GET' ? json({ hosts: [] }) : new Response(null, { status: 204 })))
  render(BlockedNodes)
  await waitFor(() => expect(screen.getByText('No node is blocked.')).toBeTruthy())
  await fireEvent.input(screen.getByLabelText('Block a whole node'), { target: { value: 'Loud.example' } })

  await fireEvent.click(screen.getByRole('button', { name: 'Block' }))
  confirm.answer(true)
  await waitFor(() => expect(screen.getByRole('button', { name: 'Unblock loud.example' })).toBeTruthy())
  await fireEvent.click(screen.getByRole('button', { name: 'Unblock loud.example' }))

  await waitFor(() => expect(screen.getByRole('button', { name: 'Block loud.example again' })).toBeTruthy())
  expect(writes(heard).map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /api/peer-blocks/loud.example', 'DELETE /api/peer-blocks/loud.example'])
})

test('what is chosen for all tweets stays in this browser', async () => {
  render(TweetSettings)

  await fireEvent.click(screen.getByLabelText('10 seconds'))
  await fireEvent.click(screen.getByLabelText(/^Unlisted/))
  await fireEvent.click(screen.getByLabelText(/^Your followers/))

  expect(choices.made).toEqual({ undo_seconds: 10, visibility: 'unlisted', quote_policy: 'followers' })
  expect(JSON.parse(localStorage.getItem('nodeapp.choices') ?? '')).toEqual(choices.made)
})

test('a profile is saved with its lines and its birth date, without empty lines', async () => {
  const heard = aNode(() => json(MIRA))
  session.user = { ...MIRA, fields: [{ name: 'Shop', value: 'https://mira.example', value_html: '', verified_at: '2026-01-31T12:00:00.000Z' }] }
  render(ProfileSettings)
  expect(screen.getByText('checked')).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: 'Add a line' }))
  await fireEvent.input(screen.getByLabelText('Birth date'), { target: { value: '1990-02-03' } })

  await fireEvent.click(screen.getByRole('button', { name: 'Save' }))

  await waitFor(() => expect(heard[0]?.body).toMatchObject({ birth_date: '1990-02-03', fields: [{ name: 'Shop', value: 'https://mira.example' }] }))
  expect(session.birthDate).toBe('1990-02-03')
})

test('pinned tweets stand once each above the others, one pinned a moment ago too', async () => {
  aNode(() => json({ tweets: [aTweet({ id: '50', content: 'Glaze notes.', is_pinned: true })], pagination: PAGINATION }))
  const list = new PagedList<Entry>(() => Promise.reject(new Error()))
  const fresh = tweets.keep(aTweet({ id: '51', content: 'Just pinned.', is_pinned: true }))
  list.prepend([{ id: '51', tweet: fresh, retweetedBy: null }])

  render(PinnedTweets, { user: people.keep(aUser()), list })

  await waitFor(() => expect(screen.getAllByText('Pinned').length).toBe(2))
  fresh.is_pinned = false
  await waitFor(() => expect(screen.getAllByText('Pinned').length).toBe(1))
})

test('a picture is moved by keys, and sent with the part that is seen', async () => {
  URL.createObjectURL = () => 'blob:x'
  URL.revokeObjectURL = () => {}
  const heard: { path: string; form: FormData }[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    heard.push({ path: new URL(request.url).pathname, form: await request.formData() })
    return json(MIRA)
  })
  let closed = false
  const { container } = render(CropDialog, { kind: 'avatar', file: new File(['x'], 'me.png', { type: 'image/png' }), onclose: () => (closed = true) })
  const image = container.querySelector('img') as HTMLImageElement
  Object.defineProperties(image, { naturalWidth: { value: 1600 }, naturalHeight: { value: 1000 } })
  await fireEvent.load(image)

  const part = screen.getByRole('application')
  for (let time = 0; time < 40; time += 1) await fireEvent.keyDown(part, { key: 'ArrowRight' })
  await fireEvent.input(screen.getByRole('slider', { name: 'Size' }), { target: { value: '2' } })
  await fireEvent.click(screen.getByRole('button', { name: 'Save' }))

  await waitFor(() => expect(closed).toBe(true))
  expect(heard[0]?.path).toBe('/api/users/1/avatar')
  expect(Object.fromEntries([...(heard[0]?.form ?? [])].filter(([name]) => name !== 'file'))).toEqual({ x: '850', y: '250', size: '500' })
})

test('a file the browser cannot show is told, and cannot be sent', async () => {
  URL.createObjectURL = () => 'blob:x'
  URL.revokeObjectURL = () => {}
  const { container } = render(CropDialog, { kind: 'cover', file: new File(['x'], 'me.txt'), onclose: () => {} })

  await fireEvent.error(container.querySelector('img') as HTMLImageElement)

  expect(screen.getByText(/This browser cannot show that file/)).toBeTruthy()
  expect((screen.getByRole('button', { name: 'Save' }) as HTMLButtonElement).disabled).toBe(true)
})
