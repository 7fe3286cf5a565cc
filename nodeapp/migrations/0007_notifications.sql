-- What people are told of: one row for each thing somebody did, and what stands in a list: groups of them.

-- Likes of one tweet are one group for some hours, so are new followers; everything else is alone in its group.
-- What is below `read_to` has been read.
create table notification_groups (
    id integer primary key,
    account_id integer not null references accounts (id),
    kind text not null,
    tweet_id integer not null default 0,
    -- The id of its newest member: where it stands.
    place integer not null,
    member_count integer not null,
    unread_count integer not null,
    read_to integer not null default 0,
    created_at_ms integer not null
) strict;

create index notification_groups_newest on notification_groups (account_id, place, kind);
create index notification_groups_unread on notification_groups (account_id, kind, unread_count, place)
    where unread_count > 0;
create index notification_groups_by_tweet on notification_groups (tweet_id, account_id, kind, created_at_ms);

-- `cause_id` is what it is about: the like, the follow, the tweet. While `held` the group is one of notification_requests.
create table notifications (
    id integer primary key,
    account_id integer not null references accounts (id),
    group_id integer not null,
    kind text not null,
    actor_id integer not null references accounts (id),
    tweet_id integer not null default 0,
    cause_id integer not null,
    held integer not null default 0,
    is_read integer not null default 0,
    created_at_ms integer not null
) strict;

-- What is told once is not told again.
create unique index notifications_by_cause on notifications (account_id, cause_id, kind);
create index notifications_newest on notifications (account_id, id, kind) where held = 0;
create index notifications_by_group on notifications (group_id, id, actor_id);
create index notifications_by_actor on notifications (actor_id, account_id, id);
create index notifications_held_by_tweet on notifications (tweet_id) where held = 1;

-- Strangers of whom somebody is not told before saying so.
create table notification_requests (
    id integer primary key,
    account_id integer not null references accounts (id),
    sender_id integer not null references accounts (id),
    state text not null default 'pending',
    place integer not null,
    member_count integer not null,
    created_at_ms integer not null,
    changed_at_ms integer not null
) strict;

create unique index notification_requests_by_sender on notification_requests (account_id, sender_id);
create index notification_requests_pending on notification_requests (account_id, place, member_count)
    where state = 'pending';
create index notification_requests_of on notification_requests (sender_id);

-- What somebody wants to be told of, in JSON; and how many newcomers spoke to them in the hour that this was.
create table notification_settings (
    account_id integer primary key references accounts (id),
    body text not null default '{}',
    newcomers_hour integer not null default 0,
    newcomers integer not null default 0
) strict;

-- How far somebody has read, as their clients keep it.
create table markers (
    account_id integer not null references accounts (id),
    timeline text not null,
    last_read_id integer not null,
    version integer not null,
    changed_at_ms integer not null,
    primary key (account_id, timeline)
) strict, without rowid;

-- Whose followers want to hear of each tweet.
create index follows_with_bell on follows (followee_id, follower_id, state, created_at_ms) where bell = 1;

-- Nobody is told of what happened before.
insert into checkpoints (consumer, position, changed_at_ms)
    select 'notifications', position, at_ms from events order by position desc limit 1;
