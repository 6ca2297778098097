/* A folder of files that appears whole or not at all: made beside its place under a name of its own, and renamed there at the end. */
#ifndef RF_TREE_H
#define RF_TREE_H

#include "base/out.h"

typedef struct rf_tree rf_tree;

/* How a folder that is there already shows that it is one of ours: this file in it holds this text. */
typedef struct rf_tree_mark {
    const char *file, *text;
} rf_tree_mark;

/* A target that exists is taken only if it is an empty folder, or one of ours (mark NULL: there are none) in which nothing lies that the new one
 * has not: nobody's files are lost. @return 0, RF_ERR_WRITE with the reason, RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_tree_open(rf_tree **out, const char *path, const rf_tree_mark *mark, rf_why *why);

/* A file in it, with the folders on the way; to be committed before the tree. @return as rf_out_open. */
RF_MUST_CHECK int rf_tree_file(rf_tree *t, const char *name, rf_out **out, rf_why *why);

/* Gives a file that was committed another name in the tree. */
RF_MUST_CHECK int rf_tree_move(rf_tree *t, const char *from, const char *to, rf_why *why);

RF_MUST_CHECK int rf_tree_commit(rf_tree *t, rf_why *why); /* frees t whatever happens; on failure the target is as it was */
void rf_tree_abort(rf_tree *t);                            /* takes NULL; frees t, leaves nothing behind */

#endif
