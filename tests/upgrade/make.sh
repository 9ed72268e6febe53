#!/usr/bin/env bash
# Makes the workspace of an older program that today's program must open: NAME.tar.zst, and what that program answered: NAME.txt.
#
#     tests/upgrade/make.sh COMMIT NAME        e.g. tests/upgrade/make.sh 8efe942 schema-0004
#
# Run once for each release, with the commit of that release; the two files are kept from then on. The program is built
# from COMMIT in a worktree of its own (or is RI_OLD_PROGRAM). The archive holds files/ (what was imported, in order of
# name), workspace/, and commit.txt.
#     schema-0004  8efe942  migrations 0001 to 0004: sales, stock, products, stores, customers, suppliers, demand
set -euo pipefail
[ $# = 2 ] || { sed -n 2,10p "$0"; exit 2; }
commit=$(git rev-parse --verify "$1^{commit}") name=$2
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'git worktree remove --force "$scratch/source" 2>/dev/null || true; rm -rf "$scratch"' EXIT
program=${RI_OLD_PROGRAM:-}
if [ -z "$program" ]; then
    git worktree add --quiet --detach "$scratch/source" "$commit"
    make -C "$scratch/source" build PRESET=release >&2
    program=$scratch/source/build/release/retailinsight
fi
mkdir -p "$scratch/kept/files"
cd "$scratch/kept"
echo "$commit" > commit.txt

# ---- The files: NN_kind_words.csv ---------------------------------------------------------------------------------------
cat > files/01_stores.csv <<'E'
store,name,region,city,currency,time_zone,day_cutoff,opened_on,area_m2
S1,Market Square,North,Leeds,EUR,Europe/Dublin,00:00,2020-03-01,450
S2,Harbour,South,Cork,EUR,Europe/Berlin,04:00,2021-05-01,320.5
E
cat > files/02_suppliers.csv <<'E'
supplier,name,lead_time_days,review_days,order_days,minimum_order
SUP-1,Dairy Union,2,7,mon thu,150.00
SUP-2,Mill,3.5,7,tue,80.00
E
cat > files/03_products.csv <<'E'
product,gtin,name,department,category,unit_cost,list_price,pack_size,shelf_life_days,supplier,successor,shelf
A,4006381333931,Whole milk 1 l,Food,Dairy,0.80,1.29,12,14,SUP-1,,K1
B,,Rye bread,Food,Bakery,1.10,2.40,6,4,SUP-2,C,
C,,Seeded bread,Food,Bakery,1.25,2.60,6,4,SUP-2,,
E
cat > files/04_customers.csv <<'E'
customer,name,email,gender,birth_year,club
C-1,Ada Example,ada@example.com,f,1984,gold
C-2,Ben Example,ben@example.com,m,1971,
E
cat > files/05_sales_receipts.csv <<'E'
receipt,store,time,product,customer,quantity,price,payment,note
R1,S1,2026-05-01 10:05,A,C-1,2,1.29,card,
R1,S1,2026-05-01 10:05,B,C-1,1,2.40,card,fresh
R1,S1,2026-05-01 10:05,B,C-1,1,2.40,card,fresh
R2,S2,2026-05-02 02:30,A,,3,1.29,cash,
R3,S2,2026-05-02 11:00,C,C-2,-1,2.60,card,
R4,S1,2026-05-02 12:00,A,C-3,1.5,1.29,cash,
R5,S1,not a time,A,C-3,1,1.29,cash,
R6,S1,2026-05-03 09:00,D,C-3,1,abc,cash,
E
cat > files/06_sales_corrected.csv <<'E'
receipt,store,time,product,customer,quantity,price,payment,note
R1,S1,2026-05-01 10:05,A,C-1,2,1.29,card,
R2,S2,2026-05-02 02:30,A,,5,1.29,cash,
R7,S1,2026-05-04 16:20,C,C-1,4,2.60,card,
E
cat > files/07_stock.csv <<'E'
store,product,counted_at,on_hand,on_order,reserved
S1,A,2026-05-04 21:00,12,24,0
S1,B,2026-05-04 21:00,0,6,
S2,A,2026-05-04 21:00,7.5,,1
E
cat > files/08_stock_later.csv <<'E'
store,product,counted_at,on_hand,on_order,reserved
S1,A,2026-05-04 21:00,11,24,0
S2,A,2026-05-05 21:00,6,,1
E
cat > files/09_demand_wide.csv <<'E'
series,2026-05-01,2026-05-02,2026-05-03,2026-05-04
milk,3,4,0,5
bread,1,,2,2
E
cat > files/10_demand_long.csv <<'E'
series,date,value
milk,2026-05-04,6
beer,2026-05-04,2
E
cat > files/11_sales_undone.csv <<'E'
receipt,store,time,product,customer,quantity,price,payment,note
R8,S9,2026-05-05 10:00,Z,C-9,1,9.99,card,
E

# ---- The workspace ------------------------------------------------------------------------------------------------------
ri() { "$program" --workspace workspace "$@"; }
for file in files/*.csv; do
    kind=${file#files/??_}
    kind=${kind%.csv}
    ri import "$file" --as "${kind%%_*}" --source till --currency EUR --format csv --quiet >&2
done
ri imports undo 11 --quiet >&2

# ---- What it answers ----------------------------------------------------------------------------------------------------
{
    while read -r words; do
        echo "\$ $words"
        eval "ri $words --format csv --quiet"
    done <<'E'
verify
sales kpis
sales stores
sql "SELECT import_id, kind, file_name, key_mode, state, offered, accepted, inserted, replaced, duplicates, quarantined, facts, superseded FROM import_list ORDER BY import_id"
sql "SELECT store, product, customer, business_date, sold_at, kind, quantity, net_minor, attributes, import_id FROM sale ORDER BY ALL"
sql "SELECT * EXCLUDE (store_id) FROM store ORDER BY code"
sql "SELECT sku, gtin14, name, category, unit_cost, list_price, pack_size, shelf_life_days, attributes, described FROM product ORDER BY sku"
sql "SELECT pseudonym, gender, birth_year, attributes, described FROM customer ORDER BY pseudonym"
sql "SELECT code, name, lead_time_days, review_days, order_days, minimum_order_minor FROM supplier ORDER BY code"
sql "SELECT store, product, counted_at, on_hand, on_order, reserved FROM stock_now ORDER BY ALL"
sql "SELECT series_id, day, units, censored, import_id FROM demand_history ORDER BY ALL"
imports rejects 5
E
} > "$here/$name.txt" || { cat "$here/$name.txt"; exit 1; }
rm -rf workspace/*.tmp
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cf - commit.txt files workspace | zstd -19 -q -f -o "$here/$name.tar.zst"
ls -l "$here/$name.tar.zst" "$here/$name.txt" >&2
