/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files beside the output: opened before anybody is connected to, written at the end. */
#include "config.h"

#include "cmd/handshake/handshake.h"

#include <stdlib.h>

#include "app/file_error.h"
#include "lib/pcap/pcapng.h"

enum { SEND_MAX = 64 << 20, HEAD_MAX = 1 << 30 };

static enum err read_data(struct handshake_job *job, struct file *out, const char *path)
{
    enum err e = path == NULL ? ERR_OK : file_read(out, path, SEND_MAX);

    return e == ERR_OK ? ERR_OK : file_error_put(&job->why, path, e, out->sys_errno);
}

/* What can fail without a connection fails before the first one. */
enum err handshake_files_open(struct handshake_job *job)
{
    const struct handshake *o = job->opts;
    const struct {
        struct side_file *file;
        const char *path;
        bool secret;
    } outputs[] = {{&job->files.chain, o->save_chain, false},
                   {&job->files.capture, o->pcap, true},
                   {&job->files.page, o->view.lesson.html, true}};
    const char *log = o->keylog != NULL ? o->keylog : getenv("SSLKEYLOGFILE");
    int sys_errno = 0;

    /* An empty variable is none. */
    if (o->keylog == NULL && log != NULL && *log == '\0')
        log = NULL;
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++) {
        if (side_file_open(outputs[i].file, outputs[i].path, outputs[i].secret, &sys_errno) !=
            ERR_OK)
            return file_error_put(&job->why, outputs[i].path, ERR_WRITE, sys_errno);
    }
    if (o->pcap != NULL && spool_open(&job->packets, o->pcap) != ERR_OK)
        return file_error_put(&job->why, o->pcap, ERR_WRITE, job->packets.sys_errno);
    TRY(read_data(job, &job->early, o->early_data));
    TRY(read_data(job, &job->send, o->send));
    enum err e = log == NULL
                     ? ERR_OK
                     : outfile_log_open(&job->keylog, log, (int)(job->how.timeout_us / 1000));
    if (e != ERR_OK)
        return file_error_put(&job->why, log, e, job->keylog.sys_errno);
    verifier_prepare(&job->verifier);
    if (dane_lookup_is_asked(&o->judging))
        TRY(dane_lookup_open(&job->dane_lookup, &o->judging, job->run->arena, &job->why));
    if (o->cert == NULL)
        return ERR_OK;
    return credentials_read(&job->identity, job->run->arena, o->cert,
                            o->key != NULL ? o->key : o->cert, &job->passphrase, &job->why);
}

/* The secrets go in front of the packets, since a reader needs them first.  Half a capture would
 * pass for a whole one: there is none then. */
static int write_capture(struct handshake_job *job)
{
    struct buf head;

    if (job->opts->pcap == NULL || (job->packets.n == 0 && !job->packets.failed))
        return EXIT_OK;
    buf_init(&head, HEAD_MAX);
    pcapng_begin(&head, buf_span(&job->secrets));
    int code = side_file_write(&job->files.capture, &head, &job->packets, &job->run->out);

    buf_wipe(&head);
    return code;
}

/* Continues after a failure; the exit code is the worst one. */
int handshake_files_write(struct handshake_job *job)
{
    struct output *out = &job->run->out;
    const char *log = job->keylog.path;
    int code = side_file_write(&job->files.chain, &job->chain, NULL, out);

    code = exit_worse(code, write_capture(job));
    lesson_page_end(&job->page);
    code = exit_worse(code, side_file_write(&job->files.page, &job->page, NULL, out));
    outfile_log_close(&job->keylog);
    if (job->keylog.failed)
        code = exit_worse(code, file_error_say(out, log, ERR_WRITE, job->keylog.sys_errno));
    return code;
}

void handshake_files_close(struct handshake_job *job)
{
    outfile_log_close(&job->keylog);
    side_file_close(&job->files.chain);
    side_file_close(&job->files.capture);
    side_file_close(&job->files.page);
    credentials_free(&job->identity);
    file_wipe(&job->early);
    file_wipe(&job->send);
    spool_close(&job->packets);
}
