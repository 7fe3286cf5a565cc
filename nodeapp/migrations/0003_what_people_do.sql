-- Pictures, polls, edits, quotes with their author's say, and what people keep to themselves: mutes, lists, notes.

-- A file of a tweet or profile. One of ours lies under its key, which nobody can guess; one from elsewhere has its url.
create table media (
    id integer primary key,
    account_id integer not null references accounts (id),
    tweet_id integer,
    place integer not null default 0,
    purpose text not null default 'tweet',
    kind text not null,
    state text not null,
    file_key text,
    hash blob,
    mime text not null,
    bytes integer not null default 0,
    width integer,
    height integer,
    duration_ms integer,
    alt text not null default '',
    focus_x real,
    focus_y real,
    blurhash text,
    renditions text not null default '[]',
    remote_url text,
    created_at_ms integer not null
) strict;

create unique index media_by_key on media (file_key) where file_key is not null;
create index media_by_tweet on media (tweet_id, place) where tweet_id is not null;
create index media_unused on media (created_at_ms) where tweet_id is null and purpose = 'tweet';
create index media_by_account on media (account_id, id);
create index media_earlier on media (tweet_id) where purpose = 'earlier';

-- What lies behind each address of a file of ours: `name` is the last part of it, `hash` says where the content is.
create table media_files (
    media_id integer not null references media (id),
    name text not null,
    hash blob not null,
    mime text not null,
    bytes integer not null,
    primary key (media_id, name)
) strict, without rowid;

create index media_files_by_hash on media_files (hash);

-- What the worker has yet to do with a file: look at it, cut it anew, make smaller sizes of a film.
create table media_tasks (
    media_id integer not null references media (id),
    what text not null,
    tries integer not null default 0,
    due_at_ms integer not null,
    primary key (media_id, what)
) strict, without rowid;

create index media_tasks_due on media_tasks (what, due_at_ms);

-- What was fetched from elsewhere to be shown here; may be forgotten at any time.
create table cached_files (
    url_hash blob primary key,
    url text not null,
    hash blob not null,
    mime text not null,
    bytes integer not null,
    fetched_at_ms integer not null,
    used_at_ms integer not null
) strict, without rowid;

create index cached_files_by_use on cached_files (used_at_ms, bytes);
create index cached_files_by_hash on cached_files (hash);

create table polls (
    tweet_id integer primary key references tweets (id),
    multiple integer not null default 0,
    hide_totals integer not null default 0,
    ends_at_ms integer,
    closed_at_ms integer,
    voter_count integer not null default 0,
    origin_voter_count integer not null default 0,
    -- When its new numbers are told elsewhere.
    telling_at_ms integer
) strict;

create index polls_open on polls (ends_at_ms) where closed_at_ms is null and ends_at_ms is not null;
create index polls_telling on polls (telling_at_ms) where telling_at_ms is not null;

create table poll_options (
    tweet_id integer not null references tweets (id),
    place integer not null,
    title text not null,
    vote_count integer not null default 0,
    origin_vote_count integer not null default 0,
    primary key (tweet_id, place)
) strict, without rowid;

create table poll_votes (
    tweet_id integer not null references tweets (id),
    account_id integer not null references accounts (id),
    place integer not null,
    id integer not null,
    uri text,
    created_at_ms integer not null,
    primary key (tweet_id, account_id, place)
) strict, without rowid;

-- How a tweet was before it was edited, oldest first; media and poll as they were, in JSON.
create table tweet_versions (
    tweet_id integer not null references tweets (id),
    number integer not null,
    content text not null,
    content_html text,
    content_warning text not null,
    sensitive integer not null,
    language text,
    media text not null default '[]',
    poll text not null default '[]',
    at_ms integer not null,
    primary key (tweet_id, number)
) strict, without rowid;

-- The words of a deleted tweet that never left this node, for as long as its author may have it back.
create table kept_tweets (
    tweet_id integer primary key references tweets (id),
    author_id integer not null references accounts (id),
    body blob not null,
    deleted_at_ms integer not null
) strict;

create index kept_tweets_by_age on kept_tweets (deleted_at_ms);

-- A tweet that another node has been handed, or has read.
create table departures (
    tweet_id integer primary key references tweets (id),
    at_ms integer not null
) strict;

-- Of what was written before this was noted, nobody knows: it counts as gone out.
insert into departures (tweet_id, at_ms) select id, created_at_ms from tweets where uri is null and retweet_of_id is null;

-- Whom a tweet named before it was edited, and who voted elsewhere in one that was deleted: they have a copy, and are told
-- what becomes of it.
create table once_named (
    tweet_id integer not null references tweets (id),
    account_id integer not null references accounts (id),
    primary key (tweet_id, account_id)
) strict, without rowid;

