/* Sockets: the client's end of unix:PATH and tcp:HOST:PORT. */
#include "port/socket.h"

#include <errno.h>
#include <netdb.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

bool rf_socket_is(const char *name)
{
    return !strncmp(name, "unix:", 5) || !strncmp(name, "tcp:", 4);
}

static int fail_system(rf_why *why, const char *name, int error)
{
    char text[128] = "";

    strerror_r(error, text, sizeof text);
    return rf_fail(why, RF_ERR_READ, "%s: cannot be connected to: %s; is anybody listening there?", name, text);
}

static int connect_or_close(int fd, const struct sockaddr *address, socklen_t length)
{
    int error;

    if (connect(fd, address, length) == 0)
        return fd;
    error = errno;
    close(fd);
    errno = error;
    return -1;
}

static int open_unix(const char *name, rf_why *why)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    const char *path = name + 5;
    int fd;

    if (strlen(path) >= sizeof a.sun_path)
        return rf_fail(why, RF_ERR_READ, "%s: the name is longer than a socket may have (%zu bytes)", name, sizeof a.sun_path - 1);
    memcpy(a.sun_path, path, strlen(path) + 1);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    fd = fd < 0 ? fd : connect_or_close(fd, (const struct sockaddr *)&a, (socklen_t)sizeof a);
    return fd < 0 ? fail_system(why, name, errno) : fd;
}

static int open_tcp(const char *name, rf_why *why)
{
    const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
    struct addrinfo *list = NULL;
    char host[256];
    const char *text = name + 4, *colon = strrchr(text, ':');
    size_t n = colon ? (size_t)(colon - text) : 0;
    int fd = -1, error = ECONNREFUSED;

    if (n == 0 || n >= sizeof host || !colon[1])
        return rf_fail(why, RF_ERR_READ, "%s: a socket is named tcp:HOST:PORT", name);
    if (text[0] == '[' && text[n - 1] == ']') { /* [::1] */
        text++;
        n -= 2;
    }
    memcpy(host, text, n);
    host[n] = '\0';
    if (getaddrinfo(host, colon + 1, &hints, &list) != 0)
        return rf_fail(why, RF_ERR_READ, "%s: there is no host or service of that name", name);
    for (const struct addrinfo *a = list; a && fd < 0; a = a->ai_next) {
        fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
        fd = fd < 0 ? fd : connect_or_close(fd, a->ai_addr, a->ai_addrlen);
        error = errno;
    }
    freeaddrinfo(list);
    return fd < 0 ? fail_system(why, name, error) : fd;
}

int rf_socket_open(const char *name, rf_why *why)
{
    return name[0] == 'u' ? open_unix(name, why) : open_tcp(name, why);
}
