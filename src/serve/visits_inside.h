/* What the files about visits share. */
#ifndef RF_VISITS_INSIDE_H
#define RF_VISITS_INSIDE_H

#include <pthread.h>

#include "serve/visits.h"
#include "serve/worker.h"

enum { RF_VISIT_FOLDER = 4200, RF_VISIT_ARGUMENTS = 128, RF_VISIT_WORD = 96 };

struct rf_visit {
    rf_visit *next;
    rf_visits *visits;
    char id[RF_VISIT_ID];
    char folder[RF_VISIT_FOLDER];
    rf_visit_file file[RF_VISIT_FILES];
    size_t n_files;
    rf_visit_told told;
    rf_visit_state state;
    bool thread, cancel, gone; /* gone: deleted by its client, its thread cleans up */
    bool again;                /* told anew while it ran: once more from the beginning */
    pid_t pid;
    unsigned run, shown;  /* the run that is going on, and the last one that went through: folders run-N */
    bool running_found;   /* of the run shown */
    int64_t bytes, total; /* how far it is */
    int64_t touched_ms, took_ms;
    char error[600];
    char talk[RF_VISIT_TALK][200]; /* what was said of the data: lines of the run shown */
    size_t n_talk;
};

struct rf_visits {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* a thread ended, or a place came free */
    char folder[4096];
    int lock_fd;
    rf_visit *first;
    size_t running, threads, uploads; /* uploads that were begun and neither taken over nor dropped */
    bool stopping;
};

/* visit_run.c: analyses until nothing more is to be done; with the lock held, which is let go while the worker runs. */
void rf_visit_run(rf_visit *visit);

/* visit_words.c: the command line of a run. @return how many words; words hold the ones that are made. */
typedef struct rf_visit_words {
    char *argv[RF_VISIT_ARGUMENTS];
    size_t n;
    char text[RF_VISIT_ARGUMENTS][RF_VISIT_WORD];
    size_t n_text;
} rf_visit_words;
bool rf_visit_words_make(rf_visit_words *w,
                         const rf_visit *visit); /* writes names, notes and the history list into the visit's folder; false with errno */

/* visits.c */
rf_visit *rf_visit_find(rf_visits *visits, const char *id);
void rf_visit_told_free(rf_visit_told *t);

/* The i-th thing that a run leaves: which option, and its name in the run's folder. @return false past the last. */
bool rf_visit_output_at(size_t i, const char **option, const char **title, char name[64]);

/* The same for outputs that are folders; what can be taken along of each is name, an archive. */
bool rf_visit_tree_at(size_t i, const char **option, const char **title, char name[64]);

#endif
