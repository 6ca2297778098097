/* The sampling side of a sensor: numbered samples into batches, hello once a second, answers to the host, a queue of whole frames.
 *
 * Freestanding, as src/wire: the emulator and the microcontroller run these same lines. Give it samples, bytes and presses with the device's own
 * time; take frames out and put them on the line, as many as fit. It never waits: what the line cannot take is dropped whole, and told.
 */
#ifndef RF_DEVICE_H
#define RF_DEVICE_H

#include "wire/wire.h"

enum { RF_DEVICE_QUEUE = 2048 };

typedef struct rf_device {
    rf_wire_hello hello;
    uint8_t sensor;  /* number on its line */
    uint8_t percent; /* battery; 255 not known */
    uint16_t mv;
    uint16_t presses;
    uint32_t seq;     /* of the next sample */
    uint32_t dropped; /* samples that the line could not take, since the last error message */
    uint64_t hello_due_us, battery_due_us;
    rf_wire_message batch;
    rf_wire_decoder from_host;
    uint16_t first, used; /* queue: each frame behind its length */
    uint8_t queue[RF_DEVICE_QUEUE];
} rf_device;

/* Begin, or begin again after a restart: the clock and the numbers start at 0, hello->boot must be another one. */
void rf_device_start(rf_device *d, const rf_wire_hello *hello, uint8_t sensor);

/* A sample at this device time. Times advance; a jump closes the batch. */
void rf_device_sample(rf_device *d, uint64_t t_us, const int16_t axis[6]);
void rf_device_lost(rf_device *d, uint32_t samples); /* the chip had them, nobody read them: they are numbered all the same */
void rf_device_flush(rf_device *d);                  /* send a batch that is not full */
void rf_device_button(rf_device *d, uint64_t t_us, uint8_t button, uint8_t pressed);
void rf_device_byte(rf_device *d, uint8_t byte, uint64_t t_us); /* from the host */
void rf_device_hello(rf_device *d);                             /* out of turn */

/* The next frame to send, taken from the queue. @return its length, 0 if there is none. */
size_t rf_device_frame(rf_device *d, uint8_t out[RF_WIRE_FRAME_MAX]);

#endif
