/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/html.h"

#include "lib/view/view.h"

enum { TEXT_CAP = 1 << 24 };

/* The page fetches nothing and runs nothing, even if a name in it tries to (CSP 3). */
static const char policy[] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
                             "base-uri 'none'; form-action 'none'";

/* Colours are properties, so that light and dark mode only differ in those.  Lines have about 70
 * characters, or half as many in Chinese; long words break, wide figures scroll. */
static const char css[] =
    ":root{color-scheme:light dark;--paper:#fff;--ink:#1d2026;--soft:#5a6270;--line:#d8dce3;"
    "--fill:#f4f6f9;--link:#1257b5;--good:#17703a;--goodfill:#eaf6ee;--eye:#8a4b00;"
    "--eyefill:#fdf3e3;--bad:#b3261e;--badfill:#fcebea}\n"
    "@media(prefers-color-scheme:dark){:root{--paper:#16181d;--ink:#e7e9ee;--soft:#a2aab8;"
    "--line:#363b46;--fill:#1f232b;--link:#8ab8ff;--good:#6fd191;--goodfill:#17291e;"
    "--eye:#f0b866;--eyefill:#2c2417;--bad:#ff8f87;--badfill:#331b1a}}\n"
    "*{box-sizing:border-box}\n"
    "html{-webkit-text-size-adjust:100%;text-size-adjust:100%}\n"
    "body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.6 system-ui,sans-serif;"
    "overflow-wrap:anywhere}\n"
    "main{max-width:48rem;margin:0 auto;padding:1.5rem 1rem 4rem}\n"
    "h1{font-size:1.7rem;line-height:1.25;margin:.5rem 0 1rem}\n"
    "h2{font-size:1.25rem;line-height:1.3;margin:2.5rem 0 .75rem;padding-top:1rem;"
    "border-top:1px solid var(--line)}\n"
    "h3{font-size:1rem;margin:1.5rem 0 .5rem}\n"
    "p,ul,ol,dl,table,pre,figure,aside{margin:0 0 1rem}\n"
    "a{color:var(--link)}\n"
    "code,pre{font:.875em/1.5 ui-monospace,monospace}\n"
    "code{background:var(--fill);border-radius:.25em;padding:.1em .25em}\n"
    "pre{background:var(--fill);border-radius:.4em;padding:.75rem 1rem;white-space:pre-wrap}\n"
    "pre code,td code,dt code{background:none;padding:0}\n"
    "table{width:100%;border-collapse:collapse;font-size:.9375rem}\n"
    "th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;"
    "border-bottom:1px solid var(--line)}\n"
    "th{font-weight:600;color:var(--soft);width:12.5rem}\n"
    "td{padding-right:0}\n"
    "dt{font-weight:600}\n"
    "dd{margin:0 0 .6rem 1.25rem}\n"
    "aside{border-left:.25rem solid var(--soft);background:var(--fill);padding:.6rem .9rem;"
    "border-radius:0 .4em .4em 0}\n"
    "aside>b{display:block;font-size:.875rem}\n"
    "aside>:last-child{margin-bottom:0}\n"
    ".eve{border-color:var(--eye);background:var(--eyefill)}.eve>b{color:var(--eye)}\n"
    ".both{border-color:var(--good);background:var(--goodfill)}.both>b{color:var(--good)}\n"
    ".alarm{border-color:var(--bad);background:var(--badfill)}.alarm>b{color:var(--bad)}\n"
    ".small{color:var(--soft);font-size:.875rem}\n"
    "figure{overflow-x:auto}\n"
    "figure svg{display:block;width:100%;max-width:34rem;height:auto;margin:0 auto}\n"
    "@media(max-width:36rem){table,tbody,tr,th,td{display:block;width:auto}"
    "th{border:0;padding-bottom:0}td{padding-top:0}}\n"
    "@media print{main{max-width:none}aside,figure,tr{break-inside:avoid}}\n";

/* Text that safe_put leaves as it is may still be markup (HTML 13.1.1 and 13.1.2.3). */
static void put_escaped(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.n; i++) {
        switch (text.p[i]) {
        case '&': buf_str(out, "&amp;"); break;
        case '<': buf_str(out, "&lt;"); break;
        case '>': buf_str(out, "&gt;"); break;
        case '"': buf_str(out, "&quot;"); break;
        case '\'': buf_str(out, "&#39;"); break;
        default: buf_u8(out, text.p[i]);
        }
    }
}

void html_put(struct buf *out, struct span text)
{
    struct buf safe;

    buf_init(&safe, TEXT_CAP);
    safe_put(&safe, text);
    put_escaped(out, buf_span(&safe));
    if (safe.err != ERR_OK && out->err == ERR_OK)
        out->err = safe.err;
    buf_wipe(&safe);
}

/* The values may come from outside, so the whole text is escaped. */
void html_printf(struct buf *out, const char *format, ...)
{
    struct buf text;
    va_list ap;

    buf_init(&text, TEXT_CAP);
    va_start(ap, format);
    buf_vprintf(&text, format, ap);
    va_end(ap);
    html_put(out, buf_span(&text));
    if (text.err != ERR_OK && out->err == ERR_OK)
        out->err = text.err;
    buf_wipe(&text);
}

void html_open(struct buf *out, const char *lang, const char *title)
{
    html_open_styled(out, lang, title, "");
}

void html_open_styled(struct buf *out, const char *lang, const char *title, const char *style)
{
    buf_str(out, "<!doctype html>\n<html lang=\"");
    html_put(out, span_str(lang));
    buf_str(out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta http-equiv=\"Content-Security-Policy\" content=\"");
    buf_str(out, policy);
    buf_str(out, "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                 "<meta name=\"referrer\" content=\"no-referrer\">\n"
                 "<link rel=\"icon\" href=\"data:,\">\n<title>");
    html_put(out, span_str(title));
    buf_str(out, "</title>\n<style>\n");
    buf_str(out, css);
    buf_str(out, style);
    buf_str(out, "</style>\n</head>\n<body>\n<main>\n");
}

void html_close(struct buf *out)
{
    buf_str(out, "</main>\n</body>\n</html>\n");
}
