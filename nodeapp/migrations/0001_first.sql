-- The first schema. Times are integer milliseconds since 1970 (UTC), ids are 64-bit Snowflakes, flags are 0 or 1.
-- A host of '' means "this node"; local ActivityPub ids are rendered from the row's id and never stored.

create table node (
    name text primary key,
    value text not null
) strict;

create table accounts (
    id integer primary key,
    username text not null,
    username_key text not null,
    host text not null default '',
    uri text,
    url text,
    inbox_url text,
    shared_inbox_url text,
    outbox_url text,
    followers_url text,
    public_key_id text,
    public_key_pem text,
    display_name text not null default '',
    bio text not null default '',
    bio_html text,
    avatar_url text,
    cover_url text,
    location text not null default '',
    website text not null default '',
    birth_date text,
    fields text not null default '[]',
    role text not null default 'member',
    state text not null default 'active',
    bot integer not null default 0,
    locked integer not null default 0,
    verified integer not null default 0,
    discoverable integer not null default 1,
    indexable integer not null default 1,
    follower_count integer not null default 0,
    following_count integer not null default 0,
    tweet_count integer not null default 0,
    origin_follower_count integer not null default 0,
    origin_following_count integer not null default 0,
    origin_tweet_count integer not null default 0,
    created_at_ms integer not null,
    received_at_ms integer not null,
    updated_at_ms integer not null,
    fetched_at_ms integer
) strict;

create unique index accounts_by_name on accounts (username_key, host);
create unique index accounts_by_uri on accounts (uri) where uri is not null;
create index accounts_by_key on accounts (public_key_id) where public_key_id is not null;
create index accounts_by_host on accounts (host, id);

create table account_keys (
    account_id integer primary key references accounts (id),
    private_pem text not null,
    public_pem text not null,
    created_at_ms integer not null
) strict;

create table credentials (
    account_id integer primary key references accounts (id),
    email text,
    email_key text,
    password_hash text,
    changed_at_ms integer not null
) strict;

create unique index credentials_by_email on credentials (email_key) where email_key is not null;

-- One row a sign-in. A refresh token names its session (the "family") and one generation of it.
create table sessions (
    id integer primary key,
    account_id integer not null references accounts (id),
    kind text not null,
    name text not null default '',
    secret_hash blob,
    generation integer not null default 0,
    created_at_ms integer not null,
    last_used_at_ms integer not null,
    expires_at_ms integer not null,
    revoked_at_ms integer
) strict;

create unique index sessions_by_secret on sessions (secret_hash) where secret_hash is not null;
create index sessions_by_account on sessions (account_id, id);

create table reset_links (
    secret_hash blob primary key,
    account_id integer not null references accounts (id),
    created_at_ms integer not null,
    expires_at_ms integer not null,
    used_at_ms integer
) strict, without rowid;

create table tweets (
    id integer primary key,
    author_id integer not null references accounts (id),
    uri text,
    url text,
    content text not null default '',
    content_html text,
    content_warning text not null default '',
    sensitive integer not null default 0,
    language text,
    visibility text not null,
    reply_to_id integer,
    reply_to_uri text,
    reply_to_author_id integer,
    conversation_id integer not null,
    quote_of_id integer,
    quote_of_uri text,
    retweet_of_id integer,
    retweet_of_author_id integer,
    like_count integer not null default 0,
    retweet_count integer not null default 0,
    reply_count integer not null default 0,
    quote_count integer not null default 0,
    origin_like_count integer not null default 0,
    origin_retweet_count integer not null default 0,
    origin_reply_count integer not null default 0,
    created_at_ms integer not null,
    received_at_ms integer not null,
    edited_at_ms integer,
    deleted_at_ms integer
) strict;

create unique index tweets_by_uri on tweets (uri) where uri is not null;
-- Covers the pull query of home and a profile: everything it filters on, newest last. SQLite counts a column of the
-- condition as missing unless it is in the index as well.
create index tweets_by_author on tweets
    (author_id, id, visibility, reply_to_author_id, retweet_of_id, reply_to_uri, deleted_at_ms)
    where deleted_at_ms is null;
-- Deleted ones too: a thread goes on below them.
create index tweets_by_parent on tweets (reply_to_id, id, deleted_at_ms) where reply_to_id is not null;
create index tweets_by_missing_parent on tweets (reply_to_uri)
    where reply_to_uri is not null and reply_to_id is null;
create unique index tweets_by_retweeter on tweets (retweet_of_id, author_id)
    where retweet_of_id is not null and deleted_at_ms is null;
create index tweets_by_original on tweets (retweet_of_id, author_id, deleted_at_ms) where retweet_of_id is not null;
create index tweets_public on tweets (id, visibility, retweet_of_id, deleted_at_ms)
    where visibility = 'public' and retweet_of_id is null and deleted_at_ms is null;
