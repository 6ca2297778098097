/* The words of --fault, and which fault is on when. */
#include "emulator/faults.h"

#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"

static const struct {
    const char *name, *unit, *text;
    double lo, hi;
    char when;
} kinds[] = {
#define RF_PLAY_FAULT(name, unit, lo, hi, when, text) { #name, unit, text, lo, hi, when },
#include "emulator/faults.def"
#undef RF_PLAY_FAULT
};

/* The number at *p, which goes on behind it. */
static bool number(const char **p, double *out)
{
    const size_t n = rf_number_parse(*p, *p + strlen(*p), '.', out);

    *p += n;
    return n > 0;
}

static int wrong(rf_why *why, const char *word, const char *what)
{
    return rf_fail(why, RF_ERR_ARG, "--fault %s: %s; it is KIND=SIZE[@FROM[-TO]][:SENSOR], times in s, sensors from 1", word, what);
}

int rf_fault_parse(rf_play_faults *f, const char *word, rf_why *why)
{
    rf_play_fault new = { .from_us = 0, .to_us = INT64_MAX, .sensor = -1 };
    const size_t length = strcspn(word, "=@:");
    const char *p = word + length;
    double v;
    size_t k = 0;

    while (k < RF_COUNT(kinds) && (strlen(kinds[k].name) != length || memcmp(kinds[k].name, word, length)))
        k++;
    if (k == RF_COUNT(kinds))
        return wrong(why, word, "there is no such fault");
    if (f->n == RF_FAULTS_MOST)
        return wrong(why, word, "that is one too many");
    new.kind = (rf_fault_kind)k;
    if (*p == '=' && (p++, !number(&p, &new.size)))
        return wrong(why, word, "the size is no number");
    if (new.size < kinds[k].lo || new.size > kinds[k].hi)
        return wrong(why, word, "the size is out of range");
    if (*p == '@') {
        p++;
        if (!number(&p, &v) || v < 0 || v > 1e6)
            return wrong(why, word, "the time is no number of seconds");
        new.from_us = (int64_t)(v * 1e6);
        if (*p == '-') {
            p++;
            if (!number(&p, &v) || v > 1e6 || (int64_t)(v * 1e6) <= new.from_us)
                return wrong(why, word, "the end is not behind the start");
            new.to_us = (int64_t)(v * 1e6);
        }
    } else if (kinds[k].when == 'm') {
        return wrong(why, word, "it needs a time");
    }
    if (*p == ':') {
        p++;
        if (!number(&p, &v) || v < 1 || v > 255)
            return wrong(why, word, "the sensor is no number from 1");
        new.sensor = (int)v - 1;
    }
    if (*p)
        return wrong(why, word, "something is left over");
    if (kinds[k].when == 'm')
        new.to_us = new.from_us + (new.kind == RF_FAULT_noise ? 1 : (int64_t)(new.size * 1e6));
    f->at[f->n++] = new;
    return 0;
}

static bool concerns(const rf_play_fault *f, rf_fault_kind kind, int sensor)
{
    return f->kind == kind && (f->sensor < 0 || f->sensor == sensor);
}

const rf_play_fault *rf_fault_over(const rf_play_faults *f, rf_fault_kind kind, int sensor, int64_t t_us)
{
    for (size_t i = 0; i < f->n; i++)
        if (concerns(&f->at[i], kind, sensor) && t_us >= f->at[i].from_us && t_us < f->at[i].to_us)
            return &f->at[i];
    return NULL;
}

double rf_fault_size(const rf_play_faults *f, rf_fault_kind kind, int sensor, int64_t t_us)
{
    const rf_play_fault *one = rf_fault_over(f, kind, sensor, t_us);

    return one ? one->size : 0;
}

const rf_play_fault *rf_fault_between(const rf_play_faults *f, rf_fault_kind kind, int sensor, int64_t after_us, int64_t to_us)
{
    for (size_t i = 0; i < f->n; i++)
        if (concerns(&f->at[i], kind, sensor) && f->at[i].from_us > after_us && f->at[i].from_us <= to_us)
            return &f->at[i];
    return NULL;
}

void rf_fault_list(void)
{
    for (size_t i = 0; i < RF_COUNT(kinds); i++)
        printf("  %-8s %-6s %s%s\n", kinds[i].name, kinds[i].unit, kinds[i].text, kinds[i].when == 'm' ? " (needs a time)" : "");
}
