/* What a fault touches follows from what each metric stands on (the last cell of gait/metrics.def): the lists are put together by the preprocessor,
 * so that a new metric cannot be forgotten in one of them. Of rhythm, event, level and turn a metric stands on one at most. */
#include "run/notice.h"

#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"

/* RF_IF(1, text) is the text, RF_IF(0, text) nothing. */
#define RF_IF(yes, text)                                  RF_IF_IT_IS(yes, text)
#define RF_IF_IT_IS(yes, text)                            RF_IF_##yes(text)
#define RF_IF_0(text)                                     ""
#define RF_IF_1(text)                                     text
#define RF_ON_rhythm(x0, x1, x2, x3, x4, x5, x6, x7, x8)  x0
#define RF_ON_event(x0, x1, x2, x3, x4, x5, x6, x7, x8)   x1
#define RF_ON_level(x0, x1, x2, x3, x4, x5, x6, x7, x8)   x2
#define RF_ON_turn(x0, x1, x2, x3, x4, x5, x6, x7, x8)    x3
#define RF_ON_way(x0, x1, x2, x3, x4, x5, x6, x7, x8)     x4
#define RF_ON_pose(x0, x1, x2, x3, x4, x5, x6, x7, x8)    x5
#define RF_ON_instant(x0, x1, x2, x3, x4, x5, x6, x7, x8) x6
#define RF_ON_both(x0, x1, x2, x3, x4, x5, x6, x7, x8)    x7
#define RF_ON_sided(x0, x1, x2, x3, x4, x5, x6, x7, x8)   x8

#define RF_LISTED(id, on) RF_IF(RF_ON_rhythm on, " " #id)
static const char of_rhythm[] =
#include "run/notice_list.def"
    ;
#define RF_LISTED(id, on) RF_IF(RF_ON_rhythm on, " " #id) RF_IF(RF_ON_event on, " " #id)
static const char of_times[] =
#include "run/notice_list.def"
    ;
#define RF_LISTED(id, on) RF_IF(RF_ON_level on, " " #id)
static const char of_level[] =
#include "run/notice_list.def"
    ;
#define RF_LISTED(id, on) RF_IF(RF_ON_level on, " " #id) RF_IF(RF_ON_turn on, " " #id)
static const char of_turned[] =
#include "run/notice_list.def"
    ;
#define RF_LISTED(id, on) RF_IF(RF_ON_event on, " " #id) RF_IF(RF_ON_level on, " " #id) RF_IF(RF_ON_turn on, " " #id)
static const char of_all_but_rhythm[] =
#include "run/notice_list.def"
    ;
#define RF_LISTED(id, on)                                                                                                                  \
    RF_IF(RF_ON_rhythm on, " " #id) RF_IF(RF_ON_event on, " " #id) RF_IF(RF_ON_level on, " " #id) RF_IF(RF_ON_turn on, " " #id)
static const char of_all[] =
#include "run/notice_list.def"
    ;
#define RF_LISTED(id, on) RF_IF(RF_ON_way on, " " #id)
static const char of_way[] =
#include "run/notice_list.def"
    ;
#define RF_LISTED(id, on) RF_IF(RF_ON_pose on, " " #id)
static const char of_pose[] =
#include "run/notice_list.def"
    ;
#define RF_LISTED(id, on) RF_IF(RF_ON_instant on, " " #id)
static const char of_instant[] =
#include "run/notice_list.def"
    ;
#define RF_LISTED(id, on) RF_IF(RF_ON_both on, " " #id)
static const char of_both[] =
#include "run/notice_list.def"
    ;
#define RF_LISTED(id, on) RF_IF(RF_ON_sided on, " " #id)
static const char of_sided[] =
#include "run/notice_list.def"
    ;

/* Behind the first blank. */
#define RF_OF_RHYTHM         (of_rhythm + 1)
#define RF_OF_TIMES          (of_times + 1)
#define RF_OF_LEVEL          (of_level + 1)
#define RF_OF_TURNED         (of_turned + 1)
#define RF_OF_ALL_BUT_RHYTHM (of_all_but_rhythm + 1)
#define RF_OF_ALL            (of_all + 1)
#define RF_OF_WAY            (of_way + 1)
#define RF_OF_POSE           (of_pose + 1)
#define RF_OF_INSTANT        (of_instant + 1)
#define RF_OF_BOTH           (of_both + 1)
#define RF_OF_SIDED          (of_sided + 1)

static const rf_notice_info table[] = {
#define RF_NOTICE(code, title, effect, metrics, text) { #code, title, effect, metrics, text },
#include "run/notices.def"
#undef RF_NOTICE
};

size_t rf_notice_count(void)
{
    return RF_COUNT(table);
}

const rf_notice_info *rf_notice_at(size_t i)
{
    return i < RF_COUNT(table) ? &table[i] : NULL;
}

const rf_notice_info *rf_notice_find(const char *code)
{
    for (size_t i = 0; i < RF_COUNT(table); i++)
        if (!strcmp(table[i].code, code))
            return &table[i];
    return NULL;
}

const char *rf_notice_instants(void)
{
    return RF_OF_INSTANT;
}

size_t rf_notice_add(rf_notice *out, size_t n, const char *code, int sensor, int64_t t_us, long count, const char *format, double x,
                     int decimals)
{
    const rf_notice_info *info = rf_notice_find(code);
    const char *mark = strstr(format, "%s");
    char number[RF_NUMBER_MAX] = "";

    if (!info || n >= RF_NOTICES_MAX)
        return n;
    out[n] = (rf_notice) { .code = info->code, .sensor = sensor, .t_us = t_us, .count = count, .metrics = info->metrics };
    rf_number_print(number, x, decimals);
    snprintf(out[n].text, sizeof out[n].text, "%.*s%s%s", mark ? (int)(mark - format) : (int)strlen(format), format, mark ? number : "",
             mark ? mark + 2 : "");
    return n + 1;
}
