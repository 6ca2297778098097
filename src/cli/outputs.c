/* Output files.
 *
 * Two names may mean one file (a link, "./a" and "a", a folder reached by two ways), so files are compared by device and inode; a file that is
 * not there yet by the inode of its folder and its last name. Devices and pipes may be given twice: nothing of theirs is replaced.
 */
#include "cli/outputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/args.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "write/writers.h"

typedef struct identity {
    bool known; /* false: a device, a pipe, standard output, or a folder that is not there */
    dev_t device;
    ino_t inode;      /* of the file, or of its folder with the name below */
    const char *name; /* NULL: the file exists */
} identity;

static identity identify(const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[4096] = ".";
    struct stat s;

    if (!strcmp(path, "-"))
        return (identity) { .known = false };
    if (stat(path, &s) == 0)
        return (identity) { .known = S_ISREG(s.st_mode), .device = s.st_dev, .inode = s.st_ino };
    if (slash && (size_t)(slash - path) + 2 > sizeof folder)
        return (identity) { .known = false };
    if (slash) {
        memcpy(folder, path, (size_t)(slash - path) + 1);
        folder[slash - path + 1] = '\0';
    }
    if (stat(folder, &s) != 0)
        return (identity) { .known = false };
    return (identity) { .known = true, .device = s.st_dev, .inode = s.st_ino, .name = slash ? slash + 1 : path };
}

static bool same(identity a, identity b)
{
    if (!a.known || !b.known || a.device != b.device || a.inode != b.inode || !a.name != !b.name)
        return false;
    return !a.name || !strcmp(a.name, b.name);
}

static const char *id_of(const rf_output *o)
{
    return o->writer ? o->writer->id : o->tree->id;
}

int rf_outputs_check(const rf_outputs *o, const char *command, const rf_inputs *in)
{
    for (size_t i = 0; i < o->n; i++) {
        const identity mine = identify(o->at[i].path);
        const bool to_stdout = !strcmp(o->at[i].path, "-");

        if (to_stdout && o->at[i].tree)
            return rf_usage_error(command, "--%s -: it takes the name of a folder", id_of(&o->at[i]));
        for (size_t k = 0; k < i; k++) {
            if (to_stdout && !strcmp(o->at[k].path, "-"))
                return rf_usage_error(command, "--%s and --%s both go to standard output (-)", id_of(&o->at[k]), id_of(&o->at[i]));
            if (same(mine, identify(o->at[k].path)))
                return rf_usage_error(command, "%s: --%s and --%s would both write this file", o->at[i].path, id_of(&o->at[k]),
                                      id_of(&o->at[i]));
        }
        for (size_t k = 0; k < in->n; k++)
            if (same(mine, identify(in->at[k].path)))
                return rf_usage_error(command, "%s: --%s would overwrite an input; give another name", o->at[i].path, id_of(&o->at[i]));
    }
    return 0;
}

int rf_outputs_check_file(const rf_outputs *o, const char *command, const char *path)
{
    for (size_t i = 0; path && i < o->n; i++)
        if (rf_outputs_same_file(o->at[i].path, path))
            return rf_usage_error(command, "%s: --%s would overwrite it; give another name", o->at[i].path, id_of(&o->at[i]));
    return 0;
}

bool rf_outputs_same_file(const char *a, const char *b)
{
    return same(identify(a), identify(b));
}

int rf_outputs_open(rf_outputs *o)
{
    for (size_t i = 0; i < o->n; i++) {
        rf_why why = { "" };
        rf_output *one = &o->at[i];
        const int err = one->tree ? one->tree->ops->open(&one->folder, one->path, &why) : rf_out_open(&one->out, one->path, &why);

        if (err < 0) {
            rf_outputs_abort(o);
            return rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
        }
    }
    return 0;
}

/* ---- folders: the samples go to each ------------------------------------------------------------------------------------------------- */

static int begin(void *ctx, size_t source, const rf_sample_source *about, rf_why *why)
{
    rf_outputs *o = ctx;
    int err = 0;

    for (size_t i = 0; i < o->n && err >= 0; i++)
        if (o->at[i].folder)
            err = o->at[i].tree->ops->begin(o->at[i].folder, source, about, why);
    return err;
}

