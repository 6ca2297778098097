#include "dsp/vec3.h"

void rf_sym3_add(rf_sym3 *m, rf_vec3 v, double weight)
{
    m->xx += weight * v.x * v.x;
    m->xy += weight * v.x * v.y;
    m->xz += weight * v.x * v.z;
    m->yy += weight * v.y * v.y;
    m->yz += weight * v.y * v.z;
    m->zz += weight * v.z * v.z;
}

static void rotate(double a[3][3], double v[3][3], int p, int q)
{
    double theta, t, c, s;

    if (a[p][q] == 0)
        return;
    theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    t = (theta >= 0 ? 1 : -1) / (fabs(theta) + sqrt(theta * theta + 1));
    c = 1 / sqrt(t * t + 1);
    s = t * c;
    for (int k = 0; k < 3; k++) {
        const double x = a[k][p], y = a[k][q];
        a[k][p] = c * x - s * y;
        a[k][q] = s * x + c * y;
    }
    for (int k = 0; k < 3; k++) {
        const double x = a[p][k], y = a[q][k];
        a[p][k] = c * x - s * y;
        a[q][k] = s * x + c * y;
    }
    for (int k = 0; k < 3; k++) {
        const double x = v[k][p], y = v[k][q];
        v[k][p] = c * x - s * y;
        v[k][q] = s * x + c * y;
    }
}

void rf_sym3_eigen(const rf_sym3 *m, double value[3], rf_vec3 vector[3])
{
    double a[3][3] = { { m->xx, m->xy, m->xz }, { m->xy, m->yy, m->yz }, { m->xz, m->yz, m->zz } };
    double v[3][3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
    int order[3] = { 0, 1, 2 };

    for (int sweep = 0; sweep < 12; sweep++) { /* converges quadratically: five or so */
        const double off = fabs(a[0][1]) + fabs(a[0][2]) + fabs(a[1][2]);

        if (off <= 1e-16 * (fabs(a[0][0]) + fabs(a[1][1]) + fabs(a[2][2])))
            break;
        rotate(a, v, 0, 1);
        rotate(a, v, 0, 2);
        rotate(a, v, 1, 2);
    }
    for (int i = 0; i < 2; i++)
        for (int j = i + 1; j < 3; j++)
            if (a[order[j]][order[j]] > a[order[i]][order[i]]) {
                const int swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
    for (int i = 0; i < 3; i++) {
        value[i] = a[order[i]][order[i]];
        vector[i] = rf_v3(v[0][order[i]], v[1][order[i]], v[2][order[i]]);
    }
}
