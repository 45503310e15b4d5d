/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * httpd DIRECTORY [ADDRESS]: a server of HTTP that does what scripts say, well or badly.
 *
 * Prints its port.  It reads a request up to its empty line, and the content of a POST; the path,
 * up to a "?", names a file of the directory, the script of the answer ("/" is the file "index").
 * Each request is a line of the file "log"; so is "sent N", at the end of a connection: the bytes
 * that the system took.  A script has a command on each line:
 *
 *     send TEXT       sends it; \r \n \t \\ \xHH as in C, and \P for the port
 *     file NAME       sends a file of the directory as it is
 *     repeat N TEXT   sends the text N times; 0: as long as the client reads
 *     drip MS TEXT    sends it byte by byte, with a pause after each
 *     sleep MS        pauses
 *     reset           ends the connection with a reset
 *     hang            keeps it open until the client ends it
 *
 * After the last command the connection is closed.  Connections are served side by side, each by a
 * process that ends after a minute.
 */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { LIFETIME_S = 60, REQUEST_MAX = 1 << 16, LINE_MAX_BYTES = 1 << 16, PIECE = 1 << 16 };

struct client {
    int fd;
    unsigned port;
};

static size_t sent_bytes; /* on the connection of this process */

static void pause_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};

    nanosleep(&t, NULL);
}

/* Sends all of it; the process ends if the client does not take it. */
static void send_all(const struct client *c, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t sent = send(c->fd, bytes, n, MSG_NOSIGNAL);

        if (sent <= 0)
            exit(0);
        bytes += sent;
        n -= (size_t)sent;
        sent_bytes += (size_t)sent;
    }
}

/* Decodes the escapes of a text in place; returns its length. */
static size_t unescape(const struct client *c, char *text)
{
    char *in = text, *out = text, hex[3] = {0};

    while (*in != '\0') {
        if (*in != '\\') {
            *out++ = *in++;
            continue;
        }
        in++;
        if (*in == 'x' && in[1] != '\0' && in[2] != '\0') {
            memcpy(hex, in + 1, 2);
            *out++ = (char)strtol(hex, NULL, 16);
            in += 3;
        } else if (*in == 'P') {
            /* "\P" has two bytes and a port up to five: the texts are short, the room is large. */
            char rest[LINE_MAX_BYTES];
            snprintf(rest, sizeof rest, "%s", in + 1);
            out += snprintf(out, 6, "%u", c->port);
            memmove(out, rest, strlen(rest) + 1);
            in = out;
        } else {
            *out++ = (char)(*in == 'r' ? '\r' : *in == 'n' ? '\n' : *in == 't' ? '\t' : *in);
            in += *in != '\0';
        }
    }
    return (size_t)(out - text);
}

static void send_file(const struct client *c, const char *name)
{
    char piece[PIECE];
    FILE *file = fopen(name, "rb");
    size_t n;

    while (file != NULL && (n = fread(piece, 1, sizeof piece, file)) > 0)
        send_all(c, piece, n);
    if (file != NULL)
        fclose(file);
}

/* Sends a text many times, in pieces of some size. */
static void repeat(const struct client *c, unsigned long times, const char *text, size_t n)
{
    static char piece[2 * PIECE];
    size_t each = n == 0 ? 0 : PIECE / n > 0 ? PIECE / n : 1;

    for (size_t i = 0; i < each && n <= PIECE; i++)
        memcpy(piece + i * n, text, n);
    for (unsigned long done = 0; each > 0 && (times == 0 || done < times);) {
        size_t now = times == 0 || times - done > each ? each : times - done;

        send_all(c, piece, now * n);
        done += times == 0 ? 0 : now;
    }
}

static void drip(const struct client *c, long ms, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        send_all(c, text + i, 1);
        pause_ms(ms);
    }
}

static void hang(const struct client *c)
{
    char byte;

    while (recv(c->fd, &byte, 1, 0) > 0)
        ;
    exit(0);
}

static void reset(const struct client *c)
{
    const struct linger l = {1, 0};

    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &l, sizeof l);
    exit(0);
}

/* Splits "4 text" into its number and its text. */
static char *number(char *text, unsigned long *out)
{
    char *end;

    *out = strtoul(text, &end, 10);
    return end + (*end == ' ');
}

