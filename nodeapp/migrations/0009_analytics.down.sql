delete from checkpoints where consumer = 'analytics';
drop table account_days; drop table tweet_numbers; drop table tweet_days; drop table profile_seen; drop table tweet_seen;
drop table readers;
