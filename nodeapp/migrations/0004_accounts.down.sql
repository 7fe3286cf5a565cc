-- Whoever waits to be let in was never here, and whoever is away comes back.
update accounts set state = 'erased', username_key = 'formerly-' || id where state = 'pending';
update accounts set state = 'active' where state = 'deactivated' and host = '';
drop index kept_tweets_by_author; drop index poll_votes_by_account;
drop table exports; drop table account_ends; drop table registrations; drop table invites;
