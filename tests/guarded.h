/* For tests linked with -Wl,--wrap=calloc,--wrap=realloc,--wrap=free,--wrap=rf_track_push: what lies around a sensor's track can be seen.
 *
 * How: every large block stands at the start of a mapping of its own, with 256 MB on either side that nobody may touch. An index that is wrong by
 * hours still ends the test; with a usual allocator it reads what another mapping holds, and only a lucky run of a sanitizer sees it.
 * What a track holds no more, and what it never held, is filled with `guarded_fill`: a result that changes with it rests on a reading that is
 * not there. So a case is run with two fillings and compared.
 *
 * What it cannot do: an index that is wrong by less than a page behind a block reads the rest of that page (the sanitizers see that one).
 */
#ifndef GUARDED_H
#define GUARDED_H

extern double guarded_fill;

#endif
