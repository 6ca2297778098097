/* The same judges as in `runform analyze --history`, on a session without sensors: so all say the same of the same list. */
#include "write/load.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/json.h"
#include "history/day.h"
#include "pattern/thresholds.h"
#include "write/plain.h"
#include "write/text.h"

enum { MOST_PATTERNS = 64, WEEK_DAYS = 7 };

void rf_load_findings(const rf_history *h, rf_finding out[2], const char *plain[2])
{
    static const char *const id[] = { "load_jump", "short_recovery" };
    rf_finding all[MOST_PATTERNS];

    rf_patterns_judge_load(h, NULL, all, MOST_PATTERNS);
    for (size_t i = 0; i < rf_pattern_count() && i < MOST_PATTERNS; i++)
        for (size_t k = 0; k < RF_COUNT(id); k++)
            if (!strcmp(rf_pattern_at(i)->id, id[k])) {
                out[k] = all[i];
                plain[k] = rf_plain_sentence(&out[k]);
            }
}

void rf_load_view_make(rf_load_view *v, const rf_history *h)
{
    const char *plain[2];
    double t[RF_T_COUNT];

    rf_thresholds_default(t);
    *v = (rf_load_view) { .h = h, .now = &h->run[h->n - 1], .week = rf_load_week(h) };
    v->spike = rf_load_spike(h, (long)t[RF_T_load_jump_days]);
    v->recovery = rf_load_recovery(h, WEEK_DAYS, t[RF_T_short_recovery_hard_gap_h], RF_EFFORT_UNTOLD);
    rf_load_findings(h, v->finding, plain);
}

/* Empty is not told. */
static void put_text(rf_out *o, const char *key, const char *text)
{
    if (*text)
        rf_json_member(o, key, text);
    else
        rf_out_format(o, "\"%s\":null", key);
}

static void put_number(rf_out *o, const char *key, double v, int decimals)
{
    rf_out_text(o, ",");
    rf_json_number(o, key, v, decimals);
}

static void put_day(rf_out *o, const char *key, const rf_run *r)
{
    char day[RF_DAY_MAX] = "";

    if (r)
        rf_day_print(day, r->day);
    put_text(o, key, day);
}

static void put_session(rf_out *o, const rf_load_view *v)
{
    rf_out_text(o, "{\"schema\":\"runform.history/1\",\n  \"session\":{");
    put_day(o, "date", v->now);
    put_number(o, "distance_km", v->now->distance_km, 3);
    put_number(o, "minutes", v->now->minutes, 2);
    rf_out_text(o, ",");
    put_text(o, "effort", rf_effort_name(v->now->effort));
    put_number(o, "pain", v->now->pain, 1);
    rf_out_text(o, "},\n  \"list\":{");
    put_day(o, "from", v->h->run);
    rf_out_text(o, ",");
    put_day(o, "to", v->now);
    rf_out_format(o, ",\"days_before\":%ld,\"sessions\":%zu,\"left_out\":%ld}", rf_load_list_days(v->h), v->h->n, v->h->left_out);
}

static void put_spike(rf_out *o, const rf_load_view *v)
{
    const rf_load_band *b = rf_load_band_of(v->spike.ratio);

    rf_out_text(o, ",\n  \"longest_30_days\":{");
    put_day(o, "date", v->spike.longest);
    put_number(o, "distance_km", v->spike.longest ? v->spike.longest->distance_km : NAN, 3);
    put_number(o, "ratio", v->spike.ratio, 4);
    rf_out_format(o, ",\"sessions\":%ld,\"without_distance\":%ld,", v->spike.sessions, v->spike.untold);
    put_text(o, "band", b ? b->text : "");
    put_number(o, "hazard_ratio", b ? b->hazard : NAN, 2);
    put_number(o, "hazard_lo", b ? b->lo : NAN, 2);
    put_number(o, "hazard_hi", b ? b->hi : NAN, 2);
    rf_out_text(o, "}");
}

static void put_week_and_recovery(rf_out *o, const rf_load_view *v)
{
    const rf_recovery *r = &v->recovery;
    const bool week = rf_load_list_days(v->h) >= WEEK_DAYS - 1;

    rf_out_text(o, ",\n  \"week\":{\"days\":7");
    put_number(o, "distance_km", v->week.km, 3);
    put_number(o, "distance_km_4_weeks_before", v->week.before_km, 3);
    put_number(o, "hard_minutes", v->week.hard_minutes, 2);
    put_number(o, "hard_minutes_4_weeks_before", v->week.before_hard_minutes, 2);
    rf_out_text(o, "},\n  \"recovery\":{");
    put_day(o, "last_hard", r->last_hard);
    put_number(o, "hours_since_hard", r->hours, 2);
    put_number(o, "days_since_hard", r->last_hard ? (double)(v->now->day - r->last_hard->day) : NAN, 0);
    put_number(o, "hard_days_in_a_row", (double)r->hard_days_in_a_row, 0);
    put_number(o, "rest_days_in_7", week ? (double)r->rest_days : NAN, 0);
    put_number(o, "easy_days_in_7", week ? (double)r->easy_days : NAN, 0);
    put_number(o, "without_effort_in_7", (double)r->untold, 0);
    rf_out_text(o, "}");
}

static void put_findings(rf_out *o, const rf_load_view *v)
{
    rf_out_text(o, ",\n  \"patterns\":[");
    for (size_t i = 0; i < RF_COUNT(v->finding); i++) {
        rf_out_text(o, i ? ",\n    {" : "\n    {");
        put_text(o, "id", v->finding[i].id);
        rf_out_text(o, ",");
        put_text(o, "status", rf_status_name(v->finding[i].status));
        rf_out_text(o, ",");
        put_text(o, "why", v->finding[i].why);
        put_number(o, "value", v->finding[i].value, 3);
        put_number(o, "threshold", v->finding[i].threshold, 3);
        rf_out_text(o, ",");
        put_text(o, "unit", v->finding[i].unit);
        rf_out_text(o, "}");
    }
    rf_out_text(o, "],\n  \"notices\":[");
    for (size_t i = 0; i < v->h->remarks.n; i++) {
        const rf_remark *m = &v->h->remarks.at[i];

        rf_out_format(o, "%s{\"line\":%ld,\"count\":%ld,", i ? ",\n    " : "\n    ", m->line, m->count);
        put_text(o, "text", m->text);
        rf_out_text(o, "}");
    }
    rf_out_text(o, "]}\n");
}

void rf_load_json(const rf_load_view *v, rf_out *o)
{
    put_session(o, v);
    put_spike(o, v);
    put_week_and_recovery(o, v);
    put_findings(o, v);
}
