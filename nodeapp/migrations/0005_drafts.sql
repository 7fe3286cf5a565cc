-- What somebody is writing, or has written for later. The body is a list of tweets in JSON, in their order; one without
-- a time is a draft. A problem says why it could not be posted when it was time.
create table drafts (
    id integer primary key,
    account_id integer not null references accounts (id),
    body blob not null,
    scheduled_at_ms integer,
    problem text not null default '',
    created_at_ms integer not null,
    changed_at_ms integer not null
) strict;

create index drafts_by_account on drafts (account_id, id);
create index drafts_scheduled on drafts (account_id, scheduled_at_ms, id) where scheduled_at_ms is not null;
create index drafts_due on drafts (scheduled_at_ms) where scheduled_at_ms is not null;

-- Uploads that stay for as long as a draft names them.
create table draft_media (
    draft_id integer not null references drafts (id),
    media_id integer not null references media (id),
    primary key (draft_id, media_id)
) strict, without rowid;

create index draft_media_by_media on draft_media (media_id);
