"""The keys that Zammad 6.4 gives its items, attributes of your own aside: others are news."""

from typing import Final

USER_KEYS: Final = """
accounts active address authorization_ids authorizations city country created_at created_by
created_by_id department email fax firstname group_ids groups id image image_source karma_user_ids
last_login lastname login login_failed mobile note organization organization_id organization_ids
organizations out_of_office out_of_office_end_at out_of_office_replacement_id
out_of_office_start_at phone preferences role_ids roles source street two_factor_preference_ids
two_factor_preferences updated_at updated_by updated_by_id verified vip web zip
"""
TICKET_KEYS: Final = """
article_count article_ids articles checklist_id close_at close_diff_in_min close_escalation_at
close_in_min create_article_sender create_article_sender_id create_article_type
create_article_type_id created_at created_by created_by_id customer customer_id escalation_at
first_response_at first_response_diff_in_min first_response_escalation_at first_response_in_min
group group_id id last_close_at last_contact_agent_at last_contact_at last_contact_customer_at
last_owner_update_at mentions mention_ids note number organization organization_id owner owner_id
pending_time preferences priority priority_id referencing_checklist_ids state state_id
ticket_time_accounting ticket_time_accounting_ids time_unit title type update_diff_in_min
update_escalation_at update_in_min updated_at updated_by updated_by_id
"""
USER: Final = frozenset(USER_KEYS.split())
TICKET: Final = frozenset([*TICKET_KEYS.split(), "the articles, whole"])
