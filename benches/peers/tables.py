"""The thirteen tables of the form 焦作-2023, made of the same lines by DuckDB on one thread.

    cargo bench --no-default-features --bench lines -- 1000000 lines=lines.csv income=income.csv
    pip install duckdb
    python3 benches/peers/tables.py lines.csv income.csv

The first command prints what this program takes for its tables, keys, order and totals included; this script what
DuckDB takes for the sums alone, as temporary tables in order. It measures and prints, judges nothing.
"""

import sys
import time

import duckdb

BASIC = "支出类型 IN ('人员类', '公用经费')"


def part(column, when):
    return f'sum(金额) FILTER (WHERE {when}) AS "{column}"'


def source(column, *names):
    names = ", ".join(f"'{name}'" for name in names or [column])
    return part(column, f"资金来源 IN ({names})")


GENERAL = ["本年一般公共预算", "结转一般公共预算"]
FUND = ["本年政府性基金", "结转政府性基金"]
STATE = ["本年国有资本经营", "结转国有资本经营"]
SOURCES = [GENERAL[0], FUND[0], STATE[0], GENERAL[1], FUND[1], STATE[1], "财政专户", "单位资金"]
BY_SOURCE = ", ".join(source(name) for name in SOURCES)


def one_of(column, names):
    return f"{column} IN (" + ", ".join(f"'{name}'" for name in names) + ")"


def begins(*beginnings):
    return "(" + " OR ".join(f"starts_with(部门经济科目, '{beginning}')" for beginning in beginnings) + ")"


def spending(where):
    """Tables 3, 5, 10 and 11: by unit and function."""
    sums = [
        part("工资福利支出", f"{BASIC} AND {begins('301')}"),
        part("对个人和家庭的补助", f"{BASIC} AND {begins('303')}"),
        part("商品和服务支出", f"{BASIC} AND {begins('302', '307')}"),
        part("资本性支出", f"{BASIC} AND {begins('309', '310', '399')}"),
        part("其他运转类", "支出类型 = '其他运转类'"),
        part("特定目标类", "支出类型 = '特定目标类'"),
    ]
    keys = "单位代码, 单位, 功能科目"
    return f"SELECT {keys}, sum(金额), {', '.join(sums)} FROM lines WHERE {where} GROUP BY {keys} ORDER BY {keys}"


def items(where):
    """Tables 7 and 12: by unit, type and item."""
    keys = "单位代码, 单位, 支出类型, 项目名称"
    return f"SELECT {keys}, sum(金额), {BY_SOURCE} FROM lines WHERE {where} GROUP BY {keys} ORDER BY {keys}"


TABLES = {
    "表1": "SELECT substr(功能科目, 1, 3) AS 类, sum(金额) FROM lines GROUP BY 类 ORDER BY 类",
    "表2": "SELECT 单位代码, 单位, 功能科目, 收入来源, sum(金额) FROM income GROUP BY ALL ORDER BY ALL",
    "表3": spending("true"),
    "表4": "SELECT substr(功能科目, 1, 3) AS 类, "
    + ", ".join([source("一般公共预算", *GENERAL), source("政府性基金", *FUND), source("国有资本经营", *STATE)])
    + " FROM lines GROUP BY 类 ORDER BY 类",
    "表5": spending(one_of("资金来源", GENERAL)),
    "表6": "SELECT 部门经济科目, 政府经济科目, "
    + ", ".join([part("人员经费", begins("301", "303")), part("公用经费", begins("302", "307", "309", "310", "399"))])
    + f" FROM lines WHERE 资金来源 = '{GENERAL[0]}' AND {BASIC} GROUP BY ALL ORDER BY ALL",
    "表7": items(BASIC),
    "表8": f"SELECT 部门经济科目, 政府经济科目, {part('基本支出', BASIC)}, {part('项目支出', f'NOT {BASIC}')}, {BY_SOURCE}"
    " FROM lines GROUP BY ALL ORDER BY ALL",
    "表9": "SELECT "
    + ", ".join(part(code, f"部门经济科目 = '{code}'") for code in ["30212", "30913", "31013", "30231", "30217"])
    + f" FROM lines WHERE {one_of('资金来源', GENERAL + FUND + STATE)}",
    "表10": spending(one_of("资金来源", FUND)),
    "表11": spending(one_of("资金来源", STATE)),
    "表12": items(f"NOT {BASIC}"),
    "表13": "SELECT 部门经济科目, sum(金额) FROM lines WHERE 支出类型 = '公用经费' AND "
    f"(starts_with(政府经济科目, '502') OR starts_with(政府经济科目, '503')) AND {one_of('资金来源', GENERAL)}"
    " GROUP BY ALL ORDER BY ALL",
}


def main(lines, income):
    db = duckdb.connect()
    db.execute("SET threads = 1")
    for name, path in [("lines", lines), ("income", income)]:
        db.execute(
            f"CREATE TABLE {name} AS SELECT * REPLACE (CAST(金额 AS DECIMAL(18, 2)) AS 金额) "
            "FROM read_csv(?, header = true, all_varchar = true)",
            [path],
        )
        print(f"{name}: {db.execute(f'SELECT count(*) FROM {name}').fetchone()[0]} rows")
    for attempt in range(3):
        start, rows = time.perf_counter(), 0
        for table, query in TABLES.items():
            db.execute(f'CREATE OR REPLACE TEMP TABLE "{table}" AS {query}')
        took = time.perf_counter() - start
        for table in TABLES:
            rows += db.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
        print(f"thirteen tables, {rows} rows: {took * 1000:.0f} ms (DuckDB {duckdb.__version__}, one thread)")


if __name__ == "__main__":
    main(*sys.argv[1:3])