static void run_line(const struct client *c, char *line)
{
    char *text = strchr(line, ' ');
    unsigned long n = 0;

    if (text != NULL)
        *text++ = '\0';
    else
        text = line + strlen(line);
    if (strcmp(line, "send") == 0) {
        send_all(c, text, unescape(c, text));
    } else if (strcmp(line, "file") == 0) {
        send_file(c, text);
    } else if (strcmp(line, "repeat") == 0) {
        text = number(text, &n);
        repeat(c, n, text, unescape(c, text));
    } else if (strcmp(line, "drip") == 0) {
        text = number(text, &n);
        drip(c, (long)n, text, unescape(c, text));
    } else if (strcmp(line, "sleep") == 0) {
        number(text, &n);
        pause_ms((long)n);
    } else if (strcmp(line, "reset") == 0) {
        reset(c);
    } else if (strcmp(line, "hang") == 0) {
        hang(c);
    } else if (line[0] != '\0' && line[0] != '#') {
        fprintf(stderr, "httpd: no such command: %s\n", line);
        exit(2);
    }
}

static void run_script(const struct client *c, const char *name)
{
    static char line[2 * LINE_MAX_BYTES];
    FILE *script = fopen(name, "r");

    if (script == NULL) {
        static const char absent[] = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

        send_all(c, absent, sizeof absent - 1);
        return;
    }
    while (fgets(line, LINE_MAX_BYTES, script) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        run_line(c, line);
    }
    fclose(script);
}

static void write_log(const char *line, size_t n)
{
    int log = open("log", O_WRONLY | O_CREAT | O_APPEND, 0600);

    if (log < 0 || write(log, line, n) < 0)
        _exit(3);
    close(log);
}

static void log_end(void)
{
    char line[40];

    write_log(line, (size_t)snprintf(line, sizeof line, "sent %zu\n", sent_bytes));
}

/* Reads a request with its content, and writes its first line to the log. */
static void read_request(const struct client *c, char request[REQUEST_MAX])
{
    size_t n = 0, want = 0;

    while (want == 0 || n < want) {
        ssize_t got = recv(c->fd, request + n, REQUEST_MAX - 1 - n, 0);
        const char *end, *length;

        if (got <= 0)
            exit(0);
        n += (size_t)got;
        request[n] = '\0';
        if (want > 0 || (end = strstr(request, "\r\n\r\n")) == NULL)
            continue;
        length = strstr(request, "\r\nContent-Length: ");
        want = (size_t)(end + 4 - request);
        if (length != NULL && length < end)
            want += strtoul(length + strlen("\r\nContent-Length: "), NULL, 10);
    }
    request[strcspn(request, "\r")] = '\n';
    write_log(request, strcspn(request, "\n") + 1);
}

static void serve(const struct client *c)
{
    static char request[REQUEST_MAX];
    char *path, *end;

    alarm(LIFETIME_S);
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* ends with the server */
    atexit(log_end);
    read_request(c, request);
    path = strchr(request, ' ');
    if (path == NULL || path[1] != '/')
        exit(0);
    path += 2;
    end = path + strcspn(path, " ?\n");
    *end = '\0';
    for (char *slash = path; (slash = strchr(slash, '/')) != NULL;)
        *slash = '_';
    run_script(c, *path == '\0' ? "index" : path);
    /* Closed while input is unread, the connection would be reset. */
    shutdown(c->fd, SHUT_WR);
    hang(c);
}

int main(int argc, char **argv)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t n = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (argc < 2 || chdir(argv[1]) != 0 ||
        inet_pton(AF_INET, argc > 2 ? argv[2] : "127.0.0.1", &at.sin_addr) != 1)
        return 2;
    if (bind(fd, (struct sockaddr *)&at, n) != 0 || listen(fd, 64) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &n) != 0)
        return 3;
    signal(SIGCHLD, SIG_IGN);
    printf("%u\n", ntohs(at.sin_port));
    fflush(stdout);
    for (;;) {
        struct client c = {accept(fd, NULL, NULL), ntohs(at.sin_port)};

        if (c.fd >= 0 && fork() == 0) {
            close(fd);
            serve(&c);
        }
        close(c.fd);
    }
}
