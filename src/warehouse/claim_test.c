/* Who has the writer: a brief change is waited for, a long one is not. */
#include "warehouse_test.h"

enum { HOLD_MS = 50 };

static void *hold_for_a_moment(void *context)
{
    const struct timespec moment = {.tv_nsec = HOLD_MS * 1000000L};
    nanosleep(&moment, NULL);
    claim_give_up(context);
    return NULL;
}

/* Takes it as `second` while a change of the length `first` has it, which ends after HOLD_MS. */
static ri_status meet(enum claim_length first, enum claim_length second)
{
    struct claim    claim;
    pthread_t       thread;
    struct ri_error err = {0};
    claim_init(&claim);
    CHECK_STATUS(claim_take(&claim, first, &err), RI_OK);
    CHECK_INT(pthread_create(&thread, NULL, hold_for_a_moment, &claim), 0);
    const ri_status status = claim_take(&claim, second, &err);
    pthread_join(thread, NULL);
    if (status == RI_OK) claim_give_up(&claim);
    CHECK_INT(claim.held, CLAIM_NONE);
    claim_destroy(&claim);
    return status;
}

TEST(a_brief_change_is_waited_for_a_long_one_is_not)
{
    CHECK_STATUS(meet(CLAIM_BRIEF, CLAIM_LONG), RI_OK);
    CHECK_STATUS(meet(CLAIM_BRIEF, CLAIM_BRIEF), RI_OK);
    CHECK_STATUS(meet(CLAIM_LONG, CLAIM_LONG), RI_ECONFLICT);
    CHECK_STATUS(meet(CLAIM_LONG, CLAIM_BRIEF), RI_ECONFLICT);
}

struct forgetting {
    struct place_test *place;
    ri_status          worst; /* of the rounds */
    atomic_bool        over;
};

static void *forget_again_and_again(void *context)
{
    struct forgetting *f = context;
    while (!atomic_load(&f->over)) {
        int64_t         count, bytes;
        struct ri_error err = {0};
        const ri_status status = ri_warehouse_forget_rejects(f->place->warehouse, INT64_MAX / 2,
                                                             false, NULL, &count, &bytes, &err);
        if (status != RI_OK && status != RI_ECONFLICT) f->worst = status;
    }
    return NULL;
}

TEST(an_import_is_not_refused_because_the_warehouse_is_tidied)
{
    enum { ROUNDS = 20 };
    struct place_test      place;
    struct forgetting      f = {.place = &place};
    pthread_t              thread;
    const struct test_sale sale = {.transaction = "t",
                                   .store = "s",
                                   .sold_at = "2026-11-20 14:05",
                                   .product = "p",
                                   .quantity = 1,
                                   .net = 100,
                                   .line = 1};
    if (!test_open(&place, true)) return;
    CHECK_INT(pthread_create(&thread, NULL, forget_again_and_again, &f), 0);
    for (int i = 0; i < ROUNDS; i++) {
        struct ri_ledger               ledger;
        const struct ri_import_options options = {.file_name = "a.csv", .source = "till"};
        CHECK_STATUS(test_import_sales(&place, &sale, 1, options, &ledger), RI_OK);
    }
    atomic_store(&f.over, true);
    pthread_join(thread, NULL);
    CHECK_STATUS(f.worst, RI_OK);
    test_close(&place);
}
