/* The board: a tick of 200 Hz, a serial line, and a clock of microseconds. */
#ifndef RF_BOARD_H
#define RF_BOARD_H

#include <stdint.h>

enum { RF_TICK_HZ = 200, RF_TICK_US = 1000000 / RF_TICK_HZ };

void rf_board_start(void);
uint32_t rf_board_ticks(void);       /* since the start */
uint64_t rf_board_us(void);          /* since the start */
int rf_board_receive(uint8_t *byte); /* @return whether one had come */
int rf_board_send(uint8_t byte);     /* @return whether the line took it */
void rf_board_sleep(uint32_t ticks); /* until anything happens, if there were no more ticks than these and nothing was received */

#endif
