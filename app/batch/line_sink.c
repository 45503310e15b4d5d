/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/batch/line_sink.h"

#include <errno.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

/* Waits until fd can be written, if that is the only reason why it could not: a descriptor that
 * another process shares may be non-blocking. */
static bool can_go_on(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLOUT};

    return errno == EINTR || (errno == EAGAIN && (poll(&p, 1, -1) >= 0 || errno == EINTR));
}

/* Writes as much as it can: how many bytes that was. */
static size_t write_some(int fd, struct span bytes)
{
    size_t done = 0;

    while (done < bytes.n) {
        ssize_t n = write(fd, bytes.p + done, bytes.n - done);

        if (n < 0 && can_go_on(fd))
            continue;
        if (n < 0)
            break;
        done += (size_t)n;
    }
    return done;
}

/* Removes the last n bytes, if the file ends with what was written. */
static bool cut(int fd, size_t n)
{
    struct stat st;
    off_t at = lseek(fd, 0, SEEK_CUR);

    return at >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == at &&
           (off_t)n <= at && ftruncate(fd, at - (off_t)n) == 0 &&
           lseek(fd, -(off_t)n, SEEK_CUR) >= 0;
}

static uint64_t count_lines(struct span lines)
{
    uint64_t num = 0;

    for (size_t n = span_find(lines, '\n'); n < lines.n; n = span_find(lines, '\n')) {
        num++;
        lines = span_tail(lines, n + 1);
    }
    return num;
}

bool line_sink_put(struct line_sink *sink, struct span lines)
{
    if (sink->failed || lines.n == 0)
        return !sink->failed;
    size_t whole = write_some(sink->fd, lines), done = whole;

    sink->failed = done < lines.n;
    sink->sys_errno = sink->failed ? errno : 0;
    while (whole > 0 && lines.p[whole - 1] != '\n')
        whole--;
    sink->is_torn = done > whole && !cut(sink->fd, done - whole);
    sink->lines += count_lines(span_head(lines, whole));
    return !sink->failed;
}
