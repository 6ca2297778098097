/* A sensor's firmware: a runner's left foot at 200 Hz over the serial line, by the same device and wire that the emulator and the host use.
 *
 * The chip of the sensor is a table: 4 s of standing, then one stride again and again. What a real one does differently is fetch(): read the chip.
 * The device's id is the board's; the boot number would come from flash, here it is 1.
 */
#include "device/device.h"
#include "mps2/board.h"
#include "mps2/stride.h"

enum { STANDING = 4 * RF_TICK_HZ, BATCH = 4, PERCENT = 90, MILLIVOLT = 4010 };

static rf_device device;

static const rf_wire_hello hello = { .id = 0x4d505332,
                                     .boot = 1,
                                     .rate_mhz = RF_TICK_HZ * 1000,
                                     .acc_nmps2 = 4788403,
                                     .gyr_nradps = 1065264,
                                     .acc_range_g = 16,
                                     .gyr_range_dps = 2000,
                                     .placement = 1,
                                     .side = 1,
                                     .batch = BATCH,
                                     .name = "mps2-an385" };

static const int16_t *fetch(uint32_t sample)
{
    return sample < STANDING ? rf_standing : rf_stride[(sample - STANDING) % RF_STRIDE_SAMPLES];
}

/* As much of the waiting frames as the line takes. */
static void send(void)
{
    static uint8_t frame[RF_WIRE_FRAME_MAX];
    static size_t n, sent;

    for (;;) {
        if (sent == n) {
            sent = 0;
            n = rf_device_frame(&device, frame);
            if (n == 0)
                return;
        }
        if (!rf_board_send(frame[sent]))
            return;
        sent++;
    }
}

int main(void)
{
    uint32_t taken = 0;
    uint8_t byte;

    rf_board_start();
    rf_device_start(&device, &hello, 0);
    device.percent = PERCENT;
    device.mv = MILLIVOLT;
    while (!rf_board_send(0)) /* closes off whatever the line held */
        ;
    for (;;) {
        const uint32_t ticks = rf_board_ticks();
        while (taken != ticks) {
            rf_device_sample(&device, (uint64_t)taken * RF_TICK_US, fetch(taken));
            taken++;
        }
        while (rf_board_receive(&byte))
            rf_device_byte(&device, byte, rf_board_us());
        send();
        rf_board_sleep(taken);
    }
}
