/* What is read from a file by its name: compressed logs, tables to validate, a batch's own list, stretches of a simulated run. */
#include "fuzz.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/index.h"
#include "port/archive.h"
#include "port/port.h"
#include "simulate/simulate.h"
#include "validate/record.h"

enum { MOST_OUT = 1 << 22 };

/* Two sizes of window give the same bytes, and an end. */
void fuzz_port(const uint8_t *p, size_t n)
{
    const char *path = fuzz_file(p, n);
    static const size_t window[] = { 4096, 7 };
    fuzz_sum sum[2] = { 0 };
    int last[2];

    for (int k = 0; k < 2; k++) {
        rf_why why = { "" };
        rf_port *port;
        size_t all = 0;
        uint8_t buf[4096];

        last[k] = rf_port_open(&port, path, &why);
        if (last[k] == 0) {
            while ((last[k] = rf_port_read(port, buf, window[k], &why)) > 0 && all < MOST_OUT) {
                for (int i = 0; i < last[k]; i++)
                    fuzz_add(&sum[k], &buf[i], 1);
                all += (size_t)last[k];
            }
            rf_port_close(port);
        }
        fuzz_promise(last[k] >= 0 || (*why.text && !strchr(why.text, '\n')));
        if (all >= MOST_OUT)
            return;
    }
    fuzz_promise(last[0] == last[1] && (last[0] < 0 || sum[0].of == sum[1].of));
}

/* Every name stays inside, every entry comes to an end or to a reason. */
void fuzz_archive(const uint8_t *p, size_t n)
{
    rf_why why = { "" };
    rf_archive *a;

    if (rf_archive_open(&a, fuzz_file(p, n), &why) < 0) {
        fuzz_promise(*why.text && !strchr(why.text, '\n'));
        return;
    }
    for (size_t i = 0, all = 0; i < rf_archive_count(a) && all < MOST_OUT; i++) {
        const char *name = rf_archive_name(a, i);
        uint8_t buf[4096];
        int k;

        fuzz_promise(name[0] != '/' && strncmp(name, "../", 3) != 0 && !strstr(name, "/../"));
        why = (rf_why) { "" };
        k = rf_archive_entry(a, name, &why);
        while (k == 0 && all < MOST_OUT && (k = rf_archive_read(a, buf, sizeof buf, &why)) > 0) {
            fuzz_promise((size_t)k <= sizeof buf);
            all += (size_t)k;
            k = 0;
        }
        fuzz_promise(k >= 0 || (*why.text && !strchr(why.text, '\n')));
    }
    rf_archive_close(a);
}

void fuzz_record(const uint8_t *p, size_t n)
{
    const char *path = fuzz_file(p, n);
    rf_records r;
    rf_why why = { "" };

    if (rf_records_read(&r, path, &why) == 0) {
        for (size_t i = 0; i < r.n; i++)
            for (size_t k = 0; k < r.at[i].n[RF_MARK_IC]; k++)
                for (size_t c = 0; c < r.columns; c++)
                    (void)rf_record_value(&r, &r.at[i], (int)c, &r.at[i].event[RF_MARK_IC][k]);
        rf_records_free(&r);
    } else
        fuzz_promise(*why.text && !strchr(why.text, '\n'));
    why = (rf_why) { "" };
    if (rf_subjects_read(&r, path, &why) == 0)
        rf_records_free(&r);
}

void fuzz_profile(const uint8_t *p, size_t n)
{
    rf_sim_settings set;
    rf_why why = { "" };

    rf_sim_defaults(&set);
    if (rf_sim_profile_read(&set, fuzz_file(p, n), &why) < 0) {
        fuzz_promise(*why.text && !strchr(why.text, '\n'));
        return;
    }
    fuzz_promise(set.n_stretches <= RF_SIM_MAX_STRETCHES);
    for (size_t i = 0; i < set.n_stretches; i++)
        fuzz_promise(set.stretch[i].speed_mps >= RF_SIM_SPEED_MIN && set.stretch[i].speed_mps <= RF_SIM_SPEED_MAX);
}

void fuzz_plan(const uint8_t *p, size_t n)
{
    char folder[128], parts[160], file[192];
    rf_index x = { 0 };
    rf_why why = { "" };

    snprintf(folder, sizeof folder, "%s.d", fuzz_file(p, 0));
    snprintf(parts, sizeof parts, "%s/.parts", folder);
    snprintf(file, sizeof file, "%s/plan", parts);
    mkdir(folder, 0700);
    mkdir(parts, 0700);
    fuzz_promise(rename(fuzz_file(p, n), file) == 0);
    if (rf_index_read(&x, folder, &why) == 0)
        rf_index_free(&x);
    else
        fuzz_promise(*why.text && !strchr(why.text, '\n'));
    unlink(file);
    rmdir(parts);
    rmdir(folder);
}
