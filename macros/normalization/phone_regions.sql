{#- The facts of the numbering plans that normalize_phone knows, by ISO code of the region: dialling code;
    what is dialled before a national number (trunk_prefix; is_trunk_required where a number is not told
    without it) and before a foreign one (international_prefix); the first digits and the lengths, least
    and greatest, of a national number without its trunk prefix. -#}
{% macro phone_regions() -%}
    {%- set common = {
        'trunk_prefix': '0', 'is_trunk_required': false, 'international_prefix': '00',
        'first_digits': '1-9',
    } -%}
    {%- set american = dict(
        common, dialling_code='1', trunk_prefix='1', international_prefix='011', first_digits='2-9',
        lengths=[10, 10]
    ) -%}
    {{ return({
        'AT': dict(common, dialling_code='43', is_trunk_required=true, lengths=[7, 13]),
        'BE': dict(common, dialling_code='32', lengths=[8, 9]),
        'CA': american,
        'CH': dict(common, dialling_code='41', lengths=[9, 9]),
        'DE': dict(common, dialling_code='49', is_trunk_required=true, lengths=[6, 11]),
        'ES': dict(common, dialling_code='34', trunk_prefix='', first_digits='5-9', lengths=[9, 9]),
        'FR': dict(common, dialling_code='33', lengths=[9, 9]),
        'GB': dict(common, dialling_code='44', lengths=[9, 10]),
        'IT': dict(common, dialling_code='39', trunk_prefix='', first_digits='03', lengths=[6, 11]),
        'NL': dict(common, dialling_code='31', lengths=[9, 9]),
        'US': american,
    }) }}
{%- endmacro %}
