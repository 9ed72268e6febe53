/* The survey. */
#include "survey.h"

#include "period_text.h"
#include "stage.h"

static void vote(struct ingest_survey *survey, const struct ingest_record *record)
{
    for (size_t i = 0; i < survey->look_count; i++) {
        struct ingest_look *look = &survey->looks[i];
        if (look->column >= record->count) continue;
        const struct ri_view view =
            ingest_plain(ri_view_trim(ingest_field_view(record, look->column)));
        ri_day first, last;
        if (ri_view_is(view, "not stocked")) continue;
        if (look->is_period && ingest_period_parse(view, &first, &last))
            look->dates.values++, look->dates.sure++;
        else if (look->is_time)
            ingest_date_vote_add(&look->dates, view);
        else if (survey->dialect.sheet && view.length && ingest_field_bare(record, look->column) &&
                 (view.at[0] == '-' || (view.at[0] >= '0' && view.at[0] <= '9')))
            look->numbers.values++; /* a number by itself: its point is no question */
        else
            ingest_number_vote_add(&look->numbers, view);
    }
}

static bool open_question(const struct ingest_survey *survey, const struct ingest_look *look)
{
    if (look->is_time) {
        const struct ingest_date_vote *v = &look->dates;
        return survey->settings->order == INGEST_ORDER_UNKNOWN && v->either && !v->dmy && !v->mdy;
    }
    const struct ingest_number_vote *v = &look->numbers;
    return survey->settings->mark == INGEST_MARK_UNKNOWN && v->unclear_comma && !v->point &&
           !v->comma;
}

/* Another column of the file may have proved the decimal mark. */
static enum ingest_mark file_mark(const struct ingest_survey *survey)
{
    bool point = false, comma = false;
    for (size_t i = 0; i < survey->look_count; i++) {
        const struct ingest_look *look = &survey->looks[i];
        point = point || (!look->is_time && look->numbers.point);
        comma = comma || (!look->is_time && look->numbers.comma);
    }
    return point == comma ? INGEST_MARK_UNKNOWN : point ? INGEST_MARK_POINT : INGEST_MARK_COMMA;
}

/* And another column of dates the order of day and month. */
static enum ingest_order file_order(const struct ingest_survey *survey)
{
    bool dmy = false, mdy = false;
    for (size_t i = 0; i < survey->look_count; i++) {
        const struct ingest_look *look = &survey->looks[i];
        dmy = dmy || (look->is_time && look->dates.dmy);
        mdy = mdy || (look->is_time && look->dates.mdy);
    }
    return dmy == mdy ? INGEST_ORDER_UNKNOWN : dmy ? INGEST_DMY : INGEST_MDY;
}

static bool anything_open(const struct ingest_survey *survey)
{
    const bool mark = file_mark(survey) != INGEST_MARK_UNKNOWN;
    const bool order = file_order(survey) != INGEST_ORDER_UNKNOWN;
    for (size_t i = 0; i < survey->look_count; i++) {
        const struct ingest_look *look = &survey->looks[i];
        if (open_question(survey, look) && !(look->is_time ? order : mark)) return true;
    }
    return false;
}

static ri_status look_at_head(struct ingest_survey *survey, struct ri_error *err)
{
    struct ingest_csv    csv;
    struct ingest_source source;
    struct ingest_record record;
    bool                 more = true, header = survey->header;
    ri_status status = ingest_csv_of_text(&csv, &source, survey->text, &survey->dialect, err);
    while (status == RI_OK) {
        status = ingest_csv_next(&csv, &record, &more, err);
        if (status != RI_OK || !more) break;
        if (!survey->whole && csv.ended && csv.at >= csv.end)
            break; /* the head cuts the last one */
        if (record.rule) continue;
        if (!header) {
            vote(survey, &record);
            survey->records++;
        }
        header = false;
    }
    ingest_csv_release(&csv);
    return status;
}

