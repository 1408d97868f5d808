{{ order_lines_feed(source='pos', records=[
    {
        'relation': ref('int_pos_receipt_lines_priced'),
        'order_id': 'receipt_id',
        'line_id': 'receipt_line_id',
        'product_id': 'product_id',
        'product_category': 'product_category',
        'currency': 'currency',
        'kind': 'kind',
        'quantity': 'quantity',
        'unit_amount': 'unit_amount',
        'tax_amount': 'tax_amount',
        'ordered_at': 'sold_at',
    },
]) }}
