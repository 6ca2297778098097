/* The rows that nobody judges yet: they are listed and answer, so that nothing is hidden.
 *
 * The sentence is fixed: programs that read the findings tell these rows from those whose sensors are missing by it.
 */
#include "pattern/judge.h"

void rf_not_built_judge(const rf_judging *j, rf_finding *f)
{
    (void)j;
    rf_cannot_tell(f, "not built yet");
}
