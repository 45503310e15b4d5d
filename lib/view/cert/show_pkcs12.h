/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show_pkcs12: what is in a PKCS#12 file and how it is protected; the objects themselves are shown
 * after it, each as what it is. */
#ifndef TB_LIB_VIEW_CERT_SHOW_PKCS12_H
#define TB_LIB_VIEW_CERT_SHOW_PKCS12_H

#include "lib/pkcs12/pkcs12.h"
#include "lib/view/view.h"

void pkcs12_text(struct buf *out, const struct pkcs12 *file, const struct style *style);
void pkcs12_short(struct buf *out, const struct pkcs12 *file);
enum err pkcs12_json(struct buf *out, const char *input, const struct pkcs12 *file) MUST_CHECK;

#endif
