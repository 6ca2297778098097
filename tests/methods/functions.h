/* The functions behind the rows of methods.def. */
#ifndef RFM_FUNCTIONS_H
#define RFM_FUNCTIONS_H

#include "methods.h"

#define RFM_METHOD(id, place, paper, what) rfm_method_fn id;
#include "methods.def"
#undef RFM_METHOD

#endif
