/* Built without a terminal library: the screen cannot be opened, lines can. */
#include "cli/live.h"

int rf_screen_open(void)
{
    return -1;
}

void rf_screen_draw(const rf_live *l)
{
    (void)l;
}

int rf_screen_key(void)
{
    return -1;
}

void rf_screen_close(void)
{
}
