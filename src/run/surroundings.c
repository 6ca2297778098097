/* Speeds of belt and receiver go into the summary, its speed goes into pace and bends, and those into the summary's last rows. */
#include "run/surroundings.h"

#include "base/base.h"

/* How wrong a turn rate may be: by what runners on treadmills seem to turn (more by a leg), and by the gyro's bias where it never was at rest. */
static double turn_doubt_dps(const rf_chain *chain, int n)
{
    double u = NAN;

    for (int i = 0; i < n; i++) {
        const rf_chain *c = &chain[i];

        if (!c->track->gyro || c->disowned)
            continue;
        if (c->placement == RF_PLACE_PELVIS || c->placement == RF_PLACE_TRUNK)
            return c->track->rested ? 0.3 : 1.0;
        u = c->track->rested && !(u > 0.9) ? 0.9 : 1.3;
    }
    return u;
}

int rf_surroundings_make(rf_context *x, const rf_chain *chain, int n_chains, rf_contact *contacts, size_t n, rf_value *out, double *speed,
                         double *speed_u, const char **speed_method)
{
    int err;

    x->turn_u_dps = turn_doubt_dps(chain, n_chains);
    err = rf_context_speed(x, contacts, n);
    if (err == 0)
        err = rf_summary_make(contacts, n, chain, n_chains, x->settings, x->pace.method, out, speed, speed_u, speed_method);
    if (err == 0)
        err = rf_context_fill(x, contacts, n, *speed, (rf_told_by) { *speed_method, *speed_u });
    return err == 0 ? rf_context_values(x, contacts, n, out) : err;
}
