-- What authors are told of how they are read. A day is a number of days since 1970, in UTC.

-- Who reads here: in sets of readers each is a number, which nobody else is ever given. Where `counted` is 0 their
-- reading counts in nobody's numbers.
create table readers (
    place integer primary key autoincrement,
    account_id integer not null unique references accounts (id),
    counted integer not null default 1
) strict;

-- Who has been shown a tweet, as a set of readers; kept as long as the tweet is young enough to be counted.
create table tweet_seen (
    tweet_id integer primary key,
    seen blob not null
) strict;

-- Who has looked at a profile on one day.
create table profile_seen (
    day integer not null,
    account_id integer not null,
    seen blob not null,
    primary key (day, account_id)
) strict, without rowid;

-- Of tweets written here, by day: how often shown, and what others did with them.
create table tweet_days (
    tweet_id integer not null,
    day integer not null,
    impressions integer not null default 0,
    likes integer not null default 0,
    retweets integer not null default 0,
    replies integer not null default 0,
    quotes integer not null default 0,
    primary key (tweet_id, day)
) strict, without rowid;

-- The sums over all days, to be listed by.
create table tweet_numbers (
    tweet_id integer primary key,
    author_id integer not null,
    impressions integer not null default 0,
    engagements integer not null default 0
) strict;

create index tweet_numbers_by_impressions on tweet_numbers (author_id, impressions, tweet_id);
create index tweet_numbers_by_engagements on tweet_numbers (author_id, engagements, tweet_id);

-- The same by author and day, with those who looked at the profile, and followers who came and went.
create table account_days (
    account_id integer not null,
    day integer not null,
    impressions integer not null default 0,
    likes integer not null default 0,
    retweets integer not null default 0,
    replies integer not null default 0,
    quotes integer not null default 0,
    profile_views integer not null default 0,
    followers_come integer not null default 0,
    followers_gone integer not null default 0,
    primary key (account_id, day)
) strict, without rowid;
