/* The pictures of the digits, as they look. */
#include "cli/live_digits.h"

#include <stddef.h>

#include "base/base.h"

static const struct {
    char c;
    const char *row[RF_DIGIT_ROWS];
} pictures[] = {
    { '0', { " ### ", "#   #", "#   #", "#   #", " ### " } },
    { '1', { "  #  ", " ##  ", "  #  ", "  #  ", " ### " } },
    { '2', { "#### ", "    #", " ### ", "#    ", "#####" } },
    { '3', { "#### ", "    #", " ### ", "    #", "#### " } },
    { '4', { "#  # ", "#  # ", "#####", "   # ", "   # " } },
    { '5', { "#####", "#    ", "#### ", "    #", "#### " } },
    { '6', { " ### ", "#    ", "#### ", "#   #", " ### " } },
    { '7', { "#####", "    #", "   # ", "  #  ", "  #  " } },
    { '8', { " ### ", "#   #", " ### ", "#   #", " ### " } },
    { '9', { " ### ", "#   #", " ####", "    #", " ### " } },
    { '-', { "     ", "     ", " ### ", "     ", "     " } },
    { '.', { " ", " ", " ", " ", "#" } },
    { ' ', { "  ", "  ", "  ", "  ", "  " } },
};

const char *rf_digit_row(char c, int row)
{
    for (size_t i = 0; i < RF_COUNT(pictures); i++)
        if (pictures[i].c == c)
            return pictures[i].row[row];
    return "     ";
}
