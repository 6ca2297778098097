/* The session in browsers (live_page.c; live_page_none.c where the program was built without a web server). */
#ifndef RF_CLI_LIVE_PAGE_H
#define RF_CLI_LIVE_PAGE_H

#include "cli/live.h"

/* @return 0, or the exit code after one line. */
int rf_live_page_open(rf_live_page **out, const rf_live *l);
const char *rf_live_page_words(const rf_live_page *p);      /* where to look */
int rf_live_page_fd(const rf_live_page *p);                 /* readable when a button was pressed */
void rf_live_page_event(rf_live_page *p, const rf_live *l); /* a mark was set on the board; takes NULL, as the rest does */
void rf_live_page_round(rf_live_page *p, rf_live *l);       /* what is new is said, buttons are taken; never waits for a viewer */
void rf_live_page_close(rf_live_page *p);                   /* viewers are told that it is over */

#endif
