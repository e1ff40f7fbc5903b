"""How the log's tables in PostgreSQL should stand, word for word as the server says how they do stand."""

import re
from typing import Final

from dispatch.schema_steps import forever
from dispatch.sql.port import Reading
from dispatch.sql.postgres_tables import ADDED, NEVER_CHANGED, statements

Shape = dict[tuple[str, str], str]
"""Kind and name of a thing, and what it is."""

_TABLE: Final = re.compile(r"\s*CREATE TABLE (\w+) \((.*)\)\s*", re.DOTALL)
_COLUMN: Final = re.compile(
    r"(?:^|,)\s*(?P<name>\w+) (?P<type>bytea|bigint|text|uuid)"
    r"(?P<primary> PRIMARY KEY)?(?P<wanted> NOT NULL)?(?: DEFAULT (?P<default>\w+))?"
)
_KEY: Final = re.compile(r"(PRIMARY KEY|UNIQUE) \(([^)]*)\)")
_INDEX: Final = re.compile(
    r"\s*CREATE INDEX (?:IF NOT EXISTS )?(\w+) ON (\w+) \(([^)]*)\)(?: WHERE (.*))?", re.DOTALL
)

_RELATIONS: Final = """SELECT CASE c.relkind WHEN 'r' THEN 'table' ELSE 'relation' END, c.relname,
    coalesce(string_agg(
        a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
        || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
        || CASE WHEN a.attgenerated <> '' THEN ' made' ELSE '' END,
        ', ' ORDER BY a.attnum), '') || CASE WHEN c.relrowsecurity THEN ' hidden' ELSE '' END
    FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid=c.oid AND a.attnum>0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid=c.oid AND d.adnum=a.attnum
    WHERE c.relnamespace=current_schema()::regnamespace AND c.relkind NOT IN ('i', 'I', 't')
    GROUP BY c.oid, c.relkind, c.relname, c.relrowsecurity"""
_INDEXES: Final = """SELECT 'index', t.relname || ' ' || CASE WHEN i.indisprimary THEN 'primary'
        WHEN i.indisunique THEN 'unique' ELSE c.relname::text END,
    (SELECT string_agg(replace(pg_get_indexdef(c.oid, n, true), '"', ''), ', ' ORDER BY n)
        FROM generate_series(1, i.indnkeyatts) AS n)
        || CASE WHEN i.indisvalid AND i.indisready THEN '' ELSE ' unfit' END
        || CASE WHEN i.indpred IS NULL THEN '' ELSE ' some' END
    FROM pg_index i JOIN pg_class c ON c.oid=i.indexrelid JOIN pg_class t ON t.oid=i.indrelid
    WHERE t.relnamespace=current_schema()::regnamespace AND t.relkind='r'"""
_TRIGGERS: Final = """SELECT 'trigger', c.relname || ' ' || t.tgname,
    t.tgtype || ' ' || t.tgenabled::text || ' ' || p.proname
        || CASE WHEN t.tgqual IS NULL THEN '' ELSE ' when' END
    FROM pg_trigger t JOIN pg_class c ON c.oid=t.tgrelid JOIN pg_proc p ON p.oid=t.tgfoid
    WHERE c.relnamespace=current_schema()::regnamespace AND NOT t.tgisinternal"""
_FUNCTIONS: Final = """SELECT 'function', p.proname, p.prosrc FROM pg_proc p
    WHERE p.pronamespace=current_schema()::regnamespace AND NOT EXISTS
        (SELECT FROM pg_depend d WHERE d.objid=p.oid AND d.deptype='e')"""
_RULES: Final = """SELECT 'rule', r.rulename, c.relname::text FROM pg_rewrite r
    JOIN pg_class c ON c.oid=r.ev_class
    WHERE c.relnamespace=current_schema()::regnamespace AND c.relkind='r'"""
_BEFORE_ANY_CHANGE: Final = 2 + 8 + 16 + 32
"""What PostgreSQL calls BEFORE DELETE OR UPDATE OR TRUNCATE, for each statement."""


def wanted(version: int) -> Shape:
    """From the very statements that make an empty log of a version."""
    shape: Shape = {("table", "jedel_log"): "version bigint", ("function", "never_changed"): NEVER_CHANGED}
    for text in statements(version):
        if (table := _TABLE.fullmatch(text)) is not None:
            shape |= _table(table[1], table[2])
        elif (index := _INDEX.fullmatch(text)) is not None:
            name, of, columns, some = index.groups()
            shape["index", f"{of} {name}"] = columns + (" some" if some else "")
        elif (added := ADDED.fullmatch(text)) is not None:
            shape["table", added[1]] += f", {added[2]} {added[3]}"
    for table_ in forever(version):
        told = f"{_BEFORE_ANY_CHANGE} O never_changed"
        shape["trigger", f"{table_} {table_}_not_changed"] = told
    return shape


def _table(name: str, body: str) -> Shape:
    keys = {kind: re.sub(r",\s*", ", ", listed) for kind, listed in _KEY.findall(body)}
    primary = keys.get("PRIMARY KEY", "").split(", ")
    columns = []
    for found in _COLUMN.finditer(body):
        if found["primary"]:
            keys["PRIMARY KEY"] = found["name"]
        filled = found["wanted"] or found["primary"] or found["name"] in primary
        default = f" default {found['default']}" if found["default"] else ""
        columns.append(f"{found['name']} {found['type']}{' not null' if filled else ''}{default}")
    named = {"PRIMARY KEY": "primary", "UNIQUE": "unique"}
    shape = {("index", f"{name} {named[kind]}"): listed for kind, listed in keys.items()}
    return {("table", name): ", ".join(columns), **shape}


def found(connection: Reading) -> Shape:
    """As the server has them."""
    asked = (_RELATIONS, _INDEXES, _TRIGGERS, _FUNCTIONS, _RULES)
    return {
        (str(kind), str(name)): str(told) for query in asked for kind, name, told in connection.execute(query)
    }
