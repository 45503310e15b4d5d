/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The handler notes the signal, and writes a byte into a pipe: a signal that comes just before the
 * wait for input is seen there. */
#include "config.h"

#include "app/batch/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/lookup.h"

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
static const char *const names[] = {"SIGINT", "SIGTERM", "SIGHUP"};

/* timeout(1) sends its signal to the process and then to its group, so the process gets it twice.
 * Nobody who wants it to end at once is that fast. */
#define SAME_SIGNAL_MS 250

/* For the handler: a signal has no other way to reach the batch. */
static volatile sig_atomic_t came;
static struct timespec came_at;
static int wake[2] = {-1, -1};
static struct sigaction before[LOOKUP_COUNT(numbers)], before_xfsz;

static int64_t ms_since(const struct timespec *then)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)(now.tv_sec - then->tv_sec) * 1000 + (now.tv_nsec - then->tv_nsec) / 1000000;
}

/* The other signals wait meanwhile.  The second one ends the process when the handler returns. */
static void on_signal(int number)
{
    int saved = errno;

    if (came == 0) {
        clock_gettime(CLOCK_MONOTONIC, &came_at);
        came = number;
        (void)!write(wake[1], "", 1);
    } else if (ms_since(&came_at) >= SAME_SIGNAL_MS) {
        (void)signal(number, SIG_DFL);
        (void)raise(number);
    }
    errno = saved;
}

bool stop_watch(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, act = {.sa_handler = on_signal};

    came = 0;
    if (pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    sigaction(SIGXFSZ, &ignore, &before_xfsz);
    sigemptyset(&act.sa_mask);
    for (size_t i = 0; i < LOOKUP_COUNT(numbers); i++) {
        sigaddset(&act.sa_mask, numbers[i]);
        sigaction(numbers[i], NULL, &before[i]);
    }
    for (size_t i = 0; i < LOOKUP_COUNT(numbers); i++) {
        if (before[i].sa_handler != SIG_IGN)
            sigaction(numbers[i], &act, NULL);
    }
    return true;
}

void stop_end(void)
{
    for (size_t i = 0; i < LOOKUP_COUNT(numbers); i++)
        sigaction(numbers[i], &before[i], NULL);
    sigaction(SIGXFSZ, &before_xfsz, NULL);
    close(wake[0]);
    close(wake[1]);
}

int stop_signal(void)
{
    return came;
}

const char *stop_name(int number)
{
    size_t i = 0;

    while (i + 1 < LOOKUP_COUNT(numbers) && numbers[i] != number)
        i++;
    return names[i];
}

int stop_fd(void)
{
    return wake[0];
}

bool stop_wait(int fd)
{
    struct pollfd p[] = {{.fd = wake[0], .events = POLLIN}, {.fd = fd, .events = POLLIN}};

    while (came == 0 && poll(p, 2, -1) < 0 && errno == EINTR)
        ;
    return came == 0;
}

static void mask(int how)
{
    sigset_t set;

    sigemptyset(&set);
    for (size_t i = 0; i < LOOKUP_COUNT(numbers); i++)
        sigaddset(&set, numbers[i]);
    pthread_sigmask(how, &set, NULL);
}

void stop_hold(void)
{
    mask(SIG_BLOCK);
}

void stop_release(void)
{
    mask(SIG_UNBLOCK);
}

void stop_raise(int number)
{
    (void)raise(number);
}
