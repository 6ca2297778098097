/* The live screen: four figures in digits that are read from two metres, the signal with its contacts, notices, findings, keys.
 *
 * Drawn ten times a second from the board, whatever the sample rate; ncurses sends only what changed. A wide terminal gets digits twice as large, a
 * small one plain lines. Colour repeats what a word or an arrow says already, so NO_COLOR loses nothing. Without a UTF-8 locale the blocks are
 * '#' and the arrows '^' and 'v'.
 */
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/number.h"
#include "cli/live_digits.h"
#include "cli/live_page.h"
#include "pattern/pattern.h"

enum { PAIR_GOOD = 1, PAIR_BAD, PAIR_WARN, SIGNAL_ROWS = 3, SIGNAL_STEPS = 8 };

typedef struct look {
    const rf_live *l;
    int rows, cols, scale;
    bool utf8;
} look;

/* ---- opening and closing ------------------------------------------------------------------------------------------------------------------ */

int rf_screen_open(void)
{
    const char *no_color = getenv("NO_COLOR");

    setlocale(LC_CTYPE, "");           /* letters only: numbers are printed without the locale */
    if (!newterm(NULL, stdout, stdin)) /* initscr() would end the program */
        return -1;
    cbreak();
    noecho();
    curs_set(0);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    if (has_colors() && !(no_color && *no_color)) {
        start_color();
        use_default_colors();
        init_pair(PAIR_GOOD, COLOR_GREEN, -1);
        init_pair(PAIR_BAD, COLOR_RED, -1);
        init_pair(PAIR_WARN, COLOR_YELLOW, -1);
    }
    return 0;
}

void rf_screen_close(void)
{
    if (stdscr && !isendwin())
        endwin();
}

int rf_screen_key(void)
{
    const int key = getch();

    return key == ERR ? -1 : key;
}

/* ---- words and numbers -------------------------------------------------------------------------------------------------------------------- */

static void text_at(const look *k, int row, int col, const char *text)
{
    if (row >= 0 && row < k->rows && col < k->cols)
        mvaddnstr(row, col, text, k->cols - col);
}

static void paint(int pair, bool on)
{
    if (!has_colors() || pair == 0)
        return;
    if (on)
        attron((attr_t)COLOR_PAIR(pair));
    else
        attroff((attr_t)COLOR_PAIR(pair));
}

static const char *arrow(const look *k, int trend)
{
    if (trend == 0)
        return " ";
    return trend > 0 ? (k->utf8 ? "▲" : "^") : k->utf8 ? "▼" : "v";
}

static void number_of(const rf_live_figure *f, int i, char out[RF_NUMBER_MAX])
{
    if (rf_number_print(out, f->value[i], rf_live_figure_decimals(f, f->value[i])) == 0)
        memcpy(out, "--", 3);
}

static int pair_of(const rf_live_figure *f, int i)
{
    return !f->band || !isfinite(f->value[i]) ? 0 : f->off[i] ? PAIR_BAD : PAIR_GOOD;
}

/* ---- the figures --------------------------------------------------------------------------------------------------------------------------- */

/* @return the column behind it. */
static int big_text(const look *k, int row, int col, const char *text)
{
    for (; *text; text++) {
        const int width = (int)strlen(rf_digit_row(*text, 0));

        for (int y = 0; y < RF_DIGIT_ROWS * k->scale; y++)
            for (int x = 0; x < width * k->scale; x++)
                if (rf_digit_row(*text, y / k->scale)[x / k->scale] == '#')
                    text_at(k, row + y, col + x, k->utf8 ? "█" : "#");
        col += (width + 1) * k->scale;
    }
    return col;
}

static void draw_figure(const look *k, const rf_live_figure *f, int row, int col)
{
    char number[RF_NUMBER_MAX], head[128], band[RF_LIVE_BAND];

    rf_live_band_words(f, 0, band);
    snprintf(head, sizeof head, "%.40s%s%s%s %s %s", f->title, f->n > 1 ? " L R" : "", f->unit[0] ? ", " : "", f->unit,
             arrow(k, f->trend[0]), f->n > 1 ? arrow(k, f->trend[1]) : "");
    attron(A_BOLD);
    text_at(k, row, col, head);
    attroff(A_BOLD);
    paint(pair_of(f, 0), true);
    text_at(k, row, col + k->cols / 2 - 4 - (int)strlen(band), band);
    paint(pair_of(f, 0), false);
    for (int i = 0; i < f->n; i++) {
        paint(pair_of(f, i), true);
        number_of(f, i, number);
        col = big_text(k, row + 1, col, number) + 2 * k->scale;
        paint(pair_of(f, i), false);
    }
}

