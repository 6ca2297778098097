/* Folders: the names in one, in byte order (the same on every file system), making one, and where a user's data are. */
#ifndef RF_FOLDER_H
#define RF_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "runform/error.h"

typedef struct rf_names {
    char **at;
    size_t n;
} rf_names;

/* All but those that begin with a point. @return 0; RF_ERR_READ with errno as the system left it, RF_ERR_NOMEM; *l is empty then. why may be
 * NULL. */
RF_MUST_CHECK int rf_folder_names(rf_names *l, const char *folder, rf_why *why);
void rf_names_free(rf_names *l);

/* Whether the name ends in that (small letters), with something before it; in capitals too: cameras, old disks and spreadsheets write RUN.CSV. Asks no
 * locale: in Turkish the small letter of I is another one. */
bool rf_name_ends(const char *name, const char *ending);

/* The same with a point before it: rf_name_extension(name, "csv"). No extension is that of no name. */
bool rf_name_extension(const char *name, const char *extension);

/* Make every folder of the path that is not there, for its owner alone. @return false with errno; the path then ends with the one that could not be made. */
RF_MUST_CHECK bool rf_folder_make(char *path);

/* runform's file or folder of that name among the user's data: $XDG_DATA_HOME/runform/NAME, else ~/.local/share/runform/NAME. @return false: neither is
 * told, or it has no room. */
RF_MUST_CHECK bool rf_folder_of_data(char *out, size_t room, const char *name);

#endif
