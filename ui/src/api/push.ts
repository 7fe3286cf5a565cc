/** Where one is told beside the page: in browsers, and beside the window of a computer. */
import { body, client, done } from './client'
import type { PushKey, PushSubscriptionPage } from './types'

export const key = (): Promise<PushKey> => body(client.GET('/api/push/key'))

export const subscriptions = (): Promise<PushSubscriptionPage> => body(client.GET('/api/push/subscriptions', { cache: 'no-store' }))

/** For as long as this session lasts, in place of what it had. */
export const subscribe = ({ endpoint = '', keys = {} }: PushSubscriptionJSON): Promise<void> =>
  done(client.POST('/api/push/subscriptions', { body: { endpoint, keys: { p256dh: keys.p256dh ?? '', auth: keys.auth ?? '' }, policy: 'all', window: false } }))

export const subscribeWindow = (): Promise<void> => done(client.POST('/api/push/subscriptions', { body: { endpoint: '', policy: 'all', window: true } }))

export const unsubscribe = (id: string): Promise<void> =>
  done(client.DELETE('/api/push/subscriptions/{subscription_id}', { params: { path: { subscription_id: id } } }))
