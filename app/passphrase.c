/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/passphrase.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "app/file_error.h"
#include "lib/base/file.h"
#include "lib/base/wipe.h"
#include "lib/view/text/safe.h"

enum { PASSPHRASE_MAX = 1024 };

/* Keeps a copy of the first line. */
static enum err keep(struct passphrase *pass, struct span text)
{
    struct span line = span_head(text, span_find(text, '\n'));

    if (line.n < text.n && line.n > 0 && line.p[line.n - 1] == '\r')
        line.n--;
    buf_init(&pass->text, PASSPHRASE_MAX);
    /* The room of an empty passphrase, too, is what tells it from an absent one. */
    if (buf_room(&pass->text, PASSPHRASE_MAX) == NULL)
        return pass->text.err;
    buf_truncate(&pass->text, 0);
    buf_put(&pass->text, line);
    pass->is_known = pass->is_there = true;
    return pass->text.err == ERR_LIMIT ? ERR_SIZE_LIMIT : pass->text.err;
}

static int open_file(struct passphrase *pass, const char *path, struct output *out)
{
    struct file file = {0};
    enum err e = file_read(&file, path, (size_t)64 * PASSPHRASE_MAX);
    int sys_errno = file.sys_errno;

    if (e == ERR_OK)
        e = keep(pass, file.bytes);
    file_wipe(&file);
    return e == ERR_OK ? EXIT_OK : file_error_say(out, path, e, sys_errno);
}

/* The name alone would read like that of a file. */
static int env_say(struct output *out, const char *name, enum err e)
{
    enum reason reason = file_error_reason(e);

    output_say(out, "--passphrase-env %s: %s [%s]", name, err_text(e), reason_code(reason));
    return reason_exit(reason);
}

int passphrase_open(struct passphrase *pass, const struct passphrase_opts *opts, struct output *out)
{
    *pass = (struct passphrase){0};
    if (opts->file != NULL)
        return open_file(pass, opts->file, out);
    if (opts->env == NULL)
        return EXIT_OK;
    const char *value = getenv(opts->env);
    enum err e = value == NULL ? ERR_PASSPHRASE_UNSET : keep(pass, span_str(value));
    return e == ERR_OK ? EXIT_OK : env_say(out, opts->env, e);
}

void passphrase_close(struct passphrase *pass)
{
    buf_wipe(&pass->text);
    *pass = (struct passphrase){0};
}

/* The signals that would end or stop the program while the terminal does not echo.  They wait
 * until it does again. */
static void signals_of_terminal(sigset_t *set)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};

    (void)sigemptyset(set);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        (void)sigaddset(set, signals[i]);
}

/* Is one of them waiting? */
static bool is_interrupted(const sigset_t *set)
{
    sigset_t pending;

    if (sigpending(&pending) != 0)
        return false;
    for (int s = 1; s < NSIG; s++) {
        if (sigismember(set, s) == 1 && sigismember(&pending, s) == 1)
            return true;
    }
    return false;
}

/* Reads a line, byte by byte, without echo.  A read gives up after a tenth of a second, so that a
 * signal is noticed although it is blocked. */
static bool read_line(int fd, const sigset_t *set, char *line, size_t *n)
{
    for (*n = 0; *n < PASSPHRASE_MAX;) {
        ssize_t got = read(fd, line + *n, 1);
        if (is_interrupted(set) || got < 0)
            return false;
        if (got == 0)
            continue;
        if (line[*n] == '\n')
            return true;
        if (line[(*n)++] == 4) /* Ctrl-D, which is no end of file without line editing */
            return false;
    }
    return false;
}

/* Line editing of our own is not worth its code: Backspace removes a byte, Ctrl-U all. */
static size_t edit(char *line, size_t n)
{
    size_t to = 0;

    for (size_t i = 0; i < n; i++) {
        if (line[i] == 0x7f || line[i] == '\b')
            to -= to > 0;
        else if (line[i] == 0x15)
            to = 0;
        else
            line[to++] = line[i];
    }
    return to;
}

/* Writes the question; what cannot be asked is not answered. */
static bool ask(int fd, const char *path)
{
    struct buf text;

    buf_init(&text, (size_t)1 << 13);
    buf_str(&text, "Passphrase for ");
    safe_put(&text, span_str(path));
    buf_str(&text, ": ");
    bool ok = text.err == ERR_OK && write(fd, text.p, text.n) == (ssize_t)text.n;
    buf_free(&text);
    return ok;
}

/* Asks at the terminal, with echo switched off and back on. */
static bool ask_quietly(struct passphrase *pass, int fd, const char *path)
{
    char line[PASSPHRASE_MAX];
    struct termios before, quiet;
    sigset_t set, old;
    size_t n = 0;

    if (tcgetattr(fd, &before) != 0)
        return false;
    quiet = before;
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON);
    quiet.c_cc[VMIN] = 0;
    quiet.c_cc[VTIME] = 1;
    signals_of_terminal(&set);
    (void)sigprocmask(SIG_BLOCK, &set, &old);
    bool ok =
        ask(fd, path) && tcsetattr(fd, TCSAFLUSH, &quiet) == 0 && read_line(fd, &set, line, &n);
    (void)tcsetattr(fd, TCSAFLUSH, &before);
    ok = write(fd, "\n", 1) == 1 && ok;
    ok = ok && keep(pass, span_of(line, edit(line, n))) == ERR_OK;
    wipe(line, sizeof line);
    (void)sigprocmask(SIG_SETMASK, &old, NULL);
    return ok;
}

struct span passphrase_given(const struct passphrase *pass)
{
    return pass->is_there ? buf_span(&pass->text) : (struct span){0};
}

bool passphrase_get(struct passphrase *pass, struct span *out, const char *path)
{
    if (!pass->is_known) {
        int fd = isatty(STDERR_FILENO) ? open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY) : -1;

        pass->is_known = true;
        if (fd >= 0) {
            pass->is_there = ask_quietly(pass, fd, path);
            (void)close(fd);
        }
    }
    *out = buf_span(&pass->text);
    return pass->is_there;
}