static ri_status read_on(struct ingest_survey *survey, struct ingest_source *source,
                         struct ri_error *err)
{
    struct ingest_csv    csv;
    struct ingest_record record;
    bool                 more = true;
    uint64_t             skip = survey->records + survey->header; /* voted already, from the head */
    ri_status            status =
        ingest_csv_open(&csv, source, &survey->dialect, survey->charset, survey->bom, 0, err);
    while (status == RI_OK && anything_open(survey)) {
        status = ingest_csv_next(&csv, &record, &more, err);
        if (status != RI_OK || !more) break;
        if (record.rule) continue;
        if (skip) {
            skip--;
            continue;
        }
        vote(survey, &record);
        survey->records++;
    }
    ingest_csv_release(&csv);
    return status;
}

static ri_status look_further(struct ingest_survey *survey, struct ri_error *err)
{
    if (!survey->source->seekable) {
        RI_TRY(ingest_source_spool(survey->source, survey->spool_directory, err));
        const ri_status status = read_on(survey, survey->source, err);
        survey->source->spooling = false;
        return status;
    }
    struct ingest_source again;
    ri_status            status = ingest_source_again(survey->source, &again, err);
    if (status == RI_OK) status = read_on(survey, &again, err);
    ingest_source_release(&again);
    return status;
}

static ri_status decide_order(struct ingest_survey *survey, struct ingest_look *look,
                              enum ingest_order of_file, struct ri_error *err)
{
    static const char *const       choices[] = {"", "day first (dmy)", "month first (mdy)",
                                                "year first (ymd)"};
    const struct ingest_date_vote *v = &look->dates;
    const char                    *name = survey->source->name;
    look->order = survey->settings->order;
    if (look->order != INGEST_ORDER_UNKNOWN)
        return ingest_note(survey->notes, false, "date order", choices[look->order], "", err,
                           "%s: as told", look->name);
    if (v->values && v->unreadable == v->values)
        return ri_fail(err, RI_EDATA, "%s: column '%s' must hold dates, but holds '%s'", name,
                       look->name, v->sample_bad);
    if (v->dmy && v->mdy && v->dmy < 99 * v->mdy && v->mdy < 99 * v->dmy)
        return ri_fail(
            err, RI_EDATA,
            "%s: column '%s' mixes orders of day and month: '%s' and '%s'; say which holds with "
            "--set date=dmy|mdy",
            name, look->name, v->sample_dmy, v->sample_mdy);
    if (v->either && !v->dmy && !v->mdy && of_file != INGEST_ORDER_UNKNOWN) {
        look->order = of_file;
        return ingest_note(survey->notes, false, "date order", choices[of_file],
                           "--set date=dmy|mdy|ymd", err, "%s: as in the other column of dates",
                           look->name);
    }
    if (v->either && !v->dmy && !v->mdy)
        return ri_fail(
            err, RI_EDATA,
            "%s: nothing in column '%s' tells day from month: '%s' reads both ways; say which with "
            "--set date=dmy|mdy|ymd",
            name, look->name, v->sample_either);
    look->order = v->mdy > v->dmy ? INGEST_MDY : v->dmy ? INGEST_DMY : INGEST_YMD;
    const size_t proofs = v->mdy > v->dmy ? v->mdy : v->dmy;
    if (look->order == INGEST_YMD)
        return ingest_note(survey->notes, false, "date order", "needs none",
                           "--set date=dmy|mdy|ymd", err,
                           "%s: the dates name the month or begin with the year", look->name);
    RI_TRY(ingest_note(
        survey->notes, v->dmy && v->mdy, "date order", choices[look->order],
        "--set date=dmy|mdy|ymd", err,
        "%s: %zu of the %zu values looked at can be read no other way, the first: %s%s%s",
        look->name, proofs, v->values, look->order == INGEST_MDY ? v->sample_mdy : v->sample_dmy,
        v->dmy && v->mdy ? "; but not: " : "",
        v->dmy && v->mdy ? (look->order == INGEST_MDY ? v->sample_dmy : v->sample_mdy) : ""));
    if (!v->short_years) return RI_OK;
    return ingest_note(survey->notes, true, "two-digit years", "00-68 are 20xx, 69-99 are 19xx", "",
                       err, "%s: %zu dates have them", look->name, v->short_years);
}

