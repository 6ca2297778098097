/* See token.h. Made of 20 random bytes: nobody guesses it. */
#include "cli/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "cli/args.h"
#include "cli/commands.h"

int rf_token_take(const char *command, char token[RF_TOKEN_MAX])
{
    const char *given = getenv("RUNFORM_TOKEN");
    unsigned char random[20];

    if (given && *given) {
        const size_t n = strlen(given);

        if (n < 16 || n >= RF_TOKEN_MAX || strspn(given, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != n)
            return rf_usage_error(command, "RUNFORM_TOKEN is no token: 16 to 128 letters and digits");
        memcpy(token, given, n + 1);
        return 0;
    }
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        return rf_complain(RF_EXIT_OUTPUT, "no random numbers for a token are to be had; give one in RUNFORM_TOKEN");
    for (size_t i = 0; i < sizeof random; i++)
        snprintf(token + 2 * i, 3, "%02x", random[i]);
    return 0;
}
