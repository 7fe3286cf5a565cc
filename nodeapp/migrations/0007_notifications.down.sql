drop index follows_with_bell;
drop table markers;
drop table notification_settings;
drop table notification_requests;
drop table notifications;
drop table notification_groups;
delete from checkpoints where consumer = 'notifications';
