/* Giving up what an analysis does not need. */
#ifndef RF_CONFINE_H
#define RF_CONFINE_H

#include "runform/error.h"

/* From here on this process has bounds of memory, processor time and size of files; opens no file outside the current folder; and has no network, starts
 * no program and looks at no other process, as far as the system can see to it: the bounds always, the files from Linux 5.13 on (Landlock), the rest
 * on x86-64 and arm64 (seccomp). Children inherit all of it. @return 0, or RF_ERR_READ with the reason. */
RF_MUST_CHECK int rf_confine(rf_why *why);

#endif
