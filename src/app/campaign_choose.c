/* Leaving out, ranking, cutting to size and drawing the control group. */
#include "app/campaign_choice.h"
#include "customers/control_group.h"

#include <math.h>

enum { SCORES = 5, LIST_MOST = 64 };

struct wanted { /* what customers must be */
    bool any_segment, segment[RI_KMEANS_CLUSTERS_MOST];
    bool any_rfm, rfm[RI_RFM][SCORES + 1];
    bool prefers;
};

/* ---- What is wanted ------------------------------------------------------------------------------------------------ */

static ri_status unknown_segment(const struct ri_crowd *crowd, const char *text,
                                 struct ri_error *err)
{
    struct ri_text list = {.most = 300};
    for (size_t s = 0; s < crowd->model.count; s++)
        ri_text_printf(&list, "%s%zu %s", s ? ", " : "", s + 1, crowd->model.at[s].name);
    const ri_status status = ri_fail(err, RI_EUSAGE, "there is no segment '%.40s'; there are: %s",
                                     text, list.at && !list.failed ? list.at : "many");
    ri_text_release(&list);
    return status;
}

static ri_status read_segments(const struct ri_campaign_choice *c, struct wanted *w,
                               struct ri_error *err)
{
    const char *const *segments = ri_call_list(c->call, "segment", NULL);
    w->any_segment = !segments[0];
    for (; *segments; segments++) {
        int64_t number = 0;
        bool    found = ri_parse_int(ri_view_of(*segments), &number) && number >= 1 &&
                     number <= (int64_t)c->crowd.model.count;
        if (found) w->segment[number - 1] = true;
        for (size_t s = 0; s < c->crowd.model.count; s++) {
            if (strcmp(*segments, c->crowd.model.at[s].name) != 0) continue;
            w->segment[s] = found = true;
        }
        if (!found) return unknown_segment(&c->crowd, *segments, err);
    }
    return RI_OK;
}

static ri_status read_scores(const struct ri_campaign_choice *c, const char *parameter, bool *ret,
                             struct ri_error *err)
{
    const char *const *list = ri_call_list(c->call, parameter, NULL);
    for (size_t s = 1; s <= SCORES && !list[0]; s++) ret[s] = true;
    for (; *list; list++) {
        int64_t score = 0;
        if (!ri_parse_int(ri_view_of(*list), &score) || score < 1 || score > SCORES)
            return ri_fail(err, RI_EUSAGE, "--%s wants scores of 1 to %d; got '%.20s'", parameter,
                           SCORES, *list);
        ret[score] = true;
    }
    return RI_OK;
}

static ri_status read_wanted(const struct ri_campaign_choice *c, struct wanted *w,
                             struct ri_error *err)
{
    static const char *const scores[RI_RFM] = {"r", "f", "m"};
    RI_TRY(read_segments(c, w, err));
    for (size_t f = 0; f < RI_RFM; f++) {
        RI_TRY(read_scores(c, scores[f], w->rfm[f], err));
        w->any_rfm = w->any_rfm || ri_call_given(c->call, scores[f]);
    }
    w->any_rfm = !w->any_rfm;
    w->prefers = ri_call_given(c->call, "prefers");
    return RI_OK;
}

/* ---- Leaving out ---------------------------------------------------------------------------------------------------- */

/* What contact is expected to bring, its cost taken off. */
static ri_status expect_gains(struct ri_campaign_choice *c, struct ri_error *err)
{
    const bool uplift = strcmp(ri_call_text(c->call, "score"), "uplift") == 0;
    if (isnan(c->response) && !uplift) return RI_OK;
    const double response = uplift ? 1 : c->response,
                 cost = c->cost_minor > 0 ? (double)c->cost_minor / pow(10, c->loaded->digits) : 0;
    RI_ARENA_NEW(c->gain, ri_call_mem(c->call), c->crowd.count, err);
    for (size_t i = 0; i < c->crowd.count; i++) c->gain[i] = c->score[i] * response - cost;
    return RI_OK;
}

