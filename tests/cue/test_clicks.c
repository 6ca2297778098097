/* Clicks are placed by counting samples: intervals to the sample, no drift, changes of tempo without a hole, left and right told apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"
#include "cue/click.h"

enum { RATE = 48000, MOST = 4096 };

/* Frames at which a click begins, when the sound is made in blocks of `block` frames. */
static size_t beats_of(rf_clicks *c, size_t block, size_t frames, int64_t *at, size_t most)
{
    static float out[2 * 4096];
    size_t n = 0;

    for (size_t done = 0; done < frames; done += block) {
        const int64_t first = c->frame;

        rf_clicks_fill(c, out, block);
        for (size_t i = 0; i < block; i++) /* the first sample of a click is its peak: 0.8 in the louder channel */
            if (rf_max(fabs((double)out[2 * i]), fabs((double)out[2 * i + 1])) > 0.79 && n < most)
                at[n++] = first + (int64_t)i;
    }
    return n;
}

static void intervals_are_the_tempo_to_one_sample_for_an_hour(void **state)
{
    static const int64_t tempo[] = { 165000, 172000, 177000, 180500 };
    rf_clicks c;

    (void)state;
    for (size_t k = 0; k < RF_COUNT(tempo); k++) {
        rf_clicks_init(&c, RATE);
        rf_clicks_tempo(&c, tempo[k]);
        c.frame = 0;
        for (int64_t beat = 1; beat < 60 * tempo[k] / 1000; beat++) {
            float silence[2];

            c.frame = c.next; /* leap from click to click: what lies between is not looked at here */
            rf_clicks_fill(&c, silence, 1);
            const double ideal = (double)beat * 60000.0 * RATE / (double)tempo[k];
            assert_true(fabs((double)c.next - ideal) <= 0.5);
        }
    }
}

static void the_size_of_the_devices_blocks_moves_no_click(void **state)
{
    static const size_t block[] = { 1, 7, 240, 960, 4096 };
    int64_t whole[64], piece[64];
    rf_clicks c;
    size_t n;

    (void)state;
    rf_clicks_init(&c, RATE);
    rf_clicks_tempo(&c, 177000);
    n = beats_of(&c, 4096, 4096 * 60, whole, 64);
    assert_true(n > 14);
    for (size_t k = 0; k < RF_COUNT(block); k++) {
        rf_clicks_init(&c, RATE);
        rf_clicks_tempo(&c, 177000);
        assert_true(beats_of(&c, block[k], 4096 * 60, piece, 64) >= n);
        assert_memory_equal(piece, whole, n * sizeof *whole);
    }
}

static void a_new_tempo_cuts_no_step_short(void **state)
{
    int64_t at[32];
    rf_clicks c;
    size_t n;

    (void)state;
    rf_clicks_init(&c, RATE);
    rf_clicks_tempo(&c, 120000);           /* 24000 samples a step */
    n = beats_of(&c, 1000, 30000, at, 32); /* clicks at 0 and 24000; the next is due at 48000 */
    assert_int_equal(n, 2);
    rf_clicks_tempo(&c, 180000); /* 16000 samples */
    n += beats_of(&c, 1000, 60000, at + n, 32 - n);
    assert_int_equal(at[2], 48000);
    assert_int_equal(at[3], 64000);
    assert_int_equal(at[4], 80000);
}

static void left_and_right_take_turns_and_sound_apart(void **state)
{
    static float out[2 * RATE];
    rf_clicks c;

    (void)state;
    rf_clicks_init(&c, RATE);
    rf_clicks_tempo(&c, 120000);
    rf_clicks_fill(&c, out, RATE);
    assert_true(out[0] > 0.79f && out[1] < 0.21f);
    assert_true(out[2 * 24000] < 0.21f && out[2 * 24000 + 1] > 0.79f);
    assert_true(fabsf(out[2 * 10] - 0.8f / 0.2f * out[2 * 24010]) > 0.05f); /* and not at the same pitch */
}

static void silence_is_silence(void **state)
{
    static float out[2 * 4800];
    rf_clicks c;

    (void)state;
    rf_clicks_init(&c, RATE);
    rf_clicks_fill(&c, out, 4800);
    for (size_t i = 0; i < RF_COUNT(out); i++)
        assert_true(out[i] == 0.0f);
    for (int i = 0; i < 3 * RF_CLICK_VOICES; i++) /* more tones than voices: nobody is harmed, nothing is louder than full */
        rf_clicks_tone(&c, RF_TONE_HIGH);
    rf_clicks_fill(&c, out, 4800);
    for (size_t i = 0; i < RF_COUNT(out); i++)
        assert_true(out[i] >= -1.0f && out[i] <= 1.0f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_are_the_tempo_to_one_sample_for_an_hour),
        cmocka_unit_test(the_size_of_the_devices_blocks_moves_no_click),
        cmocka_unit_test(a_new_tempo_cuts_no_step_short),
        cmocka_unit_test(left_and_right_take_turns_and_sound_apart),
        cmocka_unit_test(silence_is_silence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
