/* `runform live`: what its parts share. One thread does everything but the sound and the syncing of the recording to the disk. */
#ifndef RF_CLI_LIVE_H
#define RF_CLI_LIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/inputs.h"
#include "cli/outputs.h"
#include "cli/token.h"
#include "cue/cue.h"
#include "port/line.h"
#include "read/read.h"
#include "run/feed.h"
#include "runform/session.h"

enum { RF_LIVE_TARGETS = 8, RF_LIVE_TEXT = 160 };

/* A band that a metric should stay in. */
typedef struct rf_live_target {
    const rf_metric_info *metric;
    double lo, hi;
} rf_live_target;

/* ---- what was asked for (live_options.c) -------------------------------------------------------------------------------------------- */

typedef struct rf_live_wish {
    rf_inputs ports;
    rf_outputs outputs;
    rf_session_settings told;
    rf_read_settings read;
    int baud;           /* 0: found */
    const char *record; /* NULL: not recorded */
    double replay;      /* 0: live; else times real time, and the one port is a recording */
    rf_live_target target[RF_LIVE_TARGETS];
    size_t n_targets;
    double cue_spm, cue_pct;    /* metronome: told tempo, or so much above the measured cadence; NaN: none */
    bool tones, clicks, silent; /* tones: when a band is left; clicks: at each contact; silent: no sound at all */
    long after_strides;         /* out of band before a tone */
    double hold_s;              /* and at least so long from tone to tone */
    double seconds, wait_s;     /* 0: until ended; how long ports that are all gone are waited for */
    bool plain, list, quiet, timing;
    bool serve;               /* a page for browsers */
    int http_port;            /* 0: any that is free */
    const char *listen;       /* NULL: the loopback address */
    char token[RF_TOKEN_MAX]; /* "": none is asked for */
    char command[RF_FEED_COMMAND];
} rf_live_wish;

/* @return −1: go on; otherwise the exit code. */
int rf_live_wish_read(rf_live_wish *w, int argc, char **argv);

/* ---- ports (live_ports.c, live_probe.c) --------------------------------------------------------------------------------------------- */

typedef struct rf_live_port {
    char name[RF_FEED_NAME], id[RF_LINE_ID], title[RF_LINE_TITLE], format[32];
    rf_placement placement;
    rf_side side;
    int baud, battery_pct; /* battery: heard while probing, 0: not */
    rf_line *line;         /* NULL: not there */
    bool serial, over;     /* over: a file or pipe that ended */
    bool refused;          /* nobody knows what it says */
    bool answered;         /* while probing: it is known what it is, or that it is silent */
    int64_t tried_us, gone_us;
} rf_live_port;

typedef struct rf_live_ports {
    rf_live_port at[RF_FEED_PORTS];
    size_t n;
} rf_live_ports;

/* Which ports: as told, the only one there is, or as chosen on the terminal. @return 0 or the exit code after one line. */
int rf_live_ports_choose(rf_live_ports *p, const rf_live_wish *w);
/* Open them, find their speed and what they speak, and ask where the sensors are worn. @return as above. */
int rf_live_ports_probe(rf_live_ports *p, const rf_live_wish *w);
int rf_live_ports_list(void);
void rf_live_ports_close(rf_live_ports *p);

/* Which device is worn where, remembered in the user's own folder (live_places.c). */
bool rf_live_place_recall(const char *id, rf_placement *placement, rf_side *side);
void rf_live_place_remember(const char *id, rf_placement placement, rf_side side);

/* ---- recording (live_record.c) ------------------------------------------------------------------------------------------------------ */

typedef struct rf_recorder rf_recorder;
/* @return 0 or the exit code after one line. */
int rf_recorder_open(rf_recorder **out, const char *path);
void rf_recorder_add(rf_recorder *r, const rf_record *record); /* takes NULL */
/* To the system; a killed program loses nothing that was written so. @return false once, when writing failed for the first time. */
bool rf_recorder_write(rf_recorder *r);
const char *rf_recorder_failed(const rf_recorder *r); /* NULL: it is well */
void rf_recorder_close(rf_recorder *r);               /* takes NULL */

/* ---- what is known now (live_board.c) ----------------------------------------------------------------------------------------------- */

enum { RF_BOARD_STEPS = 64, RF_BOARD_SIGNAL = 1024, RF_BOARD_SIGNAL_HZ = 32, RF_BOARD_MARKS = 64, RF_BOARD_LINES = 8 };

typedef struct rf_board_mark {
    int64_t t_us;
    char letter; /* L R . of a contact, M of a marker */
} rf_board_mark;

typedef struct rf_board {
    rf_contact step[RF_BOARD_STEPS]; /* a ring of the newest */
    long n_steps;
    double signal_g[RF_BOARD_SIGNAL]; /* greatest acceleration of each 1/32 s, of the first sensor */
    int64_t signal_at;                /* number of the newest 1/32 s; INT64_MIN: none */
    rf_board_mark mark[RF_BOARD_MARKS];
    long n_marks, n_markers;
    char line[RF_BOARD_LINES][RF_LIVE_TEXT]; /* newest notices first */
    size_t n_lines;
    rf_value *values; /* so far; NULL before the first look */
    rf_finding *findings;
    bool looked;
    rf_live_target target[RF_LIVE_TARGETS];
    size_t n_targets;
    /* bands that were left */
    struct {
        long out;
        int64_t told_us;
        int way;
    } alert[RF_LIVE_TARGETS];
} rf_board;

