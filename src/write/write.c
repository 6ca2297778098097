/* The table of outputs, expanded from writers.def: a new output is one file and one row. */
#include "write/write.h"

#include "base/base.h"
#include "write/writers.h"

static const rf_writer_info table[] = {
#define RF_WRITER(id, title, ending) { #id, title, ending, rf_write_##id },
#include "write/writers.def"
#undef RF_WRITER
};

size_t rf_writer_count(void)
{
    return RF_COUNT(table);
}

const rf_writer_info *rf_writer_at(size_t i)
{
    return i < RF_COUNT(table) ? &table[i] : NULL;
}
