/* Drivers of the mps2-an385 (Cortex-M3, 25 MHz): CMSDK timer 0 for the tick, CMSDK UART 0 for the line, vectors and start-up.
 *
 * Interrupts only count and fetch: the tick counts, a received byte goes into a ring. A byte that was sent only wakes the main loop. So sampling
 * never waits for the line. The hardware wants a baud divider of 16 or more; 25 MHz / 115200 is 217.
 */
#include "mps2/board.h"

#include <stddef.h>

#define REG(a) (*(volatile uint32_t *)(a))
#define TIMER  0x40000000u /* CTRL 0, VALUE 4, RELOAD 8, INTCLEAR c */
#define UART   0x40004000u /* DATA 0, STATE 4, CTRL 8, INTCLEAR c, BAUDDIV 10 */
#define ENABLE 0xe000e100u /* NVIC */

enum { CLOCK_HZ = 25000000, BAUD = 115200, RING = 128, IRQ_RX = 0, IRQ_TX = 1, IRQ_TIMER = 8, INTERRUPTS = 16 };
enum { STATE_TX_FULL = 1, STATE_RX_FULL = 2, CTRL_TX = 1, CTRL_RX = 2, CTRL_TX_INT = 4, CTRL_RX_INT = 8, INT_TX = 1, INT_RX = 2 };

extern uint32_t rf_data_start[], rf_data_end[], rf_data_load[], rf_bss_start[], rf_bss_end[], rf_stack_top[];

int main(void);
void rf_reset(void);
void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);

static volatile uint32_t ticks;
static volatile uint8_t ring[RING], ring_in, ring_out;

/* gcc may call these two even in freestanding code. */
void *memcpy(void *to, const void *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ((uint8_t *)to)[i] = ((const uint8_t *)from)[i];
    return to;
}

void *memset(void *to, int byte, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ((uint8_t *)to)[i] = (uint8_t)byte;
    return to;
}

static void on_tick(void)
{
    REG(TIMER + 0xc) = 1;
    ticks++;
}

static void on_received(void)
{
    REG(UART + 0xc) = INT_RX;
    while (REG(UART + 4) & STATE_RX_FULL) {
        const uint8_t byte = (uint8_t)REG(UART), next = (uint8_t)((ring_in + 1) % RING);
        if (next != ring_out) {
            ring[ring_in] = byte;
            ring_in = next;
        }
    }
}

static void on_sent(void)
{
    REG(UART + 0xc) = INT_TX;
}

static void hang(void)
{
    for (;;)
        __asm__ volatile("bkpt 0");
}

typedef struct vectors {
    uint32_t *stack;
    void (*system[15])(void);
    void (*interrupt[INTERRUPTS])(void);
} vectors;

__attribute__((section(".vectors"), used)) static const vectors at_zero = {
    .stack = rf_stack_top,
    .system = { rf_reset, hang, hang, hang, hang, hang, NULL, NULL, NULL, NULL, hang, hang, NULL, hang, hang },
    .interrupt = { [IRQ_RX] = on_received, [IRQ_TX] = on_sent, [IRQ_TIMER] = on_tick },
};

void rf_reset(void)
{
    for (uint32_t *d = rf_data_start, *s = rf_data_load; d < rf_data_end;)
        *d++ = *s++;
    for (uint32_t *b = rf_bss_start; b < rf_bss_end;)
        *b++ = 0;
    main();
    hang();
}

void rf_board_start(void)
{
    REG(UART + 0x10) = CLOCK_HZ / BAUD;
    REG(UART + 8) = CTRL_TX | CTRL_RX | CTRL_TX_INT | CTRL_RX_INT;
    REG(TIMER + 8) = CLOCK_HZ / RF_TICK_HZ - 1;
    REG(TIMER + 4) = CLOCK_HZ / RF_TICK_HZ - 1;
    REG(TIMER) = 1 | 8; /* on, with its interrupt */
    REG(ENABLE) = 1u << IRQ_RX | 1u << IRQ_TX | 1u << IRQ_TIMER;
}

uint32_t rf_board_ticks(void)
{
    return ticks;
}

/* The tick may come between reading the one and the other: read until they belong together. */
uint64_t rf_board_us(void)
{
    uint32_t before, value;

    do {
        before = ticks;
        value = REG(TIMER + 4);
    } while (before != ticks);
    return (uint64_t)before * RF_TICK_US + (CLOCK_HZ / RF_TICK_HZ - 1 - value) / (CLOCK_HZ / 1000000);
}

int rf_board_receive(uint8_t *byte)
{
    if (ring_out == ring_in)
        return 0;
    *byte = ring[ring_out];
    ring_out = (uint8_t)((ring_out + 1) % RING);
    return 1;
}

int rf_board_send(uint8_t byte)
{
    if (REG(UART + 4) & STATE_TX_FULL)
        return 0;
    REG(UART) = byte;
    return 1;
}

/* With interrupts held off, so that none comes between the question and the sleep; one that is pending ends the sleep all the same. */
void rf_board_sleep(uint32_t seen)
{
    __asm__ volatile("cpsid i" ::: "memory");
    if (ticks == seen && ring_in == ring_out)
        __asm__ volatile("wfi" ::: "memory");
    __asm__ volatile("cpsie i" ::: "memory");
}