-- Deleted tweets of which likes, bookmarks and whatever else hung on them is still there, for a while.
create table leftovers (
    tweet_id integer primary key references tweets (id),
    deleted_at_ms integer not null
) strict;

create index leftovers_by_age on leftovers (deleted_at_ms);
create index bookmarks_by_tweet on bookmarks (tweet_id);
-- Who liked a tweet, newest first.
create index likes_by_tweet on likes (tweet_id, id, account_id);

alter table tweets add column media_count integer not null default 0;
alter table tweets add column has_poll integer not null default 0;
alter table tweets add column pinned_at_ms integer;
alter table tweets add column quote_policy text not null default 'public';
alter table tweets add column quote_asks text;
alter table tweets add column quote_state text;
alter table tweets add column quote_approval_uri text;
update tweets set quote_state = 'unasked' where quote_of_id is not null;
alter table tweets add column origin_quote_count integer not null default 0;

-- Who quotes a tweet, and how many may be counted.
create index tweets_by_quoted on tweets (quote_of_id, id, deleted_at_ms, visibility, quote_state)
    where quote_of_id is not null;
create index tweets_by_approval on tweets (quote_approval_uri) where quote_approval_uri is not null;
create index tweets_gone_with_media on tweets (id) where deleted_at_ms is not null and media_count > 0;
create index tweets_pinned on tweets (author_id, pinned_at_ms) where pinned_at_ms is not null;
create index tweets_with_media on tweets (author_id, id) where media_count > 0;

-- Who may quote a tweet of ours: what was asked of its author, and the answer.
create table quote_requests (
    id integer primary key,
    quoted_id integer not null references tweets (id),
    author_id integer not null references accounts (id),
    quoting_uri text not null,
    quoting_id integer,
    account_id integer not null references accounts (id),
    activity_uri text,
    state text not null,
    created_at_ms integer not null,
    changed_at_ms integer not null
) strict;

create unique index quote_requests_by_quote on quote_requests (quoted_id, quoting_uri);
create index quote_requests_pending on quote_requests (author_id, id) where state = 'pending';

create table mutes (
    account_id integer not null references accounts (id),
    target_id integer not null references accounts (id),
    id integer not null,
    notifications integer not null default 1,
    ends_at_ms integer,
    created_at_ms integer not null,
    primary key (account_id, target_id)
) strict, without rowid;

create index mutes_newest on mutes (account_id, id);
create index mutes_ending on mutes (ends_at_ms) where ends_at_ms is not null;

create table thread_mutes (
    account_id integer not null references accounts (id),
    conversation_id integer not null,
    id integer not null,
    created_at_ms integer not null,
    primary key (account_id, conversation_id)
) strict, without rowid;

create index thread_mutes_by_conversation on thread_mutes (conversation_id);

-- A whole peer that one person wants nothing of.
create table peer_blocks (
    account_id integer not null references accounts (id),
    host text not null,
    id integer not null,
    created_at_ms integer not null,
    primary key (account_id, host)
) strict, without rowid;

create table notes (
    account_id integer not null references accounts (id),
    target_id integer not null references accounts (id),
    content text not null,
    changed_at_ms integer not null,
    primary key (account_id, target_id)
) strict, without rowid;

create table lists (
    id integer primary key,
    account_id integer not null references accounts (id),
    title text not null,
    exclusive integer not null default 0,
    replies text not null default 'followed',
    created_at_ms integer not null,
    changed_at_ms integer not null
) strict;

create index lists_by_account on lists (account_id, id);

create table list_members (
    list_id integer not null references lists (id),
    account_id integer not null references accounts (id),
    id integer not null,
    created_at_ms integer not null,
    primary key (list_id, account_id)
) strict, without rowid;

create index list_members_newest on list_members (list_id, id);

create table followed_hashtags (
    account_id integer not null references accounts (id),
    tag text not null,
    id integer not null,
    created_at_ms integer not null,
    primary key (account_id, tag)
) strict, without rowid;

create index followed_hashtags_newest on followed_hashtags (account_id, id);

alter table follows add column retweets integer not null default 1;
alter table follows add column bell integer not null default 0;

-- Where somebody elsewhere shows what they pinned.
alter table accounts add column featured_url text;

create index blocks_newest on blocks (account_id, id, target_id);

-- Whose links are to be looked at next, and when: whether the page at the other end says that it is theirs (rel=me).
create table link_checks (
    account_id integer primary key references accounts (id),
    due_at_ms integer not null
) strict;

create index link_checks_due on link_checks (due_at_ms);
insert into link_checks (account_id, due_at_ms)
    select id, 0 from accounts where host = '' and (website <> '' or fields <> '[]');
alter table accounts add column website_verified_at_ms integer;