/* Too small for digits: a line a figure. */
static int draw_lines(const look *k, const rf_live_figure f[RF_LIVE_FIGURES], int row)
{
    for (int i = 0; i < RF_LIVE_FIGURES && row < k->rows - 1; i++) {
        char one[RF_NUMBER_MAX], two[RF_NUMBER_MAX] = "", band[RF_LIVE_BAND], line[256];

        number_of(&f[i], 0, one);
        if (f[i].n > 1)
            number_of(&f[i], 1, two);
        rf_live_band_words(&f[i], 0, band);
        snprintf(line, sizeof line, "%-7s %-7s%s %.30s%s %s", one, two, arrow(k, f[i].trend[0]), f[i].title, f[i].n > 1 ? " L R" : "",
                 band);
        paint(pair_of(&f[i], 0), true);
        text_at(k, row++, 0, line);
        paint(pair_of(&f[i], 0), false);
    }
    return row;
}

/* ---- the signal ---------------------------------------------------------------------------------------------------------------------------- */

/* One column is 1/32 s; the newest at the right. Marks stand below the column of their time. */
static void draw_signal(const look *k, int row)
{
    static const char *const bar[SIGNAL_STEPS] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
    const rf_board *b = &k->l->board;
    const int n = k->cols < RF_BOARD_SIGNAL ? k->cols : RF_BOARD_SIGNAL;
    double most = 2;

    if (b->signal_at == INT64_MIN)
        return;
    for (int i = 0; i < n; i++)
        most = rf_max(most, isfinite(rf_board_signal(b, b->signal_at - i)) ? rf_board_signal(b, b->signal_at - i) : 0);
    for (int i = 0; i < n && b->signal_at - i >= 0; i++) {
        const double g = rf_board_signal(b, b->signal_at - i);
        const int height = isfinite(g) ? (int)(g / most * (SIGNAL_ROWS * SIGNAL_STEPS - 1) + 0.5) : -1;

        for (int y = 0; y < SIGNAL_ROWS; y++) {
            const int part = height - (SIGNAL_ROWS - 1 - y) * SIGNAL_STEPS;

            if (part >= 0)
                text_at(k, row + y, k->cols - 1 - i, k->utf8 ? bar[part < SIGNAL_STEPS ? part : SIGNAL_STEPS - 1] : part > 2 ? "#" : ".");
        }
    }
    for (long i = b->n_marks - 1; i >= 0 && i >= b->n_marks - RF_BOARD_MARKS; i--) {
        const rf_board_mark *m = &b->mark[i % RF_BOARD_MARKS];
        const int64_t at = b->signal_at - m->t_us * RF_BOARD_SIGNAL_HZ / 1000000;
        const char letter[2] = { m->letter, '\0' };

        if (at >= 0 && at < n)
            text_at(k, row + SIGNAL_ROWS, k->cols - 1 - (int)at, letter);
    }
}

/* ---- around it ----------------------------------------------------------------------------------------------------------------------------- */

/* What there is to say of the session and its sensors. brief: "l shank", and no name of the program. @return its length. */
static int head_words(const rf_live *l, bool brief, char line[512])
{
    const int64_t s = l->now_us / 1000000;
    int n = snprintf(line, 512, "%s%02d:%02d:%02d%s%s", brief ? "" : "runform live  ", (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60),
                     l->recorder           ? rf_recorder_failed(l->recorder) ? "  REC FAILED" : "  REC"
                     : l->wish->replay > 0 ? "  REPLAY"
                                           : "",
                     l->paused ? "  PAUSED" : "");

    for (size_t i = 0; i < rf_feed_sensors(l->feed) && n > 0 && n < 512; i++) {
        const rf_feed_sensor *x = rf_feed_sensor_at(l->feed, i);
        const char *side = rf_side_name(x->side), *state = rf_live_sensor_words(x);
        char battery[16] = "";

        if (x->battery_pct >= 0)
            snprintf(battery, sizeof battery, " %d%%", x->battery_pct);
        n += snprintf(line + n, (size_t)(512 - n), "%s%.*s%s%s%s%s%s", brief ? " " : "  ", brief ? 1 : 16, side, side[0] ? " " : "",
                      rf_placement_name(x->placement), battery, state[0] ? " " : "", state);
    }
    return n;
}

static void draw_head(const look *k)
{
    char line[512];

    if (head_words(k->l, false, line) > k->cols)
        (void)head_words(k->l, true, line);
    attron(A_REVERSE);
    mvhline(0, 0, ' ', k->cols);
    text_at(k, 0, 0, line);
    attroff(A_REVERSE);
}

