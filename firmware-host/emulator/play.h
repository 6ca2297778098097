/* Plays recordings as sensors on lines, in real time or faster. */
#ifndef RF_PLAY_H
#define RF_PLAY_H

#include <signal.h>

#include "device/device.h"
#include "emulator/faults.h"
#include "emulator/pty.h"
#include "emulator/source.h"

enum { RF_PLAY_MOST = 16, RF_PLAY_PRESSES = 64 };

typedef struct rf_play_press {
    int64_t at_us;
    int sensor;
} rf_play_press;

typedef struct rf_play_settings {
    double times;   /* as fast as real time */
    double seconds; /* of the session; 0: to its end */
    double stay_s;  /* the ports stay open so long after it */
    double acc_range_g, gyr_range_dps;
    int batch, percent; /* percent: of the battery */
    uint32_t seed;
    bool at_once;  /* do not wait for readers */
    int asked;     /* wait until each reader has said something so often, not only until it is there */
    bool emitted;  /* a note of the time in front of each samples frame */
    bool together; /* all sensors on one line */
    bool same_id;
    rf_play_faults faults;
    rf_play_press press[RF_PLAY_PRESSES];
    size_t n_presses;
} rf_play_settings;

/* One sensor. */
typedef struct rf_player {
    rf_source *source;
    rf_pty *line;
    rf_placement placement;
    rf_side side;
    char name[64]; /* "foot_left" */
    int number;    /* from 0 */
    rf_wire_hello hello;
    rf_device device;
    rf_wire_decoder own; /* reads along, to know a samples frame */
    rf_sample next;
    int64_t origin_us; /* session time 0 on the file's axis */
    int64_t next_us;   /* session time of `next` */
    int64_t done_us;   /* session time up to which moments were seen */
    bool ended;
    /* the device's clock: device time = dev_us at session time base_us, and drift from there */
    double dev_us;
    int64_t base_us;
    uint64_t skipped; /* samples of the file, for thinning */
    bool off, tell_room;
    int64_t noise_left;
    uint32_t chance;
    /* what was done */
    long samples, frames, dropped, corrupted, slow, restarts;
    int64_t latest_us; /* wall time by which a sample came too late */
} rf_player;

typedef struct rf_play {
    rf_play_settings set;
    rf_player player[RF_PLAY_MOST];
    int n;
    rf_pty line[RF_PLAY_MOST];
    rf_wire_decoder end[RF_PLAY_MOST]; /* reads a line as its reader will: what the faults left whole */
    long arrived[RF_PLAY_MOST];        /* samples of it */
    int n_lines;
    volatile sig_atomic_t *stop;
} rf_play;

/* Make the devices of the opened sources, and plug the lines in. */
RF_MUST_CHECK int rf_play_start(rf_play *p, rf_why *why);

/* To the end, or until *stop. */
RF_MUST_CHECK int rf_play_run(rf_play *p, volatile sig_atomic_t *stop, rf_why *why);

void rf_play_report(const rf_play *p); /* on standard error */
void rf_play_end(rf_play *p);

#endif