int rf_board_init(rf_board *b);
void rf_board_free(rf_board *b);
void rf_board_contact(rf_board *b, const rf_contact *c);
void rf_board_event(rf_board *b, const rf_event *e);
void rf_board_sample(rf_board *b, const rf_sample *s);
void rf_board_mark_at(rf_board *b, int64_t t_us);
/* Of the n-th 1/32 s; NaN where there was none, or it is forgotten. */
double rf_board_signal(const rf_board *b, int64_t n);
void rf_board_say(rf_board *b, const char *text);

/* Median of the newest steps that have it (of one side; unknown: of both), `skip` steps back. NaN where there are too few. */
double rf_board_recent(const rf_board *b, const rf_metric_info *m, rf_side side, int skip);
/* +1 rising, −1 falling, 0 neither: the newest eight steps against those before. */
int rf_board_trend(const rf_board *b, const rf_metric_info *m, rf_side side);
const rf_live_target *rf_board_target(const rf_board *b, const rf_metric_info *m); /* NULL: none */
/* A band was left for so many strides. @return −1 below, +1 above, 0: nothing new. *which: the target. */
int rf_board_alert(rf_board *b, const rf_contact *c, long strides, double hold_s, size_t *which);

/* ---- what is shown of it (live_figures.c) ------------------------------------------------------------------------------------------- */

enum { RF_LIVE_FIGURES = 4, RF_LIVE_BAND = 64 };

typedef struct rf_live_figure {
    const char *title, *unit;
    const rf_metric_info *metric;
    const rf_live_target *band; /* NULL: none */
    int n;                      /* 2: left and right */
    double value[2];            /* NaN: not yet, or not by these sensors */
    int trend[2];               /* +1 rising, −1 falling */
    int off[2];                 /* −1 below its band, +1 above, 0 within or without one */
} rf_live_figure;

void rf_live_figures(const rf_board *b, rf_live_figure out[RF_LIVE_FIGURES]);
int rf_live_figure_decimals(const rf_live_figure *f, double v);
void rf_live_band_words(const rf_live_figure *f, int i, char out[RF_LIVE_BAND]); /* "" without a band */
const char *rf_live_sensor_words(const rf_feed_sensor *s);                       /* "" where all is well */
long rf_live_count_findings(const rf_board *b, rf_status status);                /* 0 before the first look */

/* ---- the whole ---------------------------------------------------------------------------------------------------------------------- */

enum rf_live_sound { RF_SOUND_METRONOME = 1, RF_SOUND_TONES = 2, RF_SOUND_CLICKS = 4 };

typedef struct rf_live_page rf_live_page;

typedef struct rf_live {
    const rf_live_wish *wish;
    rf_live_ports ports;
    rf_session *session;
    rf_feed *feed;
    rf_outputs outputs; /* open from the start, written at the end */
    rf_recorder *recorder;
    rf_cue *cue;
    rf_board board;
    rf_live_page *page; /* NULL: not served */
    unsigned sound;     /* enum rf_live_sound */
    double tempo_spm;   /* of the metronome; NaN: not yet */
    double cue_pct;
    bool screen, paused, help, ended, failed_write;
    int64_t start_us; /* CLOCK_MONOTONIC */
    int64_t start_utc_us;
    int64_t now_us; /* since then; of the record at hand */
    int64_t looked_us, drawn_us, last_byte_us;
    int64_t said_us[RF_FEED_SWAPPED + 1]; /* when such a notice was shown last */
    int code;                             /* why it ended */
} rf_live;

int64_t rf_live_clock_us(void);

/* Something happens: written, taken, shown. @return false: the session cannot go on. */
bool rf_live_happen(rf_live *l, uint8_t type, size_t port, const void *bytes, size_t n);
int rf_live_loop(rf_live *l);      /* the exit code */
bool rf_live_hand_out(rf_live *l); /* what became final */
void rf_live_key(rf_live *l, int key);
/* A button of the page: marker, target, metronome, tempo (value: steps a minute), swap. @return false: there is no such button. */
bool rf_live_command(rf_live *l, const char *what, double value);

/* Standard output for programs: one line a step, an event, a notice (live_plain.c). */
void rf_plain_event(const rf_live *l, const rf_event *e);
void rf_plain_step(const rf_live *l, const rf_contact *c);
void rf_plain_say(const rf_live *l, const char *kind, int64_t t_us, const char *key, const char *value, const char *key2,
                  const char *value2);

/* The terminal (live_screen.c). */
int rf_screen_open(void); /* 0, or −1: this terminal cannot be driven, or the program was built without it */
void rf_screen_draw(const rf_live *l);
int rf_screen_key(void); /* −1: none */
void rf_screen_close(void);

/* Sound (live_sound.c). */
void rf_live_sound_open(rf_live *l);
void rf_live_sound_step(rf_live *l, const rf_contact *c);
void rf_live_sound_event(rf_live *l, const rf_event *e);
void rf_live_sound_tempo(rf_live *l); /* after a change of tempo or of what sounds */

#endif
