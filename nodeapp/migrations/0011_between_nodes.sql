-- Tweets from elsewhere whose quote could not be had, or its approval not be looked at, because a host did not answer:
-- they are looked at again when they are due. `host` is whom to ask.
create table quote_checks (
    tweet_id integer primary key references tweets (id),
    host text not null,
    approval_uri text,
    is_legacy integer not null,
    attempts integer not null default 0,
    due_at_ms integer not null
) strict;

create index quote_checks_by_host on quote_checks (host, due_at_ms, attempts);

-- Hosts from which somebody once followed an author here, and when the last of them left: what was written until then
-- has a copy there, and its end must be told there too.
create table once_followed (
    author_id integer not null references accounts (id),
    host text not null,
    left_at_ms integer not null,
    primary key (author_id, host)
) strict, without rowid;
