/* Rotations against Rodrigues' formula, eigenvectors against matrices that were built from them. */
#include "../near.h"
#include "base/base.h"
#include "base/math.h"
#include "dsp/vec3.h"

static void assert_vector(rf_vec3 got, rf_vec3 want, double tolerance)
{
    assert_near(got.x, want.x, tolerance);
    assert_near(got.y, want.y, tolerance);
    assert_near(got.z, want.z, tolerance);
}

/* v turned by `angle` about the unit vector u: the formula, with the C library's sine. */
static rf_vec3 turned(rf_vec3 v, rf_vec3 u, double angle)
{
    const rf_vec3 across = rf_v3_scale(rf_v3_cross(u, v), sin(angle)), along = rf_v3_scale(u, rf_v3_dot(u, v) * (1 - cos(angle)));

    return rf_v3_add(rf_v3_add(rf_v3_scale(v, cos(angle)), across), along);
}

static rf_vec3 some_direction(uint64_t *seed)
{
    return rf_v3_unit(rf_v3(chance(seed, -1, 1), chance(seed, -1, 1), chance(seed, -1, 1)));
}

static void one_turn_is_the_exact_rotation(void **state)
{
    static const double angle[] = { 0, 1e-12, 1e-6, 0.01, 0.1, 0.3, 0.59 };
    const rf_quat none = { 1, 0, 0, 0 };
    uint64_t seed = 1;

    (void)state;
    for (size_t k = 0; k < RF_COUNT(angle); k++)
        for (int i = 0; i < 50; i++) {
            const rf_vec3 u = some_direction(&seed), v = some_direction(&seed);

            assert_vector(rf_quat_rotate(rf_quat_turn(none, rf_v3_scale(u, angle[k])), v), turned(v, u, angle[k]), 1e-12);
        }
}

/* A gyroscope feels rates in its own axes: after a quarter turn about z, its x looks along the world's y. */
static void turns_add_up_in_the_bodys_own_axes(void **state)
{
    rf_quat q = { 1, 0, 0, 0 };

    (void)state;
    for (int i = 0; i < 90; i++)
        q = rf_quat_turn(q, rf_v3(0, 0, RF_DEG));
    assert_vector(rf_quat_rotate(q, rf_v3(1, 0, 0)), rf_v3(0, 1, 0), 1e-12);
    for (int i = 0; i < 90; i++)
        q = rf_quat_turn(q, rf_v3(RF_DEG, 0, 0));
    assert_vector(rf_quat_rotate(q, rf_v3(1, 0, 0)), rf_v3(0, 1, 0), 1e-12); /* its own axis stays */
    assert_vector(rf_quat_rotate(q, rf_v3(0, 1, 0)), rf_v3(0, 0, 1), 1e-12);
    assert_vector(rf_quat_rotate(q, rf_v3(0, 0, 1)), rf_v3(1, 0, 0), 1e-12);
}

static void a_million_turns_stay_of_unit_length(void **state)
{
    rf_quat q = { 1, 0, 0, 0 };
    uint64_t seed = 2;

    (void)state;
    for (int i = 0; i < 1000000; i++)
        q = rf_quat_turn(q, rf_v3(chance(&seed, -0.1, 0.1), chance(&seed, -0.1, 0.1), chance(&seed, -0.1, 0.1)));
    assert_near(q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z, 1, 1e-14);
}

static void products_turn_one_after_the_other_and_conjugates_turn_back(void **state)
{
    uint64_t seed = 3;

    (void)state;
    for (int i = 0; i < 50; i++) {
        const rf_quat none = { 1, 0, 0, 0 };
        const rf_quat a = rf_quat_turn(none, rf_v3_scale(some_direction(&seed), 0.5)),
                      b = rf_quat_turn(none, rf_v3_scale(some_direction(&seed), 0.4));
        const rf_vec3 v = some_direction(&seed);

        assert_vector(rf_quat_rotate(rf_quat_mul(a, b), v), rf_quat_rotate(a, rf_quat_rotate(b, v)), 1e-12);
        assert_vector(rf_quat_rotate(rf_quat_conj(a), rf_quat_rotate(a, v)), v, 1e-12);
    }
}

static void vectors_obey_their_rules(void **state)
{
    const rf_vec3 a = rf_v3(1, 2, 3), b = rf_v3(-2, 0.5, 4), u = rf_v3_unit(b);

    (void)state;
    assert_vector(rf_v3_cross(rf_v3(1, 0, 0), rf_v3(0, 1, 0)), rf_v3(0, 0, 1), 0);
    assert_near(rf_v3_dot(rf_v3_cross(a, b), a), 0, 1e-12);
    assert_near(rf_v3_norm(u), 1, 1e-15);
    assert_near(rf_v3_dot(rf_v3_reject(a, u), u), 0, 1e-12);
    assert_vector(rf_v3_add(rf_v3_reject(a, u), rf_v3_scale(u, rf_v3_dot(a, u))), a, 1e-12);
    assert_vector(rf_v3_mix(a, b, 0.25), rf_v3(0.25, 1.625, 3.25), 1e-12);
    assert_vector(rf_v3_unit(rf_v3(0, 0, 0)), rf_v3(0, 0, 0), 0);
}

static void eigenvectors_of_a_matrix_made_from_them_come_back(void **state)
{
    uint64_t seed = 4;

    (void)state;
    for (int i = 0; i < 200; i++) {
        const rf_vec3 a = some_direction(&seed), b = rf_v3_unit(rf_v3_reject(some_direction(&seed), a)), c = rf_v3_cross(a, b);
        const double want[3] = { chance(&seed, 5, 9), chance(&seed, 1, 4), chance(&seed, -2, 0.5) };
        rf_sym3 m = { 0 };
        rf_vec3 v[3];
        double value[3];

        rf_sym3_add(&m, c, want[2]); /* not in the order of size */
        rf_sym3_add(&m, a, want[0]);
        rf_sym3_add(&m, b, want[1]);
        rf_sym3_eigen(&m, value, v);
        for (int k = 0; k < 3; k++)
            assert_near(value[k], want[k], 1e-12);
        assert_near(fabs(rf_v3_dot(v[0], a)), 1, 1e-12);
        assert_near(fabs(rf_v3_dot(v[1], b)), 1, 1e-12);
        assert_near(fabs(rf_v3_dot(v[2], c)), 1, 1e-12);
    }
}

static void equal_eigenvalues_still_have_axes_at_right_angles(void **state)
{
    static const rf_sym3 matrix[] = { { 0 }, { .xx = 2, .yy = 2, .zz = 2 }, { .xx = 1, .xy = 1, .xz = 1, .yy = 1, .yz = 1, .zz = 1 } };
    static const double largest[] = { 0, 2, 3 }, smallest[] = { 0, 2, 0 };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(matrix); i++) {
        rf_vec3 v[3];
        double value[3];

        rf_sym3_eigen(&matrix[i], value, v);
        assert_near(value[0], largest[i], 1e-12);
        assert_near(value[2], smallest[i], 1e-12);
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 3; k++)
                assert_near(rf_v3_dot(v[j], v[k]), j == k, 1e-12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_turn_is_the_exact_rotation),
        cmocka_unit_test(turns_add_up_in_the_bodys_own_axes),
        cmocka_unit_test(a_million_turns_stay_of_unit_length),
        cmocka_unit_test(products_turn_one_after_the_other_and_conjugates_turn_back),
        cmocka_unit_test(vectors_obey_their_rules),
        cmocka_unit_test(eigenvectors_of_a_matrix_made_from_them_come_back),
        cmocka_unit_test(equal_eigenvalues_still_have_axes_at_right_angles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
