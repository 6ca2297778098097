/* The example messages of src/wire/README.md, and a line full of messages to damage. */
#ifndef MESSAGES_H
#define MESSAGES_H

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/wire.h"

enum { EXAMPLES = 9 };

static inline rf_wire_message example(int i)
{
    rf_wire_message m;

    memset(&m, 0, sizeof m);
    m.type = (uint8_t)(i + 1);
    switch (m.type) {
    case RF_WIRE_HELLO:
        m.as.hello = (rf_wire_hello) { .id = 0x0123456789abcdef,
                                       .boot = 7,
                                       .rate_mhz = 200000,
                                       .acc_nmps2 = 4788403,
                                       .gyr_nradps = 1065264,
                                       .acc_range_g = 16,
                                       .gyr_range_dps = 2000,
                                       .placement = 1,
                                       .side = 1,
                                       .batch = 2,
                                       .name = "example 1.0" };
        break;
    case RF_WIRE_SAMPLES:
        m.flags = RF_WIRE_HAS_GYRO;
        m.as.samples = (rf_wire_samples) { .seq = 1000,
                                           .t_us = 5000000,
                                           .step_us = 5000,
                                           .n = 2,
                                           .boot = 7,
                                           .axis = { { 12, -34, 2048, 0, 5, -6 }, { 13, -35, 2050, 1, 4, -256 } } };
        break;
    case RF_WIRE_BATTERY: m.as.battery = (rf_wire_battery) { 5000000, 3905, 78, 0 }; break;
    case RF_WIRE_BUTTON: m.as.button = (rf_wire_button) { 5123456, 1, 0, 1 }; break;
    case RF_WIRE_PING: m.as.ping = (rf_wire_ping) { 99, 1700000000000000 }; break;
    case RF_WIRE_PONG: m.as.pong = (rf_wire_pong) { 99, 1700000000000000, 5200000, 5200150 }; break;
    case RF_WIRE_ERROR: m.as.error = (rf_wire_trouble) { 5300000, RF_WIRE_ERR_OVERRUN, 12, "queue full" }; break;
    case RF_WIRE_EMITTED: m.as.emitted = (rf_wire_emitted) { 1000, 123456789012 }; break;
    default: break;
    }
    return m;
}

static inline bool same_message(const rf_wire_message *a, const rf_wire_message *b)
{
    uint8_t x[RF_WIRE_FRAME_MAX], y[RF_WIRE_FRAME_MAX];
    const size_t n = rf_wire_encode(a, x);

    return n > 0 && rf_wire_encode(b, y) == n && !memcmp(x, y, n);
}

/* xorshift: the same numbers on every machine. */
static inline uint32_t chance(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static inline rf_wire_message samples_at(uint32_t seq, uint8_t n, uint32_t *state)
{
    rf_wire_message m;

    memset(&m, 0, sizeof m);
    m.type = RF_WIRE_SAMPLES;
    m.flags = RF_WIRE_HAS_GYRO;
    m.as.samples = (rf_wire_samples) { .seq = seq, .t_us = UINT64_C(5000) * seq, .step_us = 5000, .n = n };
    for (int i = 0; i < n; i++)
        for (int k = 0; k < 6; k++)
            m.as.samples.axis[i][k] = (int16_t)chance(state);
    return m;
}

#endif
