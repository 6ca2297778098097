/* A folder as one file (ustar), so that many tables are one download. */
#ifndef RF_SERVE_TAR_H
#define RF_SERVE_TAR_H

#include <stdio.h>

/* All of `folder`, and of the folders in it, under the name `as`. @return 0, or −1 with errno. */
int rf_tar_folder(FILE *out, const char *folder, const char *as);
int rf_tar_end(FILE *out);

#endif
