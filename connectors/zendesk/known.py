"""The keys that Zendesk's Ticketing API v2 documents for its items: others are news."""

from typing import Final

USER_KEYS: Final = """
active alias chat_only created_at custom_role_id default_group_id details email external_id
iana_time_zone id last_active last_login_at locale locale_id moderator name notes
only_private_comments organization_id permanently_deleted phone photo remote_photo_url report_csv
restricted_agent role role_type shared shared_agent shared_phone_number signature suspended tags
ticket_restriction time_zone two_factor_auth_enabled updated_at url user_fields verified
"""
TICKET_KEYS: Final = """
allow_attachments allow_channelback assignee_email assignee_id attribute_value_ids brand_id
collaborator_ids collaborators comment created_at custom_fields custom_status_id description due_at
email_cc_ids email_ccs encoded_id external_id fields follower_ids followers followup_ids
forum_topic_id from_messaging_channel generated_timestamp group_id has_incidents id is_public
macro_id macro_ids metadata organization_id priority problem_id raw_subject recipient requester
requester_id safe_update satisfaction_probability satisfaction_rating sharing_agreement_ids status
subject submitter_id support_type tags ticket_form_id type updated_at updated_stamp url via
via_followup_source_id via_id voice_comment
"""
USER: Final = frozenset(USER_KEYS.split())
TICKET: Final = frozenset([*TICKET_KEYS.split(), "the comments, whole"])
