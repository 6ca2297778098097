/* An analysis in a process of its own: the program itself, as `runform analyze … --confined`, in the folder of one session. */
#ifndef RF_WORKER_H
#define RF_WORKER_H

#include <stdbool.h>
#include <sys/types.h>

typedef struct rf_worker {
    pid_t pid;
    int from; /* its standard error */
    size_t n;
    char held[1024], line[1025];
} rf_worker;

/* argv ends with NULL; argv[0] is not looked at. Belongs to the thread that starts it: it is killed when that thread ends without rf_worker_end.
 * @return false with errno. */
bool rf_worker_start(rf_worker *w, char **argv, const char *folder);

/* The next line it says, without its end; waits up to wait_ms. @return 1: a line, 0: nothing yet, −1: it has said its last. */
int rf_worker_line(rf_worker *w, int wait_ms, const char **line);

/* Waits until it has ended. @return its exit code, or 128 + the signal that ended it. */
int rf_worker_end(rf_worker *w);

/* A folder and all in it, by one name after the other and without following a link. */
void rf_folder_remove(const char *path);

#endif
