-- Where people want to be told beside the page: a browser, an app, the window of this computer. One for each session,
-- whose end is its end; what is told by it waits in push_messages until it was taken.
create table push_subscriptions (
    id integer primary key,
    account_id integer not null references accounts (id),
    session_id integer not null,
    dialect text not null,
    endpoint text not null,
    p256dh blob not null,
    auth blob not null,
    kinds text not null,
    policy text not null,
    -- Sealed; by it an app finds which of its accounts is meant.
    token blob not null,
    locale text not null,
    failures integer not null default 0,
    rests_until_ms integer not null default 0,
    minute integer not null default 0,
    told_in_minute integer not null default 0,
    -- The last event that was looked at for it, so that a batch handled twice tells nothing twice.
    position integer not null,
    created_at_ms integer not null
) strict;

create unique index push_subscriptions_by_session on push_subscriptions (session_id);
-- A browser has one address, whoever signs in there.
create unique index push_subscriptions_by_endpoint on push_subscriptions (endpoint) where dialect <> 'window';
create index push_subscriptions_by_account on push_subscriptions (account_id, id);

-- One for each entry of the list of notifications: what joins it meanwhile is told with it.
create table push_messages (
    subscription_id integer not null references push_subscriptions (id) on delete cascade,
    group_id integer not null,
    notification_id integer not null,
    queued_at_ms integer not null,
    due_at_ms integer not null,
    primary key (subscription_id, group_id)
) strict, without rowid;

create index push_messages_due on push_messages (due_at_ms, subscription_id);

-- Nobody is told of what happened before.
insert into checkpoints (consumer, position, changed_at_ms)
    select 'push', position, at_ms from events order by position desc limit 1;
