/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stop: SIGINT, SIGTERM and SIGHUP ask a batch to stop: it reads no more, and writes the results of
 * what it has begun.  A second one, a quarter of a second later or more, ends the process at once.
 * There is one batch in a process.
 */
#ifndef TB_APP_BATCH_STOP_H
#define TB_APP_BATCH_STOP_H

#include <stdbool.h>

/* stop_watch begins to catch these signals, if they are not ignored; SIGXFSZ is ignored, so that a
 * limit on the size of files is an error of writing.  stop_end gives all their former meaning
 * back. */
bool stop_watch(void);
void stop_end(void);

/* stop_signal is the signal that came, or 0; stop_name its name. */
int stop_signal(void);
const char *stop_name(int number);

/* stop_fd is readable once a signal has come: for an event loop.  Nothing is read from it. */
int stop_fd(void);

/* stop_wait waits until fd can be read: true.  False: a signal came first. */
bool stop_wait(int fd);

/* stop_hold keeps the signals from threads that the calling one starts, and stop_release ends that
 * for the calling thread alone: it is the one that a signal interrupts. */
void stop_hold(void);
void stop_release(void);

/* stop_raise ends the process by the signal that came, after stop_end: whoever started it learns
 * that it did not do all of its work. */
void stop_raise(int number);

#endif