create index tweets_local on tweets (id, author_id, visibility, retweet_of_id, uri, deleted_at_ms)
    where visibility = 'public' and retweet_of_id is null and uri is null and deleted_at_ms is null;

-- What was deleted stays deleted: a late Create of the same uri by the same author finds the hash of both here.
create table tombstones (
    uri_hash blob primary key,
    deleted_at_ms integer not null
) strict, without rowid;

create table tweet_mentions (
    tweet_id integer not null references tweets (id),
    account_id integer not null references accounts (id),
    primary key (tweet_id, account_id)
) strict, without rowid;

create index tweet_mentions_by_account on tweet_mentions (account_id, tweet_id);

create table tweet_hashtags (
    tag text not null,
    tweet_id integer not null references tweets (id),
    primary key (tag, tweet_id)
) strict, without rowid;

create index tweet_hashtags_by_tweet on tweet_hashtags (tweet_id);

create table likes (
    tweet_id integer not null references tweets (id),
    account_id integer not null references accounts (id),
    id integer not null,
    uri text,
    created_at_ms integer not null,
    primary key (tweet_id, account_id)
) strict, without rowid;

create index likes_by_account on likes (account_id, id);
create index likes_by_uri on likes (uri) where uri is not null;

create table bookmarks (
    account_id integer not null references accounts (id),
    tweet_id integer not null references tweets (id),
    id integer not null,
    created_at_ms integer not null,
    primary key (account_id, tweet_id)
) strict, without rowid;

create index bookmarks_newest on bookmarks (account_id, id);

create table follows (
    follower_id integer not null references accounts (id),
    followee_id integer not null references accounts (id),
    state text not null,
    id integer not null,
    uri text,
    created_at_ms integer not null,
    changed_at_ms integer not null,
    primary key (follower_id, followee_id)
) strict, without rowid;

create index follows_by_followee on follows (followee_id, state, id, follower_id);
create index follows_by_follower on follows (follower_id, state, id, followee_id);
create index follows_by_uri on follows (uri) where uri is not null;

create table blocks (
    account_id integer not null references accounts (id),
    target_id integer not null references accounts (id),
    id integer not null,
    uri text,
    created_at_ms integer not null,
    primary key (account_id, target_id)
) strict, without rowid;

create table idempotency (
    account_id integer not null references accounts (id),
    key text not null,
    fingerprint blob not null,
    tweet_id integer,
    status integer,
    body blob,
    created_at_ms integer not null,
    primary key (account_id, key)
) strict, without rowid;

create index idempotency_by_age on idempotency (created_at_ms);

create table events (
    position integer primary key autoincrement,
    name text not null,
    at_ms integer not null,
    actor_id integer not null,
    subject_id integer not null,
    origin text not null default '',
    data blob not null
) strict;

create index events_by_age on events (at_ms);

create table checkpoints (
    consumer text primary key,
    position integer not null,
    changed_at_ms integer not null
) strict, without rowid;

-- An activity a peer sent, verified, kept until it has been understood. The hash is of its id.
create table received (
    id integer primary key,
    activity_hash blob not null unique,
    activity_id text not null,
    actor_uri text not null,
    host text not null,
    body blob,
    attempts integer not null default 0,
    due_at_ms integer,
    received_at_ms integer not null
) strict;

create index received_by_age on received (received_at_ms);
-- What could not be understood at once, because somebody else must be asked first, waits here.
create index received_late_by_host on received (host, id, due_at_ms, attempts) where due_at_ms is not null;

-- A letter is one activity as it leaves; its deliveries are the inboxes it goes to, one a peer.
create table letters (
    id integer primary key,
    event_position integer not null unique,
    account_id integer not null,
    body blob not null,
    created_at_ms integer not null
) strict;

create index letters_by_age on letters (created_at_ms);

create table deliveries (
    id integer primary key autoincrement,
    letter_id integer not null references letters (id),
    host text not null,
    inbox_url text not null,
    state text not null default 'due',
    attempts integer not null default 0,
    due_at_ms integer not null,
    first_at_ms integer not null,
    last_error text not null default '',
    unique (letter_id, inbox_url)
) strict;

create index deliveries_due on deliveries (due_at_ms, host, state) where state = 'due';
create index deliveries_by_host on deliveries (host, state, id);
create index deliveries_waiting on deliveries (host, id, due_at_ms) where state in ('due', 'parked');

create table peers (
    host text primary key,
    state text not null default 'known',
    software text not null default '',
    first_seen_at_ms integer not null,
    last_delivered_at_ms integer,
    last_received_at_ms integer,
    last_failed_at_ms integer,
    failures integer not null default 0,
    next_try_at_ms integer
) strict, without rowid;

create index peers_by_next_try on peers (next_try_at_ms) where next_try_at_ms is not null;
