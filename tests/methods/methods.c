#include "methods.h"

#include "base/base.h"
#include "functions.h"

const rfm_method rfm_methods[] = {
#define RFM_METHOD(id, place, paper, what) { #id, place, paper, what, id },
#include "methods.def"
#undef RFM_METHOD
};
const long rfm_method_count = (long)RF_COUNT(rfm_methods);
