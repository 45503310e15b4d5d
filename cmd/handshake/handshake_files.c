/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files beside the output: opened before anybody is connected to, written at the end. */
#include "config.h"

#include "cmd/handshake/handshake.h"

#include <stdlib.h>

#include "app/file_error.h"
#include "lib/pcap/pcapng.h"

enum { SEND_MAX = 64 << 20, HEAD_MAX = 1 << 30 };

static enum err read_data(struct handshake_job *j, struct file *out, const char *path)
{
    enum err e = path == NULL ? ERR_OK : file_read(out, path, SEND_MAX);

    return e == ERR_OK ? ERR_OK : file_error_put(&j->why, path, e, out->sys_errno);
}

/* Whatever can be known to fail does so before anybody is connected to. */
enum err handshake_files_open(struct handshake_job *j)
{
    const struct handshake *o = j->opts;
    const char *const outputs[] = {o->save_chain, o->pcap, o->view.lesson.html};
    const char *log = o->keylog != NULL ? o->keylog : getenv("SSLKEYLOGFILE");
    int sys_errno = 0;

    /* An empty variable is none. */
    if (o->keylog == NULL && log != NULL && *log == '\0')
        log = NULL;
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++) {
        if (outputs[i] != NULL && outfile_check(outputs[i], &sys_errno) != ERR_OK)
            return file_error_put(&j->why, outputs[i], ERR_WRITE, sys_errno);
    }
    if (o->pcap != NULL && spool_open(&j->packets, o->pcap) != ERR_OK)
        return file_error_put(&j->why, o->pcap, ERR_WRITE, j->packets.sys_errno);
    TRY(read_data(j, &j->early, o->early_data));
    TRY(read_data(j, &j->send, o->send));
    enum err e =
        log == NULL ? ERR_OK : outfile_log_open(&j->keylog, log, (int)(j->how.timeout_us / 1000));
    if (e != ERR_OK)
        return file_error_put(&j->why, log, e, j->keylog.sys_errno);
    if (o->cert == NULL)
        return ERR_OK;
    return credentials_read(&j->identity, j->run->arena, o->cert, o->key != NULL ? o->key : o->cert,
                            &j->why);
}

static int write_file(struct handshake_job *j, const char *path, const struct buf *content,
                      bool secret)
{
    int sys_errno = 0;
    enum err e = content->err;

    if (path == NULL || (e == ERR_OK && content->n == 0))
        return EXIT_OK;
    if (e == ERR_OK)
        e = outfile_file(path, buf_span(content), secret, &sys_errno);
    return e == ERR_OK ? EXIT_OK : file_error_say(&j->run->out, path, e, sys_errno);
}

/* The secrets go in front of the packets, since a reader needs them first.  Half a capture would
 * pass for a whole one: there is none then. */
static int write_capture(struct handshake_job *j)
{
    int sys_errno = j->packets.sys_errno;
    struct buf head;

    if (j->opts->pcap == NULL || (j->packets.n == 0 && !j->packets.failed))
        return EXIT_OK;
    buf_init(&head, HEAD_MAX);
    pcapng_begin(&head, buf_span(&j->secrets));
    enum err e = j->packets.failed ? ERR_WRITE : head.err;

    if (e == ERR_OK)
        e = outfile_spool(j->opts->pcap, buf_span(&head), &j->packets, &sys_errno);
    buf_wipe(&head);
    return e == ERR_OK ? EXIT_OK : file_error_say(&j->run->out, j->opts->pcap, e, sys_errno);
}

int handshake_files_write(struct handshake_job *j)
{
    const char *log = j->keylog.path;
    int code = write_file(j, j->opts->save_chain, &j->chain, false);

    code = exit_worse(code, write_capture(j));
    lesson_page_end(&j->page);
    code = exit_worse(code, write_file(j, j->opts->view.lesson.html, &j->page, true));
    outfile_log_close(&j->keylog);
    if (j->keylog.failed)
        code = exit_worse(code, file_error_say(&j->run->out, log, ERR_WRITE, j->keylog.sys_errno));
    return code;
}
