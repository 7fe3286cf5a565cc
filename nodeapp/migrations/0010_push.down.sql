delete from checkpoints where consumer = 'push';
drop table push_messages;
drop table push_subscriptions;
