/* The command line of one analysis: what the form and the body figure told, every output there is, and the inputs by the names that they were stored
 * under. What the client called them stands in a file, one name a line, for messages and the report. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "serve/visits_inside.h"
#include "write/write.h"

bool rf_visit_output_at(size_t i, const char **option, const char **title, char name[64])
{
    const size_t rows = rf_writer_count();
    const rf_writer_info *w = i < rows ? rf_writer_at(i) : NULL, *row = w;

    for (size_t form = 0, seen = rows; !w; form++) {
        const rf_writer_info *f = rf_writer_form_at(form);
        bool same = false;

        if (!f)
            return false;
        for (size_t k = 0; k < rows; k++)
            same |= !strcmp(rf_writer_at(k)->id, f->extension); /* "--report x.json" is what --json writes */
        if (same)
            continue;
        if (seen++ == i)
            w = f;
    }
    for (size_t k = 0; !row && k < rows; k++)
        if (!strcmp(rf_writer_at(k)->id, w->id))
            row = rf_writer_at(k);
    *option = w->id;
    *title = row ? row->title : w->title;
    snprintf(name, 64, "%s.%s", !strcmp(w->id, w->extension) ? "session" : w->id, w->extension);
    return true;
}

bool rf_visit_tree_at(size_t i, const char **option, const char **title, char name[64])
{
    const rf_tree_writer *tree = rf_tree_writer_at(i);

    if (!tree)
        return false;
    *option = tree->id;
    *title = tree->title;
    snprintf(name, 64, "%s.tar", tree->id);
    return true;
}

static void add(rf_visit_words *w, const char *word)
{
    if (w->n + 1 < RF_VISIT_ARGUMENTS)
        w->argv[w->n++] = (char *)(uintptr_t)word;
}

static char *room(rf_visit_words *w)
{
    return w->text[w->n_text < RF_VISIT_ARGUMENTS - 1 ? w->n_text++ : w->n_text];
}

static void add_text(rf_visit_words *w, const char *option, const char *value)
{
    char *text = room(w);

    if (!value[0])
        return;
    snprintf(text, RF_VISIT_WORD, "%s", value);
    add(w, option);
    add(w, text);
}

static void add_number(rf_visit_words *w, const char *option, double v)
{
    char text[RF_NUMBER_MAX];

    rf_number_print(text, v, 3);
    add_text(w, option, text);
}

static bool write_text(const rf_visit *visit, const char *name, const char *text)
{
    char path[RF_VISIT_PATH];
    rf_why why = { "" };
    rf_out *o;

    snprintf(path, sizeof path, "%s/%s", visit->folder, name);
    if (rf_out_open(&o, path, &why) < 0)
        return false;
    rf_out_text(o, text);
    return rf_out_commit(o, &why) == 0;
}

static bool write_names(const rf_visit *visit)
{
    char path[RF_VISIT_PATH];
    rf_why why = { "" };
    rf_out *o;

    snprintf(path, sizeof path, "%s/names", visit->folder);
    if (rf_out_open(&o, path, &why) < 0)
        return false;
    for (size_t i = 0; i < visit->n_files; i++)
        if (!visit->file[i].left_out)
            rf_out_format(o, "%s\n", visit->file[i].name);
    return rf_out_commit(o, &why) == 0;
}

static bool add_told(rf_visit_words *w, const rf_visit *visit)
{
    const rf_visit_told *t = &visit->told;

    add_number(w, "--height", t->height_m);
    add_number(w, "--mass", t->mass_kg);
    add_text(w, "--speed", t->speed);
    add_text(w, "--pace-10km", t->ten_km);
    add_text(w, "--standing", t->standing);
    add_number(w, "--grade", t->grade_pct);
    add_text(w, "--for", t->coach ? "coach" : "runner");
    if (t->notes && !write_text(visit, "notes", t->notes))
        return false;
    if (t->notes)
        add_text(w, "--notes", "notes");
    if (t->history && !write_text(visit, "history", t->history))
        return false;
    if (t->history)
        add_text(w, "--history", "history");
    return true;
}

bool rf_visit_words_make(rf_visit_words *w, const rf_visit *visit)
{
    static const char *const always[] = { "runform", "analyze", "--confined", "--progress", "kv", "--names", "names" };
    const char *option, *title;
    char name[64];

    w->n = w->n_text = 0;
    for (size_t i = 0; i < RF_COUNT(always); i++)
        add(w, always[i]);
    if (!write_names(visit) || !add_told(w, visit))
        return false;
    for (size_t i = 0; rf_visit_output_at(i, &option, &title, name); i++) {
        char *text = room(w), *path = room(w);

        snprintf(text, RF_VISIT_WORD, "--%s", option);
        snprintf(path, RF_VISIT_WORD, "run-%u/%s", visit->run, name);
        add(w, text);
        add(w, path);
    }
    for (size_t i = 0; visit->told.trees && rf_visit_tree_at(i, &option, &title, name); i++) {
        char *text = room(w), *path = room(w);

        snprintf(text, RF_VISIT_WORD, "--%s", option);
        snprintf(path, RF_VISIT_WORD, "run-%u/%s", visit->run, option);
        add(w, text);
        add(w, path);
    }
    for (size_t i = 0; i < visit->n_files; i++) {
        const rf_visit_file *f = &visit->file[i];
        char *text;

        if (f->left_out)
            continue;
        text = room(w);
        snprintf(text, RF_VISIT_WORD, "input-%zu%s%s%s%s", i + 1, f->placement != RF_PLACE_UNKNOWN ? ":" : "",
                 f->placement != RF_PLACE_UNKNOWN ? rf_placement_name(f->placement) : "", f->side != RF_SIDE_UNKNOWN ? ":" : "",
                 f->side != RF_SIDE_UNKNOWN ? rf_side_name(f->side) : "");
        add(w, text);
    }
    w->argv[w->n] = NULL;
    errno = w->n + 1 < RF_VISIT_ARGUMENTS ? 0 : E2BIG;
    return errno == 0;
}
