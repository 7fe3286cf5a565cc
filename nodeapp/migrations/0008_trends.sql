-- What trends are counted from: a projection of public tweets, made again by `nodeapp rebuild trends`.
-- Ids are times: the minute and the day of a use are in its tweet_id, so that buckets need no table of their own.

create table hashtag_uses (
    tweet_id integer not null,
    tag text not null,
    account_id integer not null,
    primary key (tweet_id, tag)
) strict, without rowid;

create index hashtag_uses_by_tag on hashtag_uses (tag, tweet_id, account_id);

create table shared_links (
    tweet_id integer not null,
    url text not null,
    account_id integer not null,
    primary key (tweet_id, url)
) strict, without rowid;

-- Tweets that somebody liked, retweeted, answered or quoted.
create table engaged_tweets (
    tweet_id integer primary key
) strict;

-- One row: in which form the above is there, and up to which event it was made when it was made whole.
create table trend_builds (
    form integer primary key,
    position integer not null,
    built_at_ms integer not null
) strict;

-- Where there are no tweets yet there is nothing to make.
insert into trend_builds (form, position, built_at_ms) select 1, 0, 0 where not exists (select 1 from tweets);

-- State: whom somebody does not want to be suggested again.
create table dismissals (
    account_id integer not null references accounts (id),
    target_id integer not null references accounts (id),
    id integer not null,
    primary key (account_id, target_id)
) strict, without rowid;

create index dismissals_oldest on dismissals (account_id, id);
