# Seven weeks of sales without random numbers: a wave by weekday and a slow seller.
BEGIN {
    print "transaction,line,store,sold_at,product,quantity,unit_price,currency"
    split("31 30 31", length_of)
    for (day = 0; day < 49; day++) {
        month = 10; date = day + 3
        if (date > 31) { month = 11; date -= 31 }
        for (store = 1; store <= 2; store++) {
            line = 0
            for (product = 1; product <= 5; product++) {
                units = 0
                if (product == 1) units = int(6 * store + 3 * ((day * 7 + store * 3) % 5) - (day % 7 == 6 ? 6 : 0))
                if (product == 2) units = 4 + (day * 5 + store) % 4
                if (product == 3) units = (day * 11 + store * 4) % 17 == 0
                if (product == 4) units = day < 40 ? 2 + (day + store) % 3 : 0
                if (product == 5) units = day >= 42 ? 1 : 0
                if (units > 0)
                    printf "R%d-%d,%d,S%d,2026-%02d-%02d 12:00,P%d,%d,%.2f,EUR\n", day, store, ++line, store, month, date, product, units, 1.5 * product
            }
        }
    }
}
