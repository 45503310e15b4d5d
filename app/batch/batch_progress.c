/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/batch/batch_progress.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/output.h"
#include "lib/base/outfile.h"
#include "lib/net/net.h"

enum { LINE_BYTES = 4096, REASONS = 3 };
#define INTERVAL_US 200000

/* The bytes of an input that are still to be read; 0 if that is not known. */
static uint64_t size_of(const char *path)
{
    struct stat st;
    bool is_stdin = strcmp(path, "-") == 0;

    if ((is_stdin ? fstat(STDIN_FILENO, &st) : stat(path, &st)) != 0 || !S_ISREG(st.st_mode))
        return 0;
    off_t at = is_stdin ? lseek(STDIN_FILENO, 0, SEEK_CUR) : 0;
    return at >= 0 && at < st.st_size ? (uint64_t)(st.st_size - at) : 0;
}

void batch_progress_init_of(struct batch_progress *progress, int results_fd, uint64_t input_n)
{
    *progress = (struct batch_progress){.is_wanted = output_rewrites() && isatty(results_fd) != 1,
                                        .began_us = net_now_us(),
                                        .input_n = input_n};
    progress->next_us = progress->began_us + INTERVAL_US;
    if (progress->is_wanted)
        progress->columns = output_aside_style(COLOR_AUTO).columns;
}

void batch_progress_init(struct batch_progress *progress, int results_fd, char *const *inputs,
                         size_t num_inputs)
{
    bool is_known = true;

    batch_progress_init_of(progress, results_fd, 0);
    if (!progress->is_wanted)
        return;
    for (size_t i = 0; i < num_inputs; i++) {
        uint64_t n = size_of(inputs[i]);

        is_known = is_known && n > 0;
        progress->input_n += n;
    }
    if (!is_known)
        progress->input_n = 0;
}

/* The most frequent reasons with their shares. */
static void put_reasons(struct buf *out, const struct tally *tally, uint64_t all)
{
    enum reason reasons[REASON_COUNT];
    size_t num = tally_order(tally, reasons);

    for (size_t i = 0; i < num && i < REASONS; i++)
        buf_printf(out, ", %s %.1f%%", reason_code(reasons[i]),
                   100.0 * (double)tally->results[reasons[i]] / (double)all);
}

static void put_duration(struct buf *out, double seconds)
{
    uint64_t s = (uint64_t)seconds;

    if (s >= 3600)
        buf_printf(out, "%" PRIu64 ":%02" PRIu64 ":%02" PRIu64, s / 3600, s / 60 % 60, s % 60);
    else
        buf_printf(out, "%" PRIu64 ":%02" PRIu64, s / 60, s % 60);
}

void batch_progress_put(struct buf *out, const struct batch_progress *progress,
                        const struct tally *tally, uint64_t now_us)
{
    uint64_t all = tally_results(tally);
    double seconds = (double)(now_us - progress->began_us) / 1e6;
    double part = progress->input_n == 0 ? 0 : (double)progress->done_n / (double)progress->input_n;

    buf_printf(out, "%" PRIu64 " done, %.0f/s", all, seconds > 0 ? (double)all / seconds : 0);
    if (progress->connections > 0)
        buf_printf(out, ", %.0f connections/s",
                   seconds > 0 ? (double)progress->connections / seconds : 0);
    if (part > 0) {
        buf_printf(out, ", %.0f%%, ", 100.0 * (part < 1 ? part : 1));
        put_duration(out, part < 1 ? seconds / part * (1 - part) : 0);
        buf_str(out, " left");
    }
    if (all > 0)
        put_reasons(out, tally, all);
}

static void draw(struct batch_progress *progress, const struct tally *tally, uint64_t now_us)
{
    struct buf line;

    buf_init(&line, LINE_BYTES);
    buf_str(&line, "\r");
    batch_progress_put(&line, progress, tally, now_us);
    buf_truncate(&line, (size_t)progress->columns); /* with the return: one column less */
    buf_str(&line, "\033[K");
    progress->is_drawn = outfile_write(STDERR_FILENO, buf_span(&line));
    buf_free(&line);
}

void batch_progress_tick(struct batch_progress *progress, uint64_t answered_n,
                         const struct tally *tally)
{
    progress->done_n += answered_n;
    if (!progress->is_wanted)
        return;
    uint64_t now_us = net_now_us();

    if (now_us < progress->next_us)
        return;
    progress->next_us = now_us + INTERVAL_US;
    draw(progress, tally, now_us);
}

void batch_progress_clear(struct batch_progress *progress)
{
    if (progress->is_drawn)
        (void)outfile_write(STDERR_FILENO, SPAN_LIT("\r\033[K"));
    progress->is_drawn = false;
}
