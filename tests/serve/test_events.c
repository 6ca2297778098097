/* Server-sent events: whoever publishes never waits, who comes back gets what is left, who comes too late gets the greeting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "serve/http.h"

enum { RING = 16384, STALLED = 20, EVENTS = 20000 };

typedef struct stage {
    rf_http *http;
    rf_hub *hub;
} stage;

static void events(rf_call *c, void *site)
{
    rf_reply_events(c, ((const stage *)site)->hub);
}

static void begin(stage *s)
{
    static const rf_route routes[] = { { .method = "GET", .pattern = "/e", .answer = events } };
    const rf_http_settings set = { .routes = routes, .n_routes = 1, .stall_s = 30, .upload_s = 30, .site = s };
    rf_why why = { "" };

    assert_int_equal(rf_http_start(&s->http, &set, &why), 0);
    s->hub = rf_hub_new(s->http, RING, 64);
    assert_non_null(s->hub);
}

static void end(stage *s)
{
    rf_http_stop(s->http);
    rf_hub_free(s->hub);
}

/* A viewer; last NULL: a new one. small: with as little room on its side as the system gives. */
static int join(const stage *s, const char *last, bool small)
{
    const struct sockaddr_in to = { .sin_family = AF_INET,
                                    .sin_port = htons(rf_http_port(s->http)),
                                    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const struct timeval patience = { .tv_sec = 30 };
    const int fd = socket(AF_INET, SOCK_STREAM, 0), room = 1;
    char text[256];
    int n;

    assert_true(fd >= 0);
    if (small)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof to), 0);
    n = snprintf(text, sizeof text, "GET /e HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%s%s%s\r\n", rf_http_port(s->http),
                 last ? "Last-Event-ID: " : "", last ? last : "", last ? "\r\n" : "");
    assert_int_equal(send(fd, text, (size_t)n, 0), n);
    return fd;
}

/* Reads until the text holds what is looked for, or the stream ends. */
static bool reads(int fd, const char *wanted, char *text, size_t room)
{
    size_t n = 0;

    text[0] = 0;
    while (!strstr(text, wanted) && n + 1 < room) {
        const ssize_t got = recv(fd, text + n, room - n - 1, 0);

        if (got <= 0)
            return false;
        n += (size_t)got;
        text[n] = 0;
    }
    return strstr(text, wanted) != NULL;
}

static void wait_for_viewers(const stage *s, size_t n)
{
    while (rf_hub_counted(s->hub).viewers != n)
        nanosleep(&(struct timespec) { .tv_nsec = 1000000 }, NULL);
}

static void publishing_never_waits_for_viewers_who_do_not_read(void **state)
{
    static char text[65536];
    char data[160];
    int fd[STALLED], reader;
    stage s;

    (void)state;
    begin(&s);
    for (size_t i = 0; i < STALLED; i++)
        fd[i] = join(&s, NULL, true);
    wait_for_viewers(&s, STALLED);
    for (int i = 1; i <= EVENTS;
         i++) { /* some hundred times the ring: with a queue for each viewer this would not end, or fill the memory */
        snprintf(data, sizeof data, "{\"n\":%d,\"filling\":\"%0100d\"}", i, i);
        assert_int_equal(rf_hub_publish(s.hub, "step", data), i);
    }
    rf_hub_greet(s.hub, NULL, "welcome");
    reader = join(&s, NULL, false); /* and who reads is served all the same */
    assert_true(reads(reader, "welcome", text, sizeof text));
    rf_hub_publish(s.hub, NULL, "for the one who reads");
    assert_true(reads(reader, "for the one who reads", text, sizeof text));
    end(&s);
    close(reader);
    for (size_t i = 0; i < STALLED; i++)
        close(fd[i]);
}

static void who_comes_back_gets_what_was_missed(void **state)
{
    static char text[65536];
    stage s;
    int fd;

    (void)state;
    begin(&s);
    rf_hub_greet(s.hub, "whole", "all of it");
    for (int i = 1; i <= 9; i++)
        rf_hub_publish(s.hub, NULL, i == 8 ? "two\nlines" : "one");
    fd = join(&s, "7", false);
    assert_true(reads(fd, "id: 9\n", text, sizeof text));
    assert_non_null(strstr(text, "id: 8\ndata: two\ndata: lines\n\n"));
    assert_null(strstr(text, "id: 7\n"));
    assert_null(strstr(text, "all of it"));
    close(fd);
    end(&s);
}

static void who_comes_new_or_too_late_gets_the_greeting(void **state)
{
    static const char *const last[] = { NULL, "1", "999999", "nonsense" };
    static char text[65536];
    stage s;

    (void)state;
    begin(&s);
    for (int i = 0; i < 2000; i++)
        rf_hub_publish(s.hub, NULL, "an event that makes the first ones fall out of the ring");
    rf_hub_greet(s.hub, "whole", "all of it");
    for (size_t i = 0; i < RF_COUNT(last); i++) {
        const int fd = join(&s, last[i], false);

        assert_true(reads(fd, "all of it\n\n", text, sizeof text));
        assert_non_null(strstr(text, "id: 2000\nevent: whole\n"));
        close(fd);
    }
    end(&s);
}

static void what_is_too_long_for_the_ring_is_not_sent(void **state)
{
    static char data[RING];
    stage s;

    (void)state;
    begin(&s);
    memset(data, 'x', sizeof data - 1);
    assert_int_equal(rf_hub_publish(s.hub, NULL, data), 0);
    assert_int_equal(rf_hub_publish(s.hub, NULL, "short"), 1);
    end(&s);
}

static void streams_end_with_the_server(void **state)
{
    static char text[4096];
    stage s;
    int fd;

    (void)state;
    begin(&s);
    fd = join(&s, NULL, false);
    wait_for_viewers(&s, 1);
    end(&s);
    assert_false(reads(fd, "never said", text, sizeof text));
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(publishing_never_waits_for_viewers_who_do_not_read),
        cmocka_unit_test(who_comes_back_gets_what_was_missed),
        cmocka_unit_test(who_comes_new_or_too_late_gets_the_greeting),
        cmocka_unit_test(what_is_too_long_for_the_ring_is_not_sent),
        cmocka_unit_test(streams_end_with_the_server),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