static bool has_rfm(const struct wanted *w, const unsigned char *score)
{
    for (size_t f = 0; f < RI_RFM; f++)
        if (!w->rfm[f][score[f]]) return false;
    return true;
}

/* RI_LEFT_OUT: nothing speaks against the customer. */
static int why_not(const struct ri_campaign_choice *c, const struct wanted *w, size_t i)
{
    const unsigned char mark = c->mark[c->crowd.customer[i]];
    if (!w->any_segment && !w->segment[c->crowd.label[i]]) return RI_LEFT_SEGMENT;
    if (!w->any_rfm && !has_rfm(w, c->rfm[i])) return RI_LEFT_RFM;
    if (w->prefers && !(mark & RI_MARK_PREFERS)) return RI_LEFT_PREFERENCE;
    if (c->control && !(mark & RI_MARK_CONSENTS)) return RI_LEFT_CONSENT;
    if (mark & RI_MARK_RESTS) return RI_LEFT_REST;
    if (!isfinite(c->score[i]) || (!isnan(c->least) && c->score[i] < c->least))
        return RI_LEFT_SCORE;
    if (c->gain && !(c->gain[i] > 0)) return RI_LEFT_GAIN;
    return RI_LEFT_OUT;
}

static int best_first(const void *left, const void *right, void *context)
{
    const double  *score = context;
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    if (score[a] != score[b]) return score[a] > score[b] ? -1 : 1;
    return (a > b) - (a < b);
}

/* ---- Cutting and drawing -------------------------------------------------------------------------------------------- */

static size_t control_of(const struct ri_campaign_choice *c, size_t count)
{
    return (size_t)llround((double)count * c->control_share);
}

/* The longest list within size and budget; a control group costs nothing. */
static size_t room_of(const struct ri_campaign_choice *c, size_t count)
{
    if (c->size && count > c->size) count = c->size;
    if (c->budget_minor < 0 || c->cost_minor <= 0) return count;
    const size_t contacts = (size_t)(c->budget_minor / c->cost_minor);
    size_t       low = 0, high = count; /* contacts rise with the list, never falling */
    while (low < high) {
        const size_t middle = high - (high - low) / 2;
        if (middle - control_of(c, middle) <= contacts)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static ri_status nobody(const struct ri_campaign_choice *c, struct ri_error *err)
{
    static const char *const reasons[] = {
#define REASON(code, text) text,
        RI_LEFT_OUT_MAP(REASON)
#undef REASON
    };
    struct ri_text why = {.most = 300};
    for (size_t r = 0; r < RI_LEFT_OUT; r++)
        if (c->left_out[r])
            ri_text_printf(&why, "%s%zu %s", why.length ? "; " : "", c->left_out[r], reasons[r]);
    const ri_status status =
        ri_fail(err, RI_EDATA, "nobody is left of %zu customers: %s", c->crowd.count,
                why.at && !why.failed ? why.at : "left out for many reasons");
    ri_text_release(&why);
    return status;
}

ri_status ri_campaign_choose(struct ri_campaign_choice *c, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(c->call);
    struct wanted    wanted = {.any_rfm = false};
    size_t           count = 0;
    RI_TRY(read_wanted(c, &wanted, err));
    RI_TRY(expect_gains(c, err));
    RI_ARENA_NEW(c->list, mem, c->crowd.count, err);
    for (size_t i = 0; i < c->crowd.count; i++) {
        const int why = why_not(c, &wanted, i);
        if (why == RI_LEFT_OUT)
            c->list[count++] = (uint32_t)i;
        else
            c->left_out[why]++;
    }
    qsort_r(c->list, count, sizeof *c->list, best_first, c->score);
    c->count = room_of(c, count);
    c->left_out[RI_LEFT_ROOM] = count - c->count;
    if (!c->count) return nobody(c, err);
    c->control_count = control_of(c, c->count);
    if (c->control_count == c->count && c->control_share < 1) c->control_count = c->count - 1;
    RI_ARENA_NEW(c->is_control, mem, c->count, err);
    ri_control_group_draw(c->count, c->control_count, c->seed, c->is_control);
    return RI_OK;
}
