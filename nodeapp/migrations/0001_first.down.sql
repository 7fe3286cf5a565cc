-- The way back from the first schema is an empty file.
drop table peers; drop table deliveries; drop table letters; drop table received; drop table checkpoints;
drop table events; drop table idempotency; drop table blocks; drop table follows; drop table bookmarks;
drop table likes; drop table tweet_hashtags; drop table tweet_mentions; drop table tombstones; drop table tweets;
drop table reset_links; drop table sessions; drop table credentials; drop table account_keys; drop table accounts;
drop table node;
