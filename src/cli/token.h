/* The word that a browser must know before it is shown anything, where others than this computer's owner can reach the page. */
#ifndef RF_CLI_TOKEN_H
#define RF_CLI_TOKEN_H

enum { RF_TOKEN_MAX = 129 };

/* RUNFORM_TOKEN of the environment, or one that is made. @return 0 or the exit code after one line. */
int rf_token_take(const char *command, char token[RF_TOKEN_MAX]);

#endif
