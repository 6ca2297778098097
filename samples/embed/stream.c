/* librunform in a program of one's own: samples of one sensor from standard input, contacts and findings to standard output.
 *
 *     cc stream.c $(pkg-config --cflags --libs runform) -o stream
 *     ./stream shank left < shank_left.csv
 *
 * The rows are t_s,ax,ay,az,gx,gy,gz in m/s² and rad/s, with one header line. Nothing is kept but what the session keeps: a day of samples
 * streams through in a few megabytes.
 */
#include <inttypes.h>
#include <runform/runform.h>
#include <stdio.h>
#include <stdlib.h>

static void show_contacts(rf_session *s)
{
    rf_contact c;

    while (rf_session_poll(s, &c) == 1)
        printf("contact %" PRId64 " %s\n", c.ic_us, rf_side_name(c.side));
}

static void show_result(const rf_result *r)
{
    for (size_t i = 0; i < r->n_values; i++)
        if (r->values[i].told)
            printf("%s %.3f (%.3f to %.3f) %s\n", r->values[i].metric->id, r->values[i].value, r->values[i].lo, r->values[i].hi,
                   r->values[i].metric->unit);
    for (size_t i = 0; i < r->n_findings; i++)
        printf("%s %s\n", r->findings[i].id, rf_status_name(r->findings[i].status));
}

int main(int argc, char **argv)
{
    rf_session_settings set = rf_session_defaults;
    rf_sensor_info info = { 0 };
    rf_session *s;
    char line[512];
    int sensor, err;

    info.placement = rf_placement_from_word(argc > 1 ? argv[1] : "shank");
    info.side = rf_side_from_word(argc > 2 ? argv[2] : "");
    set.speed_mps = argc > 3 ? atof(argv[3]) : set.speed_mps;
    err = rf_session_new(&s, &set);
    sensor = err < 0 ? err : rf_session_add(s, &info);
    if (sensor < 0) {
        fprintf(stderr, "%s\n", rf_error_text(sensor));
        return 1;
    }
    for (err = 0; err == 0 && fgets(line, sizeof line, stdin);) {
        rf_sample x = { 0 };
        double t_s;

        if (sscanf(line, "%lf,%lf,%lf,%lf,%lf,%lf,%lf", &t_s, &x.acc_mps2[0], &x.acc_mps2[1], &x.acc_mps2[2], &x.gyr_radps[0],
                   &x.gyr_radps[1], &x.gyr_radps[2]) != 7)
            continue; /* the header */
        x.t_us = (int64_t)(t_s * 1e6 + 0.5);
        err = rf_session_push(s, sensor, &x, 1);
        show_contacts(s);
    }
    if (err == 0)
        err = rf_session_flush(s);
    show_contacts(s);
    if (err == 0)
        show_result(rf_session_result(s));
    rf_session_free(s);
    if (err < 0)
        fprintf(stderr, "%s\n", rf_error_text(err));
    return err < 0;
}
