"""The keys that Shopify's Admin REST API 2025-07 documents for its items: others are news."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

CUSTOMER_KEYS: Final = """
accepts_marketing accepts_marketing_updated_at addresses admin_graphql_api_id created_at
currency default_address email email_marketing_consent first_name id last_name last_order_id
last_order_name marketing_opt_in_level metafield multipass_identifier note orders_count password
password_confirmation phone sms_marketing_consent state tags tax_exempt tax_exemptions
total_spent updated_at verified_email
"""
ORDER_KEYS: Final = """
admin_graphql_api_id app_id billing_address browser_ip buyer_accepts_marketing cancel_reason
cancelled_at cart_token checkout_id checkout_token client_details closed_at company
confirmation_number confirmed contact_email created_at currency current_subtotal_price
current_subtotal_price_set current_total_additional_fees_set current_total_discounts
current_total_discounts_set current_total_duties_set current_total_price
current_total_price_set current_total_tax current_total_tax_set customer customer_locale
device_id discount_applications discount_codes duties_included email
estimated_taxes financial_status fulfillment_status fulfillments gateway id landing_site
landing_site_ref line_items location_id merchant_business_entity_id merchant_of_record_app_id
name note note_attributes number order_number order_status_url
original_total_additional_fees_set original_total_duties_set payment_details
payment_gateway_names payment_terms phone po_number presentment_currency processed_at reference
referring_site refunds returns shipping_address shipping_lines source_identifier source_name
source_url subtotal_price subtotal_price_set tags tax_exempt tax_lines taxes_included test token
total_cash_rounding_payment_adjustment_set total_cash_rounding_refund_adjustment_set
total_discounts total_discounts_set total_line_items_price total_line_items_price_set
total_outstanding total_price total_price_set total_shipping_price_set total_tax total_tax_set
total_tip_received total_weight updated_at user_id
"""
CHECKOUT_KEYS: Final = """
abandoned_checkout_url billing_address buyer_accepts_marketing buyer_accepts_sms_marketing
cart_token closed_at completed_at created_at currency customer customer_locale device_id
discount_codes email gateway id landing_site line_items location_id name note note_attributes
phone presentment_currency referring_site reservation_token shipping_address shipping_lines
sms_marketing_phone source source_identifier source_name source_url subtotal_price tax_lines
taxes_included token total_discounts total_duties total_line_items_price total_price total_tax
total_weight updated_at user_id
"""
PRODUCT_KEYS: Final = """
admin_graphql_api_id body_html category created_at handle has_variants_that_requires_components
id image images media options product_type published_at published_scope status tags
template_suffix title updated_at variant_gids variants vendor
"""
CUSTOMER: Final = frozenset(CUSTOMER_KEYS.split())
ORDER: Final = frozenset(ORDER_KEYS.split())
CHECKOUT: Final = frozenset(CHECKOUT_KEYS.split())
PRODUCT: Final = frozenset(PRODUCT_KEYS.split())


def changed_at(item: Mapping[str, Any]) -> datetime | None:
    """Return when an item changed, or None when it does not say so in a way we know."""
    try:
        at = datetime.fromisoformat(item["updated_at"])
    except (KeyError, TypeError, ValueError):
        return None
    return at if at.tzinfo else None
