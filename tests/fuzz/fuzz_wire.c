/* The wire. Whatever is accepted must survive its own round trip, and the sequence follower counts without ever going back. */
#include "fuzz.h"

#include <string.h>

#include "wire/wire.h"

static void round_trip(const rf_wire_message *m)
{
    uint8_t frame[RF_WIRE_FRAME_MAX], again[RF_WIRE_FRAME_MAX];
    const size_t n = rf_wire_encode(m, frame);
    rf_wire_decoder d;
    rf_wire_message back;
    int got = 0;

    fuzz_promise(n > 0);
    rf_wire_start(&d);
    for (size_t i = 0; i < n; i++) {
        fuzz_promise(got == 0);
        got = rf_wire_push(&d, frame[i], &back);
    }
    fuzz_promise(got == 1 && rf_wire_damaged(&d.count) == 0);
    fuzz_promise(rf_wire_encode(&back, again) == n && !memcmp(frame, again, n));
}

void fuzz_wire(const uint8_t *p, size_t n)
{
    rf_wire_decoder d;
    rf_wire_follow follow;
    rf_wire_message m;

    rf_wire_start(&d);
    rf_wire_follow_start(&follow);
    for (size_t i = 0; i < n; i++) {
        uint32_t lost = 0;

        if (rf_wire_push(&d, p[i], &m) != 1)
            continue;
        round_trip(&m);
        if (m.type == RF_WIRE_SAMPLES)
            (void)rf_wire_follow_take(&follow, &m.as.samples, &lost);
    }
    if (n <= RF_WIRE_PAYLOAD_MAX) { /* and the bytes as a payload: checksum and stuffing right, the content anything */
        uint8_t frame[RF_WIRE_FRAME_MAX];
        const size_t k = rf_wire_frame(p, n, frame);

        for (size_t i = 0; i < k; i++)
            if (rf_wire_push(&d, frame[i], &m) == 1)
                round_trip(&m);
    }
    fuzz_promise(d.count.bytes >= n);
}
