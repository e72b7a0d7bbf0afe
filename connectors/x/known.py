"""The keys that X's API v2 documents for its posts and messages: others are news."""

from typing import Final

from connectors.x.parse import AUTHOR, GONE, MEDIA, OURS, READ_AT

POST_KEYS: Final = """
article attachments author_id card_uri community_id context_annotations conversation_id created_at
display_text_range edit_controls edit_history_post_ids edit_history_tweet_ids entities geo id
in_reply_to_user_id lang matching_rules media_metadata non_public_metrics note_post note_tweet
organic_metrics paid_partnership possibly_sensitive promoted_metrics public_metrics
referenced_posts referenced_tweets reply_settings scopes source suggested_source_links text title
username withheld
"""
MESSAGE_KEYS: Final = """
attachments cashtags created_at dm_conversation_id entities event_type hashtags id mentions
participant_ids referenced_posts referenced_tweets sender_id text urls
"""
BESIDE: Final = frozenset({AUTHOR, GONE, MEDIA, OURS, READ_AT})
POST: Final = frozenset(POST_KEYS.split()) | BESIDE
MESSAGE: Final = frozenset(MESSAGE_KEYS.split()) | BESIDE
