{#- A view on the engines of the tests and of the demo; see the table's. -#}
{% materialization view, adapter='duckdb' %}
    {{ return(_materialize(this.incorporate(type='view'), replace_view)) }}
{% endmaterialization %}

{% materialization view, adapter='postgres' %}
    {{ return(_materialize(this.incorporate(type='view'), replace_view)) }}
{% endmaterialization %}
