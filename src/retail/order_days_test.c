#include "base/test.h"

#include "order_days.h"

TEST(order_days_as_files_write_them)
{
    static const struct {
        const char *text;
        unsigned    days; /* bits, Sunday first as printed here */
        bool        good;
    } rows[] = {
        {"mon thu", 0x09, true},
        {"Monday, Thursday", 0x09, true},
        {"Mo-Fr", 0x1F, true},
        {"1;4", 0x09, true},
        {"daily", 0x7F, true},
        {"", 0, true},
        {"  ", 0, true},
        {"Fri-Mon", 0x71, true},
        {"lundi/dimanche", 0x41, true},
        {"Di, Do", 0x0A, true},
        {"mardi mercredi", 0x06, true},
        {"every day", 0x7F, true},
        {"SAT", 0x20, true},
        {"jueves", 0x08, true},
        {"giovedi", 0x08, true},
        {"someday", 0, false},
        {"Dienstag Sonntag", 0x42, true},
        {"miercoles", 0x04, true},
        {"maybe tomorrow", 0, false},
        {"12", 0, false},
        {"mon xyz", 0, false},
        {"0", 0, false},
        {"8", 0, false},
        {"\xC3\xBC", 0, false},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        unsigned   days = 0x55;
        const bool good = ri_order_days_parse(ri_view_of(rows[i].text), &days);
        if (good != rows[i].good || (good && days != rows[i].days))
            ri_test_fail(__FILE__, __LINE__, "'%s': %d, %#x", rows[i].text, good, days);
    }
}

TEST(order_days_until_the_next)
{
    const ri_day friday = ri_day_of(2026, 11, 20);
    CHECK_INT(ri_order_days_until(0x09, friday), 3);     /* Monday */
    CHECK_INT(ri_order_days_until(0x09, friday + 4), 2); /* Tuesday to Thursday */
    CHECK_INT(ri_order_days_until(0x10, friday), 0);
    CHECK_INT(ri_order_days_until(0x10, friday + 1), 6);
    CHECK_INT(ri_order_days_until(0, friday), 0);
    CHECK_INT(ri_order_days_until(0x80, friday), 0);
}
