/* Samples as rows of a table: what its columns are, and a row's text. Shared by the formats that are tables. */
#ifndef RF_WRITE_SAMPLE_ROWS_H
#define RF_WRITE_SAMPLE_ROWS_H

#include "read/queue.h"
#include "write/samples.h"

/* How the time of a row is written. */
typedef enum rf_row_time { RF_ROW_SECONDS, RF_ROW_UNIX, RF_ROW_LOCAL } rf_row_time;

typedef struct rf_sample_rows {
    char delimiter;
    const char *missing; /* what stands in a cell without a value */
    rf_row_time time;
    int64_t zero_us;                 /* of the axis, since 1970 */
    char place[RF_SAMPLE_LABEL + 2]; /* "left_shank_": stands before the sensor's columns, so that the table says it */
    bool acc, gyr, no_gravity, emg[RF_MUSCLES], channel[RF_CHANNEL_COUNT];
    rf_side emg_side;
    double beside[RF_CHANNEL_COUNT]; /* told since the row before; NaN: nothing */
    rf_queue waiting;                /* rf_aside: told, for a row to come */
    long rows, bad, without_gyro;
    int64_t first_us, last_us;
} rf_sample_rows;

enum { RF_SAMPLE_ROW_MOST = 2048 };

/* Columns of that source. */
void rf_sample_rows_start(rf_sample_rows *r, const rf_sample_source *about, char delimiter, const char *missing);
void rf_sample_rows_free(rf_sample_rows *r);
RF_MUST_CHECK int rf_sample_rows_tell(rf_sample_rows *r, const rf_aside *a, size_t n); /* 0 or RF_ERR_NOMEM */
size_t rf_sample_rows_header(const rf_sample_rows *r, char out[RF_SAMPLE_ROW_MOST]);
size_t rf_sample_row(rf_sample_rows *r, const rf_sample *s, char out[RF_SAMPLE_ROW_MOST]);

/* The number of values that no row came for any more. */
size_t rf_sample_rows_over(const rf_sample_rows *r);

#endif
