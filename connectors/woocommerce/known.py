"""The keys that WooCommerce's REST API v3 documents for its items: others are news."""

from typing import Final

CUSTOMER_KEYS: Final = """
_links avatar_url billing date_created date_created_gmt date_modified date_modified_gmt email
first_name id is_paying_customer last_name meta_data role shipping username
"""
ORDER_KEYS: Final = """
_links billing cart_hash cart_tax coupon_lines created_via currency currency_symbol customer_id
customer_ip_address customer_note customer_user_agent date_completed date_completed_gmt
date_created date_created_gmt date_modified date_modified_gmt date_paid date_paid_gmt
discount_tax discount_total fee_lines id is_editable line_items meta_data needs_payment
needs_processing number order_key parent_id payment_method payment_method_title payment_url
prices_include_tax refunds shipping shipping_lines shipping_tax shipping_total status tax_lines
total total_tax transaction_id version
"""
PRODUCT_KEYS: Final = """
_links attributes average_rating backordered backorders backorders_allowed brands button_text
catalog_visibility categories cross_sell_ids date_created date_created_gmt date_modified
date_modified_gmt date_on_sale_from date_on_sale_from_gmt date_on_sale_to date_on_sale_to_gmt
default_attributes description dimensions download_expiry download_limit downloadable downloads
external_url featured generated_slug global_unique_id grouped_products has_options id images
low_stock_amount manage_stock menu_order meta_data name on_sale parent_id permalink
permalink_template post_password price price_html purchasable purchase_note rating_count
regular_price related_ids reviews_allowed sale_price shipping_class shipping_class_id
shipping_required shipping_taxable short_description sku slug sold_individually status
stock_quantity stock_status tags tax_class tax_status total_sales type upsell_ids variations
virtual weight
"""
CUSTOMER: Final = frozenset(CUSTOMER_KEYS.split())
ORDER: Final = frozenset([*ORDER_KEYS.split(), "the refunds, whole"])
PRODUCT: Final = frozenset([*PRODUCT_KEYS.split(), "the variations, whole"])
