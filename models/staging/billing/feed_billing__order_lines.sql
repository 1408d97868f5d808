{{ order_lines_feed(source='billing', records=[
    {
        'relation': ref('int_billing_invoices_settled'),
        'order_id': 'invoice_id',
        'line_id': 'record_id',
        'product_id': 'plan_name',
        'product_category': "'subscription'",
        'currency': 'currency',
        'kind': 'kind',
        'quantity': '1',
        'unit_amount': 'total_amount',
        'tax_amount': 'tax_amount',
        'ordered_at': 'settled_at',
    },
]) }}