static int samples(void *ctx, size_t source, const rf_sample *s, size_t n, rf_why *why)
{
    rf_outputs *o = ctx;
    int err = 0;

    for (size_t i = 0; i < o->n && err >= 0; i++)
        if (o->at[i].folder)
            err = o->at[i].tree->ops->samples(o->at[i].folder, source, s, n, why);
    return err;
}

static int asides(void *ctx, size_t source, const rf_aside *a, size_t n, rf_why *why)
{
    rf_outputs *o = ctx;
    int err = 0;

    for (size_t i = 0; i < o->n && err >= 0; i++)
        if (o->at[i].folder)
            err = o->at[i].tree->ops->asides(o->at[i].folder, source, a, n, why);
    return err;
}

bool rf_outputs_listen(rf_outputs *o, rf_pump_listener *to)
{
    bool any = false;

    for (size_t i = 0; i < o->n; i++)
        any |= o->at[i].folder != NULL;
    *to = (rf_pump_listener) { o, begin, samples, asides };
    return any;
}

/* ---- at the end ---------------------------------------------------------------------------------------------------------------------- */

static int write_folder(const rf_outputs *o, rf_output *one, const rf_writing *w, rf_why *why)
{
    void *folder = one->folder;
    rf_left_out *left = calloc(1, sizeof *left);
    int err = left ? one->tree->results(folder, w, why) : rf_fail(why, RF_ERR_NOMEM, "%s: %s", one->path, rf_error_text(RF_ERR_NOMEM));

    if (err == 0) {
        one->folder = NULL;
        err = one->tree->ops->commit(folder, left, why);
    }
    for (size_t i = 0; err == 0 && !o->quiet && i < left->n; i++)
        fprintf(stderr, "runform: notice: %s\n", left->line[i]);
    free(left);
    return err;
}

static int write_file(rf_output *one, const rf_writing *w, rf_why *why)
{
    rf_out *out = one->out;
    const int err = one->writer->write(w, out);

    one->out = NULL;
    if (err == 0)
        return rf_out_commit(out, why);
    rf_out_abort(out);
    return rf_fail(why, err, "%s: %s", one->path, rf_error_text(err));
}

int rf_outputs_write(rf_outputs *o, const rf_writing *w)
{
    int code = 0;

    for (size_t i = 0; i < o->n; i++) {
        rf_output *one = &o->at[i];
        rf_why why = { "" };

        if (rf_interrupted()) {
            rf_outputs_abort(o);
            return RF_EXIT_INTERRUPTED;
        }
        if ((one->tree ? write_folder(o, one, w, &why) : write_file(one, w, &why)) < 0)
            code = rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
    }
    return code;
}

void rf_outputs_remark(const rf_outputs *o, const rf_writing *w)
{
    for (size_t i = 0; i < o->n && !o->quiet; i++) {
        const char *remark = o->at[i].writer ? rf_writer_remark(o->at[i].writer, w) : "";

        if (remark[0])
            fprintf(stderr, "runform: notice: %s: %s\n", o->at[i].path, remark);
    }
}

void rf_outputs_abort(rf_outputs *o)
{
    for (size_t i = 0; i < o->n; i++) {
        rf_out_abort(o->at[i].out);
        if (o->at[i].folder)
            o->at[i].tree->ops->abort(o->at[i].folder);
        o->at[i].out = NULL;
        o->at[i].folder = NULL;
    }
}

bool rf_outputs_show_curves(const rf_outputs *o)
{
    for (size_t i = 0; i < o->n; i++)
        if (o->at[i].writer && (o->at[i].writer->write == rf_write_curves || o->at[i].writer->write == rf_write_report))
            return true;
    return false;
}

bool rf_outputs_use_stdout(const rf_outputs *o)
{
    for (size_t i = 0; i < o->n; i++)
        if (!strcmp(o->at[i].path, "-"))
            return true;
    return false;
}
