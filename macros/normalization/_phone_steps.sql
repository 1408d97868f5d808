{#- The steps of normalize_phone, pairs of pattern and replacement, for a text such as 33:0612345678. plans are
    those that apply to numbers without +. A replacement names nine groups at most, all that every engine can,
    and a group that took no part is empty. The long patterns name the whole match only, which engines find
    many times as fast as its groups. -#}
{% macro _phone_steps(plans) -%}
    {%- set steps = [] -%}
    {%- set own_codes = _phone_own_codes(plans) -%}
    {%- if own_codes -%}
        {#- Written with the code and no +: 33:33612345678 becomes +33:33612345678. -#}
        {%- do steps.append(['^(' ~ own_codes | join('|') ~ ')', '+' ~ regex_group(0)]) -%}
    {%- endif -%}
    {#- Told by +, 00 or the region's own prefix: the code that is written replaces the region's. -#}
    {%- do steps.append(['^([+][0-9]*:' ~ _phone_abroad(plans) ~ '|[0-9]*:([+]?00|[+]))', '+']) -%}
    {%- do steps.append([
        '^[+](' ~ numbering_plans().keys() | join('|') ~ ')([0-9]+)$', regex_group(1) ~ '+' ~ regex_group(2)
    ]) -%}
    {%- do steps.extend([_phone_trunks(), _phone_argentine_mobiles(), _phone_carriers()]) -%}
    {%- do steps.append(['^(' ~ _phone_numbers() | join('|') ~ ')$', '=' ~ regex_group(0)]) -%}
    {#- What fits no plan is left with a + and nothing else. -#}
    {%- do steps.append(['^=([0-9]+)[:+]|^[^=].*$', '+' ~ regex_group(1)]) -%}
    {{ return(steps) }}
{%- endmacro %}

{#- National numbers as a pattern: their lengths, runs of lengths as one. Of the first digit no more than whether 0 and 1 may stand there: the fewer plans differ, the
    shorter the pattern, and PostgreSQL pays for its length with every value. -#}
{% macro _phone_national(plan) -%}
    {%- set runs = [] -%}
    {%- for length in plan.lengths -%}
        {%- if runs and runs[-1][1] == length - 2 -%}
            {%- do runs.append([runs.pop()[0], length - 1]) -%}
        {%- else -%}
            {%- do runs.append([length - 1, length - 1]) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set counts = [] -%}
    {%- for least, most in runs -%}
        {%- do counts.append('[0-9]{' ~ least ~ (',' ~ most if most > least else '') ~ '}') -%}
    {%- endfor -%}
    {%- set rest = counts | join('|') -%}
    {%- set first = '0-9' if '0' in plan.first else '1-9' if '1' in plan.first else '2-9' -%}
    {{ return('[' ~ first ~ ']' ~ ('(' ~ rest ~ ')' if counts | length > 1 else rest)) }}
{%- endmacro %}

{#- The codes of plans that share a pattern, one alternative a pattern. -#}
{% macro _phone_grouped(patterns) -%}
    {%- set groups = {} -%}
    {%- for code, pattern in patterns.items() if pattern -%}
        {%- do groups.setdefault(pattern, []).append(code) -%}
    {%- endfor -%}
    {%- set alternatives = [] -%}
    {%- for pattern, codes in groups.items() -%}
        {%- do alternatives.append(('(' ~ codes | join('|') ~ ')' if codes | length > 1 else codes[0]) ~ pattern) -%}
    {%- endfor -%}
    {{ return(alternatives) }}
{%- endmacro %}

{#- Numbers that fit their plan. -#}
{% macro _phone_numbers() -%}
    {%- set patterns = {} -%}
    {%- for code, plan in numbering_plans().items() -%}
        {%- do patterns.update({code: '[:+]' ~ _phone_national(plan)}) -%}
    {%- endfor -%}
    {{ return(_phone_grouped(patterns)) }}
{%- endmacro %}

{#- Numbers written with the region's own code and no +: at least as long as the plan's shortest number after
    it. Where a plan has no trunk prefix and such a number could be a national one, it is. -#}
{% macro _phone_own_codes(plans) -%}
    {%- set patterns = {} -%}
    {%- for code, plan in plans.items() if plan.regions != ['001'] and code not in plan.trunk -%}
        {%- set lengths = [] -%}
        {%- for length in plan.lengths if length >= 7 or not plan.trunk -%}
            {%- if plan.trunk or length + code | length not in plan.lengths -%}
                {%- do lengths.append(length) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do patterns.update({code ~ ':' ~ code: '[0-9]{' ~ lengths[0] ~ '}' if lengths else ''}) -%}
    {%- endfor -%}
    {{ return(_phone_grouped(patterns)) }}
{%- endmacro %}

{#- What is dialled before a foreign number, by code of the region, where it is not 00. -#}
{% macro _phone_abroad(plans) -%}
    {%- set prefixes = {} -%}
    {%- for code, plan in plans.items() if plan.regions != ['001'] -%}
        {%- set own = plan.abroad | reject('equalto', '00') | join('|') -%}
        {%- do prefixes.update({code: ':' ~ ('(' ~ own ~ ')' if '|' in own else own) if own else ''}) -%}
    {%- endfor -%}
    {{ return(([''] + _phone_grouped(prefixes)) | join('|')) }}
{%- endmacro %}

{#- The trunk prefix goes, also after the code of a number in international form. Where a number may begin
    with that digit itself, 0 goes if no other follows (00 begins services), and another digit if the number
    would be too long with it. Without the prefix that its plan has, a number of less than seven digits is more
    likely an internal one, so nothing is left of it. -#}
{% macro _phone_trunks() -%}
    {%- set sure, before_others, by_length, short = {}, [], [], [] -%}
    {%- for code, plan in numbering_plans().items() -%}
        {%- do short.append(code) if plan.trunk and plan.lengths[0] < 7 -%}
        {%- for trunk in plan.trunk -%}
            {%- if not modules.re.match('[' ~ plan.first ~ ']', trunk) -%}
                {%- do sure.setdefault(trunk, []).append(code) -%}
            {%- elif trunk == '0' -%}
                {%- do before_others.append(code) -%}
            {%- elif plan.lengths[0] + 1 not in plan.lengths -%}
                {%- do by_length.append('^(' ~ code ~ ')[:+]' ~ trunk ~ '([0-9]{' ~ plan.lengths[0] ~ '})$') -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set alternatives = [] -%}
    {%- for trunk, codes in sure.items() -%}
        {%- do alternatives.append('^(' ~ codes | join('|') ~ ')[:+]' ~ trunk) -%}
    {%- endfor -%}
    {%- do alternatives.extend(['^(' ~ before_others | join('|') ~ ')[:+]0([1-9])'] + by_length) -%}
    {%- do alternatives.append('^(' ~ short | join('|') ~ '):[1-9][0-9]{0,5}$') -%}
    {%- set codes, digits = [], [] -%}
    {%- for group in range(1, sure | length + 1) -%}
        {%- do codes.append(regex_group(group)) -%}
    {%- endfor -%}
    {%- for group in range(sure | length + 1, sure | length + 3 + 2 * by_length | length, 2) -%}
        {%- do codes.append(regex_group(group)) -%}
        {%- do digits.append(regex_group(group + 1)) -%}
    {%- endfor -%}
    {{ return([alternatives | join('|'), codes | join ~ '+' ~ digits | join]) }}
{%- endmacro %}

{#- At home an Argentine mobile is written area code, 15, number, twelve digits in all; from abroad 9, area
    code, number. -#}
{% macro _phone_argentine_mobiles() -%}
    {%- set areas = ['(11)15([0-9]{8})', '([23][0-9]{2})15([0-9]{7})', '([23][0-9]{3})15([0-9]{6})'] -%}
    {%- set digits = [] -%}
    {%- for group in range(2, 8) -%}
        {%- do digits.append(regex_group(group)) -%}
    {%- endfor -%}
    {{ return(['^54[:+](' ~ areas | join('|') ~ ')$', '54+9' ~ digits | join]) }}
{%- endmacro %}

{#- In Brazil the code of a carrier may stand after the trunk prefix; in Belarus 8 and 80 do for 0. -#}
{% macro _phone_carriers() -%}
    {%- set brazilian = '^(55)[:+](1[245]|2[1-35]|31|4[13]|[56]5|99)([0-9]{10,11})$' -%}
    {%- set belarusian = '^(375)[:+]80?([1-7][0-9]{8}|[89][0-9]{9})$' -%}
    {{ return([
        brazilian ~ '|' ~ belarusian,
        regex_group(1) ~ regex_group(4) ~ '+' ~ regex_group(3) ~ regex_group(5),
    ]) }}
{%- endmacro %}
