/* The table of outputs, expanded from writers.def: a new output is one file and one row. */
#include "write/write.h"

#include <string.h>

#include "base/base.h"
#include "base/folder.h"
#include "write/bids.h"
#include "write/samples_inside.h"
#include "write/writers.h"

static const rf_writer_info table[] = {
#define RF_WRITER(id, title, ending) { #id, title, ending, rf_write_##id },
#include "write/writers.def"
};

static const rf_writer_info forms[] = {
#define RF_WRITER_AS(id, ending, function) { #id, "", ending, rf_write_##function },
#include "write/writers.def"
};

static const rf_tree_writer trees[] = {
#define RF_WRITER_TREE(id, title) { #id, title, &rf_##id##_ops, rf_##id##_results },
#include "write/writers.def"
};

size_t rf_tree_writer_count(void)
{
    return RF_COUNT(trees);
}

const rf_tree_writer *rf_tree_writer_at(size_t i)
{
    return i < RF_COUNT(trees) ? &trees[i] : NULL;
}

static const struct {
    const char *id;
    const char *(*remark)(const rf_writing *w);
} remarks[] = {
#define RF_WRITER_REMARK(id) { #id, rf_remark_##id },
#include "write/writers.def"
};

const char *rf_writer_remark(const rf_writer_info *w, const rf_writing *what)
{
    for (size_t i = 0; i < RF_COUNT(remarks); i++)
        if (!strcmp(remarks[i].id, w->id))
            return remarks[i].remark(what);
    return "";
}

size_t rf_writer_count(void)
{
    return RF_COUNT(table);
}

const rf_writer_info *rf_writer_at(size_t i)
{
    return i < RF_COUNT(table) ? &table[i] : NULL;
}

const rf_writer_info *rf_writer_form_at(size_t i)
{
    return i < RF_COUNT(forms) ? &forms[i] : NULL;
}

const rf_writer_info *rf_writer_for(const rf_writer_info *w, const char *path)
{
    for (size_t i = 0; i < RF_COUNT(forms); i++)
        if (!strcmp(forms[i].id, w->id) && rf_name_extension(path, forms[i].extension))
            return &forms[i];
    return w;
}
