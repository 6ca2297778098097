#include "runform/runform.h"

const char *rf_version(void)
{
    return RF_VERSION;
}