static int draw_findings(const look *k, int row, int rows)
{
    const rf_board *b = &k->l->board;
    int shown = 0;

    for (int status = RF_FLAGGED; status >= RF_WATCH && b->looked; status--)
        for (size_t i = 0; i < rf_pattern_count() && shown < rows; i++) {
            const rf_finding *f = &b->findings[i];
            char line[512];

            if ((int)f->status != status)
                continue;
            snprintf(line, sizeof line, "%-7s %.80s: %.380s", rf_status_name(f->status), f->title, f->why);
            paint(status == RF_FLAGGED ? PAIR_BAD : PAIR_WARN, true);
            text_at(k, row + shown++, 0, line);
            paint(status == RF_FLAGGED ? PAIR_BAD : PAIR_WARN, false);
        }
    if (shown == 0 && rows > 0) {
        char line[96];

        snprintf(line, sizeof line, "patterns so far: %ld clear, none seen, %ld cannot be told yet or by these sensors",
                 rf_live_count_findings(b, RF_CLEAR), rf_live_count_findings(b, RF_CANNOT_TELL));
        text_at(k, row, 0, b->looked ? line : b->n_steps > 0 ? "" : "waiting for running; the first eight seconds are held back");
    }
    return row + rows;
}

static void draw_notices(const look *k, int row, int rows)
{
    for (int i = 0; i < rows && (size_t)i < k->l->board.n_lines; i++)
        text_at(k, row + i, 0, k->l->board.line[i]);
}

static void draw_help(const look *k)
{
    static const char *const lines[] = {
        " m or space   set a marker: it stands in the results             ",
        " t            target: cadence 3 to 7 % above now; again: none    ",
        " s            sound: off, metronome, tones, both, clicks         ",
        " + -          tempo of the metronome                             ",
        " w            left and right were put on the wrong way: exchange ",
        " p            pause screen and sound; the recording goes on      ",
        " q            end, with summary and outputs                      ",
        " ▲ ▼          last eight steps against the sixteen before        ",
    };

    attron(A_REVERSE);
    for (int i = 0; i < (int)RF_COUNT(lines); i++)
        text_at(k, 2 + i, 2,
                k->utf8 || i < (int)RF_COUNT(lines) - 1 ? lines[i] : " ^ v          last eight steps against the sixteen before        ");
    attroff(A_REVERSE);
}

static void draw_foot(const look *k)
{
    const rf_live *l = k->l;
    char line[160], tempo[RF_NUMBER_MAX] = "";

    if ((l->sound & RF_SOUND_METRONOME) && isfinite(l->tempo_spm))
        rf_number_print(tempo, l->tempo_spm, 0);
    snprintf(line, sizeof line, "m marker  t target  s sound%s%s%s  p pause  ? help  q quit   %ld step%s  %ld marker%s",
             l->sound ? ": on" : "", tempo[0] ? " " : "", tempo, l->board.n_steps, l->board.n_steps == 1 ? "" : "s", l->board.n_markers,
             l->board.n_markers == 1 ? "" : "s");
    text_at(k, k->rows - 1, 0, line);
}

void rf_screen_draw(const rf_live *l)
{
    look k = { .l = l, .scale = 1, .utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8") };
    rf_live_figure f[RF_LIVE_FIGURES];
    int row = 1;

    getmaxyx(stdscr, k.rows, k.cols);
    k.scale = k.rows >= 44 && k.cols >= 160 ? 2 : 1;
    erase();
    rf_live_figures(&l->board, f);
    draw_head(&k);
    if (k.rows < 22 || k.cols < 80) {
        row = draw_lines(&k, f, row);
    } else {
        const int high = 2 + RF_DIGIT_ROWS * k.scale;

        for (int i = 0; i < RF_LIVE_FIGURES; i++)
            draw_figure(&k, &f[i], row + i / 2 * high, (i % 2) * (k.cols / 2) + 1);
        row += 2 * high;
    }
    if (k.rows - row > SIGNAL_ROWS + 4) {
        draw_signal(&k, row);
        row += SIGNAL_ROWS + 1;
    }
    {
        const int address = l->page && k.rows - row > 4 ? 1 : 0, left = k.rows - 1 - row - address, findings = left / 2;

        row = draw_findings(&k, row, findings);
        draw_notices(&k, row, left - findings);
        if (address)
            text_at(&k, k.rows - 2, 0, rf_live_page_words(l->page));
    }
    draw_foot(&k);
    if (l->help)
        draw_help(&k);
    refresh();
}
