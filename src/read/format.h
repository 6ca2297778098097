/* What a file of src/read gives to formats.def: a look at the start of a source, and the five verbs of a decoder. */
#ifndef RF_READ_FORMAT_H
#define RF_READ_FORMAT_H

#include "read/read.h"

/* The start of a source: the first 64 KiB, or more where a decoder asked for it, or all of it. */
typedef struct rf_head {
    const char *name; /* of the source, for messages */
    const char *bytes;
    size_t n;
    bool whole; /* nothing follows */
    bool last;  /* no more will be given: decide now */
} rf_head;

enum { RF_HEAD_FIRST = 65536, RF_HEAD_MOST = 4 << 20 };

/* What rf_decoder_ops.open says when it wants a longer head. */
enum { RF_HEAD_MORE = 1 };

typedef struct rf_decoder_ops {
    /* Lay the format out from the head, without taking its bytes. @return 0, RF_HEAD_MORE (never when head->last), or an error. */
    int (*open)(void **out, const rf_read_settings *set, const rf_head *head, rf_read_report *report, rf_why *why);
    int (*push)(void *d, const char *bytes, size_t n, rf_why *why);
    int (*poll)(void *d, rf_sample *out, size_t max, rf_why *why);
    int (*flush)(void *d, rf_why *why);
    void (*free)(void *d);
    size_t (*asides)(void *d, rf_aside *out, size_t max); /* NULL: it tells none */
} rf_decoder_ops;

typedef struct rf_format {
    rf_format_info info;
    bool (*probe)(const rf_head *head);
    const rf_decoder_ops *ops; /* NULL: known only to be refused, in these words: */
    int refusal;
    const char *refused;
} rf_format;

/* Decoders, and the probes of formats that are refused. */
extern const rf_decoder_ops rf_table_ops, rf_fit_ops, rf_track_ops, rf_phone_json_ops;
extern const rf_decoder_ops rf_recording_ops, rf_capture_wire_ops, rf_capture_witmotion_ops, rf_capture_xio_ops, rf_capture_ngimu_ops,
    rf_capture_movesense_ops, rf_capture_lines_ops;
bool rf_probe_text(const rf_head *head);
bool rf_probe_empty(const rf_head *head);
bool rf_probe_fit(const rf_head *head);
bool rf_probe_cwa(const rf_head *head);
bool rf_probe_never(const rf_head *head); /* it takes more than one file to know */
bool rf_probe_gzip(const rf_head *head);
bool rf_probe_zip(const rf_head *head);
bool rf_probe_picture(const rf_head *head);
bool rf_probe_xml(const rf_head *head);
bool rf_probe_json(const rf_head *head);
bool rf_probe_phone_json(const rf_head *head);
bool rf_probe_own_json(const rf_head *head);
bool rf_probe_deep_json(const rf_head *head);
bool rf_probe_recording(const rf_head *head);
bool rf_probe_wire(const rf_head *head);
bool rf_probe_witmotion(const rf_head *head);
bool rf_probe_xio(const rf_head *head);
bool rf_probe_ngimu(const rf_head *head);
bool rf_probe_movesense(const rf_head *head);
bool rf_probe_lines(const rf_head *head);
bool rf_probe_counts(const rf_head *head);
bool rf_probe_binary(const rf_head *head);

#endif
