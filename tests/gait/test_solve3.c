/* Three equations with a symmetric matrix: solutions put in come out, and a matrix of nothing gives nothing. */
#include "../near.h"
#include "gait/solve3.h"

static rf_vec3 times(const rf_sym3 *A, rf_vec3 x)
{
    return rf_v3(A->xx * x.x + A->xy * x.y + A->xz * x.z, A->xy * x.x + A->yy * x.y + A->yz * x.z, A->xz * x.x + A->yz * x.y + A->zz * x.z);
}

static void what_was_put_in_comes_out(void **state)
{
    uint64_t seed = 9;

    (void)state;
    for (int i = 0; i < 200; i++) {
        const rf_vec3 want = { chance(&seed, -5, 5), chance(&seed, -5, 5), chance(&seed, -5, 5) };
        rf_sym3 A = { .xx = 1, .yy = 1, .zz = 1 };
        rf_vec3 x;

        for (int k = 0; k < 4; k++)
            rf_sym3_add(&A, rf_v3(chance(&seed, -1, 1), chance(&seed, -1, 1), chance(&seed, -1, 1)), 1);
        x = rf_solve_sym3(&A, times(&A, want), 0);
        assert_near(rf_v3_norm(rf_v3_sub(x, want)), 0, 1e-11);
    }
}

static void a_ridge_is_added_to_the_diagonal(void **state)
{
    const rf_sym3 A = { .xx = 3, .xy = 1, .xz = -0.5, .yy = 2, .yz = 0.25, .zz = 1 };
    const double k = 0.1 * 6;
    const rf_sym3 B = { .xx = 3 + k, .xy = 1, .xz = -0.5, .yy = 2 + k, .yz = 0.25, .zz = 1 + k };
    const rf_vec3 want = { 1, -2, 3 };

    (void)state;
    assert_near(rf_v3_norm(rf_v3_sub(rf_solve_sym3(&A, times(&B, want), 0.1), want)), 0, 1e-12);
}

static void a_ridge_makes_a_flat_matrix_solvable(void **state)
{
    rf_sym3 A = { 0 };
    rf_vec3 x;

    (void)state;
    rf_sym3_add(&A, rf_v3(1, 0, 0), 4);
    x = rf_solve_sym3(&A, rf_v3(4, 0, 0), 1e-6);
    assert_near(x.x, 1, 1e-5);
    assert_near(x.y, 0, 1e-9);
}

static void a_matrix_of_nothing_gives_nothing(void **state)
{
    const rf_sym3 A = { 0 };

    (void)state;
    assert_near(rf_v3_norm(rf_solve_sym3(&A, rf_v3(1, 2, 3), 0.1)), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_in_comes_out),
        cmocka_unit_test(a_ridge_is_added_to_the_diagonal),
        cmocka_unit_test(a_ridge_makes_a_flat_matrix_solvable),
        cmocka_unit_test(a_matrix_of_nothing_gives_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
