-- How people come and how they go: invitations, those who wait to be let in, those who leave, archives of what is theirs.

create table invites (
    id integer primary key,
    -- Who invites; nobody where whoever runs the node did it from the command line.
    account_id integer references accounts (id),
    code text not null,
    note text not null default '',
    uses_max integer not null,
    use_count integer not null default 0,
    created_at_ms integer not null,
    expires_at_ms integer,
    revoked_at_ms integer
) strict;

create unique index invites_by_code on invites (code);
create index invites_by_account on invites (account_id, id) where account_id is not null;

-- Accounts that wait for somebody to let them in.
create table registrations (
    account_id integer primary key references accounts (id),
    reason text not null default '',
    asked_at_ms integer not null
) strict;

create index registrations_by_age on registrations (asked_at_ms);

-- Accounts on their way out. `stage` is 'away' (may come back until it is due), 'erasing' (told of in the log at
-- `position`; what is left of it goes in portions), 'told' (erased; its key still signs what tells others).
create table account_ends (
    account_id integer primary key references accounts (id),
    stage text not null,
    due_at_ms integer not null,
    position integer not null default 0
) strict;

create index account_ends_due on account_ends (due_at_ms);

-- Archives of everything of one person; the file lies in the data folder under the row's id.
create table exports (
    id integer primary key,
    account_id integer not null references accounts (id),
    state text not null,
    bytes integer not null default 0,
    tries integer not null default 0,
    created_at_ms integer not null,
    changed_at_ms integer not null
) strict;

create index exports_by_account on exports (account_id, id);
create index exports_waiting on exports (id) where state = 'waiting';
create index exports_by_age on exports (created_at_ms);

-- What somebody voted for, to be handed to them or erased.
create index poll_votes_by_account on poll_votes (account_id, tweet_id);
create index kept_tweets_by_author on kept_tweets (author_id);
