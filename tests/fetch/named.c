/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * named FILE: a name server on the loopback interface, for hostile zones.
 *
 * Prints its port.  The zone has rows of the form
 *
 *     NAME TYPE[/TIMES] ANSWER…
 *
 * The first row of a name and a type (A or AAAA) is the answer to questions for them.  A row with a
 * number is used up by as many questions, and the next row counts.  The ANSWERs become records in
 * this order:
 *
 *     ADDRESS  an address of that type
 *     >NAME    a CNAME; the records after it belong to NAME
 *     !CODE    no records, but this response code: 2 for SERVFAIL, 3 for NXDOMAIN
 *     !silence no answer at all
 *     !garbage an answer that is none
 *
 * A name without rows does not exist; a type without rows has no records.  Nothing may be kept: the
 * time to live is 0.
 */
#include "config.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <arpa/inet.h>
#include <sys/socket.h>

enum { ROWS_MAX = 100, ROW_BYTES = 1000, PACKET = 1500, NAME_BYTES = 256, HEAD = 12 };
enum { TYPE_A = 1, TYPE_CNAME = 5, TYPE_AAAA = 28, NXDOMAIN = 3 };

struct row {
    char text[ROW_BYTES]; /* cut into words */
    const char *name, *answers;
    int type;
    unsigned long times; /* how often it is still used */
};

static struct row rows[ROWS_MAX];
static size_t num_rows;

/* Reads "A/2". */
static void read_type(struct row *row, const char *word)
{
    const char *slash = strchr(word, '/');

    row->type = strncmp(word, "AAAA", 4) == 0 ? TYPE_AAAA : TYPE_A;
    row->times = slash == NULL ? (unsigned long)-1 : strtoul(slash + 1, NULL, 10);
}

static bool read_zone(const char *path)
{
    FILE *file = fopen(path, "r");
    char *rest, *type;

    while (file != NULL && num_rows < ROWS_MAX &&
           fgets(rows[num_rows].text, ROW_BYTES, file) != NULL) {
        struct row *row = &rows[num_rows];

        row->name = strtok_r(row->text, " \n", &rest);
        type = strtok_r(NULL, " \n", &rest);
        if (type == NULL)
            continue;
        read_type(row, type);
        row->answers = rest;
        num_rows++;
    }
    if (file != NULL)
        fclose(file);
    return num_rows > 0;
}

/* The name of the question, with dots, and its type (RFC 1035 4.1.2); 0 or where it ends. */
static size_t read_question(const uint8_t *p, size_t n, char name[NAME_BYTES], int *type)
{
    size_t at = HEAD, out = 0;

    while (at < n && p[at] != 0) {
        size_t label = p[at];

        if (at + 1 + label >= n || out + label + 2 > NAME_BYTES)
            return 0;
        if (out > 0)
            name[out++] = '.';
        memcpy(name + out, p + at + 1, label);
        out += label;
        at += 1 + label;
    }
    name[out] = '\0';
    if (at + 5 > n)
        return 0;
    *type = p[at + 1] << 8 | p[at + 2];
    return at + 5;
}

/* Writes a name as labels. */
static size_t put_name(uint8_t *p, const char *name)
{
    size_t at = 0;

    while (*name != '\0') {
        size_t label = strcspn(name, ".");

        p[at] = (uint8_t)label;
        memcpy(p + at + 1, name, label);
        at += 1 + label;
        name += label + (name[label] == '.');
    }
    p[at] = 0;
    return at + 1;
}

/* Writes a record of an owner. */
static size_t put_record(uint8_t *p, const char *owner, int type, const uint8_t *data, size_t n)
{
    size_t at = put_name(p, owner);
    const uint8_t head[] = {0, (uint8_t)type, 0, 1, 0, 0, 0, 0, (uint8_t)(n >> 8), (uint8_t)n};

    memcpy(p + at, head, sizeof head);
    memcpy(p + at + sizeof head, data, n);
    return at + sizeof head + n;
}

/* Finds the row of a question, and counts its use; *exists: the name has some. */
static const struct row *find_row(const char *name, int type, bool *exists)
{
    *exists = false;
    for (size_t i = 0; i < num_rows; i++) {
        if (strcasecmp(rows[i].name, name) != 0)
            continue;
        *exists = true;
        if (rows[i].type == type && rows[i].times > 0) {
            rows[i].times--;
            return &rows[i];
        }
    }
    return NULL;
}

/* Appends the records of a row; returns the end of the packet. */
static size_t put_records(uint8_t *p, size_t end, const struct row *row, const char *name)
{
    char words[ROW_BYTES], owner[NAME_BYTES], *rest;
    uint8_t data[NAME_BYTES + 2];

    snprintf(owner, sizeof owner, "%s", name);
    snprintf(words, sizeof words, "%s", row->answers);
    for (char *word = strtok_r(words, " \n", &rest); word != NULL && end < PACKET - ROW_BYTES / 2;
         word = strtok_r(NULL, " \n", &rest)) {
        if (word[0] == '!')
            continue;
        if (word[0] == '>') {
            end += put_record(p + end, owner, TYPE_CNAME, data, put_name(data, word + 1));
            snprintf(owner, sizeof owner, "%.*s", NAME_BYTES - 1, word + 1);
        } else {
            inet_pton(row->type == TYPE_A ? AF_INET : AF_INET6, word, data);
            end += put_record(p + end, owner, row->type, data, row->type == TYPE_A ? 4 : 16);
        }
        p[7]++;
    }
    return end;
}

/* Turns a question into its answer; 0: there is none. */
static size_t answer(uint8_t p[PACKET], size_t n)
{
    char name[NAME_BYTES];
    bool exists;
    int type;
    size_t end = n < HEAD ? 0 : read_question(p, n, name, &type);
    const struct row *row = end == 0 ? NULL : find_row(name, type, &exists);
    const char *mark = row == NULL ? NULL : strchr(row->answers, '!');

    if (end == 0 || (mark != NULL && mark[1] == 's'))
        return 0;
    p[2] = 0x81; /* a response; recursion was desired … */
    p[3] = 0x80; /* … and is available */
    memset(p + 6, 0, 6);
    if (mark != NULL && mark[1] == 'g') {
        memset(p + 6, 0xff, PACKET - 6);
        return PACKET;
    }
    p[3] |= (uint8_t)(!exists ? NXDOMAIN : mark == NULL ? 0 : strtoul(mark + 1, NULL, 10));
    return row == NULL ? end : put_records(p, end, row, name);
}

int main(int argc, char **argv)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof at;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    uint8_t packet[PACKET];

    if (argc != 2 || !read_zone(argv[1]))
        return 2;
    if (bind(fd, (struct sockaddr *)&at, n) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &n) != 0)
        return 3;
    printf("%u\n", ntohs(at.sin_port));
    fflush(stdout);
    for (;;) {
        struct sockaddr_in from;
        socklen_t size = sizeof from;
        ssize_t got = recvfrom(fd, packet, sizeof packet, 0, (struct sockaddr *)&from, &size);
        size_t length = got <= 0 ? 0 : answer(packet, (size_t)got);

        if (length > 0)
            sendto(fd, packet, length, 0, (struct sockaddr *)&from, size);
    }
}
