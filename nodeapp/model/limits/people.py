"""Limits of accounts and of what people keep: profiles, lists, notifications, invitations, sign-ins."""

from nodeapp.model.limits.files import Files


class People(Files, frozen=True, kw_only=True):
    """Accounts, and what belongs to each."""

    username_characters_max: int = 50
    display_name_characters_max: int = 100
    bio_characters_max: int = 500
    location_characters_max: int = 100
    website_characters_max: int = 255
    profile_fields_max: int = 8
    profile_field_characters_max: int = 255
    mutes_max: int = 5_000
    """People whom one person may mute."""
    mute_seconds_max: int = 31_622_400
    """The longest mute that ends by itself."""
    thread_mutes_max: int = 2_000
    peer_blocks_max: int = 1_000
    """Whole peers that one person may block."""
    note_characters_max: int = 2_000
    notes_max: int = 5_000
    lists_max: int = 50
    list_members_max: int = 1_000
    list_title_characters_max: int = 100
    followed_hashtags_max: int = 200
    review_ids_max: int = 500
    """Follow requests answered by name at once; all of them may be answered without."""
    link_page_bytes_max: int = 1_048_576
    """How much of a page is read for a link back."""
    links_checked_at_once: int = 10
    """People whose links are looked at in one turn."""
    link_recheck_days: int = 7

    notifications_kept_days: int = 90
    notification_groups_max: int = 5_000
    """What stands in one person's list; the oldest make room."""
    notification_group_hours: int = 12
    """How long after the first of them likes of the same tweet, or new followers, are told of as one."""
    notification_people_shown: int = 8
    """Of whoever did the same."""
    notifications_counted_max: int = 1_000
    """How many unread ones are counted; there may be more."""
    notification_late_days: int = 14
    """Of a tweet that was written earlier and only comes now nobody is told."""
    notification_edit_receivers_max: int = 1_000
    """Those here who did something with a tweet and are told that it was edited."""
    notification_new_account_days: int = 30
    """How long somebody counts as a new account."""
    notification_follower_days: int = 3
    """How long somebody must have followed to count as a follower."""
    notification_newcomers_per_hour: int = 50
    """How often new accounts that one does not follow may speak to somebody; the rest of them is held back."""
    notification_requests_max: int = 1_000
    """Strangers who wait to be let in; of those who come then nobody is told."""
    notifications_held_per_request: int = 100
    """What is kept, and counted, of each of them."""

    push_per_minute: int = 10
    """Of what one browser or app is sent; the rest waits for the next minute."""
    push_queue_max: int = 50
    """What waits for one of them; the oldest makes room."""
    push_group_seconds: int = 300
    """How long those are gathered who join a group that was told of."""
    push_hours: int = 24
    """After that nobody wants to be told any more, here or by a push service."""
    push_failures_max: int = 60
    """Tries in a row that were not taken, after which a subscription is gone."""
    push_at_once: int = 16
    """Browsers and apps that are sent something at the same time."""
    push_body_characters_max: int = 120
    push_name_characters_max: int = 60
    push_endpoint_characters_max: int = 2_000

    reason_characters_max: int = 500
    """Of what somebody tells who asks to be let in."""
    registrations_waiting_max: int = 500
    registration_days: int = 30
    """How long somebody waits to be let in before that counts as a no."""
    invites_max: int = 50
    """Invitations of one person that can still be used."""
    invite_uses_max: int = 1_000
    invite_days_max: int = 366
    invite_note_characters_max: int = 200
    away_days: int = 30
    """How long a deactivated account can come back before it is erased."""
    erase_portion: int = 100
    """Rows of a leaving account that go in one transaction: others wait to write."""
    export_pause_hours: int = 24
    """Between two archives of the same person."""
    export_kept_days: int = 7
    export_tries_max: int = 3
    export_bytes_max: int = 21_474_836_480
    email_characters_max: int = 254
    password_characters_min: int = 8
    password_bytes_max: int = 1_024
    session_name_characters_max: int = 100
    sessions_per_account_max: int = 100
    verified_tokens_max: int = 20_000

    access_token_seconds: int = 900
    session_days: int = 7
    reset_link_hours: int = 24
    password_tries_before_rest: int = 5
    password_rest_seconds: int = 60
