/* Writes one output of the made-up session to a file, for looking at: write_fixture ID FILE [CONTACTS]. */
#include "result_fixture.h"

int main(int argc, char **argv)
{
    fixture f;
    rf_why why = { "" };
    int err = RF_ERR_ARG;

    if (argc < 3)
        return 2;
    fixture_make(&f, argc > 3 ? strtoul(argv[3], NULL, 10) : 300);
    for (size_t i = 0; i < rf_writer_count(); i++) {
        rf_out *o = NULL;

        if (strcmp(rf_writer_at(i)->id, argv[1]))
            continue;
        err = rf_out_open(&o, argv[2], &why);
        if (err == 0 && (err = rf_writer_at(i)->write(&f.writing, o)) < 0)
            rf_out_abort(o);
        else if (err == 0)
            err = rf_out_commit(o, &why);
    }
    fixture_free(&f);
    if (err < 0)
        fprintf(stderr, "write_fixture: %s\n", why.text[0] ? why.text : rf_error_text(err));
    return err < 0;
}