static ri_status decide_mark(struct ingest_survey *survey, struct ingest_look *look,
                             enum ingest_mark of_file, struct ri_error *err)
{
    const struct ingest_number_vote *v = &look->numbers;
    const char                      *name = survey->source->name;
    look->mark = survey->settings->mark;
    if (look->mark != INGEST_MARK_UNKNOWN) return RI_OK;
    if (v->values && v->unreadable == v->values)
        return ri_fail(err, RI_EDATA, "%s: column '%s' must hold numbers, but holds '%s'", name,
                       look->name, v->sample_bad);
    if (v->point && v->comma && v->point < 99 * v->comma && v->comma < 99 * v->point)
        return ri_fail(
            err, RI_EDATA,
            "%s: column '%s' mixes decimal marks: '%s' and '%s'; say which holds with --set "
            "decimal=point|comma",
            name, look->name, v->sample_point, v->sample_comma);
    if (v->point || v->comma) {
        look->mark = v->point > v->comma ? INGEST_MARK_POINT : INGEST_MARK_COMMA;
        return RI_OK;
    }
    look->mark = of_file;
    if (of_file != INGEST_MARK_UNKNOWN || (!v->unclear_comma && !v->unclear_point)) return RI_OK;
    if (v->unclear_comma)
        return ri_fail(
            err, RI_EDATA,
            "%s: nothing in column '%s' tells whether the comma of '%s' is the decimal mark; say "
            "with --set decimal=point|comma",
            name, look->name, v->sample_unclear);
    look->mark = INGEST_MARK_POINT;
    return ingest_note(survey->notes, true, "decimal mark", "point", "--set decimal=comma", err,
                       "%s: '%s' could also be a thousand; nothing in the file says so", look->name,
                       v->sample_unclear);
}

static ri_status say_mark(struct ingest_survey *survey, struct ri_error *err)
{
    const struct ingest_look *shown = NULL;
    size_t                    commas = 0, points = 0;
    for (size_t i = 0; i < survey->look_count; i++) {
        const struct ingest_look *look = &survey->looks[i];
        if (look->is_time) continue;
        commas += look->mark == INGEST_MARK_COMMA;
        points += look->mark == INGEST_MARK_POINT;
        if (!shown && (look->numbers.comma || look->numbers.point)) shown = look;
    }
    if (!commas && !points) return RI_OK;
    if (survey->settings->mark != INGEST_MARK_UNKNOWN)
        return ingest_note(survey->notes, false, "decimal mark", commas ? "comma" : "point", "",
                           err, "as told");
    if (!shown) return RI_OK;
    const bool comma = shown->mark == INGEST_MARK_COMMA;
    return ingest_note(survey->notes, commas && points, "decimal mark", comma ? "comma" : "point",
                       comma ? "--set decimal=point" : "--set decimal=comma", err, "%s: %s%s",
                       shown->name,
                       comma ? shown->numbers.sample_comma : shown->numbers.sample_point,
                       commas && points ? "; another column has the other mark" : "");
}

ri_status ingest_survey_run(struct ingest_survey *survey, struct ri_error *err)
{
    RI_TRY(look_at_head(survey, err));
    if (!survey->whole && anything_open(survey)) RI_TRY(look_further(survey, err));
    const enum ingest_mark  of_file = file_mark(survey);
    const enum ingest_order order = file_order(survey);
    for (size_t i = 0; i < survey->look_count; i++) {
        struct ingest_look *look = &survey->looks[i];
        RI_TRY(look->is_time ? decide_order(survey, look, order, err)
                             : decide_mark(survey, look, of_file, err));
    }
    return say_mark(survey, err);
}
